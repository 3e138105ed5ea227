import { sleep } from '../contract/clock.ts';
import { ensurePartitions } from './database/partitions.ts';
import { transaction } from './database/pool.ts';
import type { HubDeps } from './deps.ts';
import { causeCode } from './log.ts';
import { tidyServices } from './services/tidy-services.ts';

const everyMs = 60_000;
/** Twice the signature window: a request older than the window is refused by its time alone. */
const nonceLifeMs = 10 * 60_000;
const wrongTryLifeMs = 15 * 60_000;
const oldEnrolmentMs = 7 * 24 * 3_600_000;

/** Removes what has expired, once a minute; harmless on several instances at once. Ends when the hub stops. */
export async function keepHouse(deps: HubDeps): Promise<void> {
  while (await sleep(deps.clock, everyMs, deps.stop)) {
    try {
      await tidy(deps);
    } catch (cause) {
      deps.log('hub.housekeeping.failed', { cause: causeCode(cause) });
    }
  }
}

export async function tidy(deps: HubDeps): Promise<void> {
  const nowMs = Math.round(deps.clock.wallMs());
  await deps.sql`delete from nonce where seen_ms < ${nowMs - nonceLifeMs}`;
  await deps.sql`delete from enrolment_wrong_try where at_ms < ${nowMs - wrongTryLifeMs}`;
  await deps.sql`delete from enrolment where device_id is null and expires_ms < ${nowMs - oldEnrolmentMs}`;
  await transaction(deps.sql, (tx) => tidyServices(tx, nowMs));
  await ensurePartitions(deps.sql, nowMs, deps.log);
}
