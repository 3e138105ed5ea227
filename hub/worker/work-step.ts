import type { CustodyBody, SubmitBody } from '../../contract/envelope.ts';
import { changeCase, lockCase } from '../cases/case-store.ts';
import { reasonForLog } from '../cases/refusal-codes.ts';
import { takeCommandResult } from '../commands/command-results.ts';
import { takeCommissioning } from '../commissioning/commissionings.ts';
import type { Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { takeOutcome } from '../releases/outcomes.ts';
import { settleCustody } from '../services/cards/reservations.ts';
import { settleDocument } from '../services/documents/documents.ts';
import { takeRating } from '../services/ratings/ratings.ts';
import { takeWorkRecord } from '../services/work-orders/work-records.ts';
import { notify } from '../signals.ts';
import { takeRegisterItem } from '../staff/register.ts';
import { takeReplenishment } from '../staff/replenishments.ts';
import { hubVersion } from '../version.ts';
import { decideCase, nothingToReport, type StepReport } from './decide.ts';
import { takeIn } from './intake.ts';
import { ruleOf } from './items/registry.ts';
import { unreadHint } from './open-again.ts';
import { type BodyFault, openBody, type SealedMessage } from './open-body.ts';

/** One row of the work list, claimed and locked. */
export interface WorkItem {
  readonly message_id: string;
  readonly step: 'open' | 'apply' | 'task';
  readonly attempts: number;
}

/**
 * Takes the next message that is due and whose case has nothing earlier waiting, and locks it until the transaction ends. Other workers skip
 * it; when this process dies, PostgreSQL gives it back.
 */
export async function claimWork(tx: Tx, nowMs: number): Promise<WorkItem | null> {
  const [item] = await tx<WorkItem[]>`
    select message_id, step, attempts from work w
    where next_ms <= ${nowMs} and not exists (
      select 1 from work earlier
      where earlier.device_id = w.device_id and earlier.store_epoch = w.store_epoch and earlier.order_key = w.order_key
        and earlier.seq < w.seq)
    order by prio, next_ms for update skip locked limit 1`;
  return item ?? null;
}

/** Does one step of a claimed message in `tx`: effect, case state and work list change together or not at all. */
export async function doWorkStep(tx: Tx, deps: HubDeps, item: WorkItem): Promise<StepReport> {
  const nowMs = Math.round(deps.clock.wallMs());
  const message = await readMessage(tx, item.message_id);
  const step = item.step === 'open' ? openStep(tx, deps, message, nowMs) : applyStep(tx, deps, message, item, nowMs);
  const report = await step;
  await notify(tx, `console:${message.id}`);
  if (message.receiptNo !== null) await notify(tx, `case:${message.receiptNo}`);
  return report;
}

async function openStep(tx: Tx, deps: HubDeps, message: SealedMessage, nowMs: number): Promise<StepReport> {
  const opened = await openBody(deps.keys, message);
  if (!opened.ok) return await setUnreadable(tx, deps, message, opened.error, nowMs);
  await tx`update ingest set state = 'applied' where id = ${message.id}`;
  const { topic, body } = opened.value;
  switch (topic) {
    case 'act.print':
      await tx`insert into act_print (message_id, device_id, act_id, receipt_no, outcome, copy, at_ms)
        values (${message.id}, ${message.deviceId}, ${body.actId}, ${message.receiptNo}, ${body.outcome}, ${body.copy}, ${nowMs}) on conflict do nothing`;
      break;
    case 'custody.changed':
      await takeCustodyReport(tx, deps, message, body, nowMs);
      break;
    case 'case.rate':
      await takeRating(tx, deps, body, message.deviceId, nowMs);
      break;
    case 'act.document':
      await settleDocument(tx, message.deviceId, body, nowMs);
      break;
    case 'tech.replenished':
      await takeReplenishment(tx, { messageId: message.id, deviceId: message.deviceId, nowMs }, body);
      break;
    case 'tech.commissioned':
      await takeCommissioning(tx, { messageId: message.id, deviceId: message.deviceId, nowMs }, body);
      break;
    case 'tech.work':
      await takeWorkRecord(tx, { messageId: message.id, deviceId: message.deviceId, nowMs }, body);
      break;
    case 'tech.item':
      await takeRegisterItem(tx, { deviceId: message.deviceId, nowMs }, body);
      break;
    case 'tech.update':
      await takeOutcome(tx, { deviceId: message.deviceId, nowMs }, body);
      break;
    case 'tech.command':
      await takeCommandResult(tx, { deviceId: message.deviceId, nowMs }, body);
      break;
    case 'case.submit':
      return await submitStep(tx, deps, message, body, nowMs);
  }
  await finish(tx, message);
  return nothingToReport;
}

/** Decided at once = one more step of this message; by a department's clock = a task of the case, and the message is done with. */
async function submitStep(
  tx: Tx,
  deps: HubDeps,
  message: SealedMessage,
  body: SubmitBody,
  nowMs: number,
): Promise<StepReport> {
  const taken = await takeIn(tx, deps, body, message.deviceId, nowMs);
  if (taken === 'apply') {
    const { delayMs } = deps.faults[ruleOf(body.itemId, deps.catalogue).department];
    await tx`update work set step = 'apply', attempts = 0, next_ms = ${nowMs + delayMs} where message_id = ${message.id}`;
    return nothingToReport;
  }
  await finish(tx, message);
  if (taken === 'later') return nothingToReport;
  const { receiptNo } = body;
  const [end] = await tx<{ state: string; reason: string | null }[]>`
    select state, reason from case_file where receipt_no = ${receiptNo}`;
  return () => deps.log('hub.case.settled', { receiptNo, state: end?.state ?? '', reason: reasonForLog(end?.reason) });
}

async function takeCustodyReport(
  tx: Tx,
  deps: HubDeps,
  { id, deviceId, storeEpoch, seq, receivedMs }: SealedMessage,
  body: CustodyBody,
  nowMs: number,
): Promise<void> {
  const { device, receiptNo, act, custody, counts } = body;
  await tx`
    insert into custody_report (message_id, device_id, device, receipt_no, act_id, act_kind, act_outcome, act_by, act_is_late,
      custody_id, item_kind, direction, state, is_orphan, hopper, retain, store_epoch, seq, noted_ms)
    values (${id}, ${deviceId}, ${device}, ${receiptNo}, ${act?.id ?? null}, ${act?.kind ?? null}, ${act?.outcome ?? null},
      ${act?.by ?? null}, ${act?.isLate ?? null}, ${custody?.id ?? null}, ${custody?.kind ?? null}, ${custody?.direction ?? null},
      ${custody?.state ?? null}, ${custody?.isOrphan ?? null}, ${counts.hopper}, ${counts.retain}, ${storeEpoch}, ${seq}, ${receivedMs})
    on conflict do nothing`;
  if (receiptNo !== null && custody !== null) {
    await settleCustody(tx, deps, { deviceId, receiptNo, state: custody.state, act }, nowMs);
  }
}

async function applyStep(
  tx: Tx,
  deps: HubDeps,
  message: SealedMessage,
  item: WorkItem,
  nowMs: number,
): Promise<StepReport> {
  const { department } = ruleOf(message.itemId ?? '', deps.catalogue);
  if (deps.faults[department].outage) {
    await tx`update work set attempts = attempts + 1, next_ms = ${nowMs + backOffMs(item.attempts)} where message_id = ${message.id}`;
    return nothingToReport;
  }
  const report = await decideCase(tx, deps, message.receiptNo ?? '', nowMs);
  await finish(tx, message);
  return report;
}

/** A body that this release cannot read is settled and shown; it does not stand in the way of others. One that a later release may know is noted for it (`openAgain`). */
async function setUnreadable(
  tx: Tx,
  deps: HubDeps,
  message: SealedMessage,
  reason: BodyFault,
  nowMs: number,
): Promise<StepReport> {
  await tx`update ingest set state = 'unreadable' where id = ${message.id}`;
  if (reason === 'wrongShape' && message.topic !== 'case.submit') {
    await tx`insert into unreadable (message_id, hub_version) values (${message.id}, ${hubVersion}) on conflict do nothing`;
    await notify(tx, unreadHint);
  }
  const known = message.topic === 'case.submit' ? await lockCase(tx, deps, message.receiptNo ?? '') : null;
  if (known !== null) await changeCase(tx, deps, known, { state: 'refused', reason: 'unreadable' }, nowMs);
  await finish(tx, message);
  return () => deps.log('hub.message.unreadable', { messageId: message.id, reason });
}

/** 0.5 s doubling to one minute: the department is inside the city's own network, and somebody may be waiting at a machine. */
export function backOffMs(attempts: number): number {
  return Math.min(60_000, 500 * 2 ** Math.min(attempts, 20));
}

async function finish(tx: Tx, message: SealedMessage): Promise<void> {
  await tx`delete from work where message_id = ${message.id}`;
}

async function readMessage(tx: Tx, id: string): Promise<SealedMessage> {
  const [row] = await tx<
    {
      id: string;
      device_id: string;
      store_epoch: string;
      seq: string;
      topic: string;
      receipt_no: string | null;
      item_id: string | null;
      suite: string;
      kid: string;
      enc: Buffer;
      ct: Buffer;
      received_ms: string;
      old_id: string | null;
      old_epoch: string;
      old_seq: string;
    }[]
  >`select i.id, i.device_id, i.store_epoch, i.seq, i.topic, i.receipt_no, i.item_id, i.suite, i.kid, i.enc, i.ct, i.received_ms, r.old_id, r.old_epoch, r.old_seq
    from ingest i left join reissue r on r.message_id = i.id where i.id = ${id}`;
  if (row === undefined) throw new Error('work without its message');
  return {
    id: row.id,
    deviceId: row.device_id,
    storeEpoch: row.store_epoch,
    seq: Number(row.seq),
    sealedFor: row.old_id === null ? null : { id: row.old_id, storeEpoch: row.old_epoch, seq: Number(row.old_seq) },
    topic: row.topic,
    receiptNo: row.receipt_no,
    itemId: row.item_id,
    suite: row.suite,
    kid: row.kid,
    enc: row.enc,
    ct: row.ct,
    receivedMs: Number(row.received_ms),
  };
}
