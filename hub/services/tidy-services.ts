import { cityDay } from '../../contract/working-days.ts';
import type { Tx } from '../database/pool.ts';
import { tidyDocuments } from './documents/documents.ts';
import { answerLifeMs } from './once.ts';
import { settleOrders } from './orders/orders.ts';
import { rateTheUnrated } from './ratings/ratings.ts';

const codeLifeMs = 24 * 3_600_000;
/** Demonstration messages: long enough to look at, no archive. */
const smsLifeMs = 7 * 24 * 3_600_000;

/** Ends what time ends and removes what nobody may need any more (docs/domain/privacy-and-security.md §9). */
export async function tidyServices(tx: Tx, nowMs: number): Promise<void> {
  // One instance at a time is enough; the others find nothing.
  const [lock] = await tx<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(7149005) as mine`;
  if (lock?.mine !== true) return;
  await settleOrders(tx, nowMs);
  await rateTheUnrated(tx, nowMs);
  await tidyDocuments(tx, nowMs);
  await tx`delete from service_answer where at_ms < ${nowMs - answerLifeMs}`;
  await tx`delete from sms_code where sent_ms < ${nowMs - codeLifeMs}`;
  await tx`delete from dept_sms where sent_ms < ${nowMs - smsLifeMs}`;
  await tx`delete from video_check where closes_ms < ${nowMs - codeLifeMs}`;
  await tx`delete from draft where state <> 'submitted' and until_ms < ${nowMs}`;
  await tx`update booking set state = 'past' where state = 'active' and day < ${cityDay(nowMs)}`;
}
