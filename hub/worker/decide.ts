import { isFinalCase } from '../../contract/pulls/cases.ts';
import { cityDay, dueDay } from '../../contract/working-days.ts';
import { type CaseRow, changeCase, lockCase, readApplication, tellApplicant } from '../cases/case-store.ts';
import { reasonForLog } from '../cases/refusal-codes.ts';
import type { Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { refund, silentCardMs } from '../services/orders/orders.ts';
import { type CaseTask, decideAtMs, dropTasks, notBeforeMs, planTask } from './case-clock.ts';
import { accept, atOf, endCase } from './intake.ts';
import type { Application } from './items/item-rule.ts';
import { ruleOf } from './items/registry.ts';
import { decideGate, decideMatter, expireJoint, handOver } from './joint.ts';
import { tellEnd } from './tell-end.ts';

/** Log lines of a step, to be written once it is committed: a log must not tell what was rolled back. */
export type StepReport = () => void;
/** A step of which nobody is told. */
export const nothingToReport: StepReport = () => undefined;

/** A department that is away decides later. */
const outageMs = 5000;

/**
 * Decides a case and puts it in force: effect and state are one transaction. A case that has ended already stays as it is, so deciding twice has one effect.
 * The lock of the case is held by the caller or taken here.
 */
export async function decideCase(tx: Tx, deps: HubDeps, receiptNo: string, nowMs: number): Promise<StepReport> {
  const known = await lockCase(tx, deps, receiptNo);
  const application = await readApplication(tx, receiptNo);
  if (known === null || application === null) throw new Error('a case is decided that was never taken in');
  if (isFinalCase(known.state)) return nothingToReport;
  const rule = ruleOf(known.itemId, deps.catalogue);
  const decision = await rule.decide(tx, application, atOf(deps, nowMs));
  const { state, reason, existingReceipt, data } = decision;
  const change = { state, reason: reason ?? null, existingReceipt: existingReceipt ?? null, data: data ?? {} };
  if (state === 'refused') await endCase(tx, deps, known, application, change, nowMs);
  else await changeCase(tx, deps, known, change, nowMs);
  if (decision.told === undefined) await tellEnd(tx, deps, receiptNo, state, nowMs);
  else await tellApplicant(tx, deps, receiptNo, decision.told, nowMs);
  return () => deps.log('hub.case.settled', { receiptNo, state, reason: reasonForLog(reason) });
}

/** One planned step of a case, claimed with its lock. */
export async function doTask(tx: Tx, deps: HubDeps, task: CaseTask, nowMs: number): Promise<StepReport> {
  const known = await lockCase(tx, deps, task.receiptNo);
  if (known === null || isFinalCase(known.state)) return nothingToReport;
  const { department } = ruleOf(known.itemId, deps.catalogue);
  // An automatic review knows no office hours, and no holidays.
  const isAutomatic = task.step === 'gate' && known.data.review === 'automatic';
  const waitMs =
    task.step === 'expire' || task.step === 'manual'
      ? null
      : deps.faults[department].outage
        ? nowMs + outageMs
        : isAutomatic
          ? null
          : notBeforeMs(deps, nowMs);
  if (waitMs !== null) {
    await planTask(tx, task.receiptNo, task.step, waitMs, task.matterId);
    return nothingToReport;
  }
  switch (task.step) {
    case 'identity': {
      const taken = await accept(tx, deps, known, nowMs);
      if (taken === 'apply') return await decideCase(tx, deps, task.receiptNo, nowMs);
      return nothingToReport;
    }
    case 'start':
      if (known.state === 'accepted') await changeCase(tx, deps, known, { state: 'inProgress' }, nowMs);
      return nothingToReport;
    case 'decide':
      // Whoever must add something is waited for; the supplement plans the decision anew.
      if (known.state !== 'accepted' && known.state !== 'inProgress') return nothingToReport;
      return await decideCase(tx, deps, task.receiptNo, nowMs);
    case 'gate':
      return await decideGate(tx, deps, known, nowMs);
    case 'manual':
      return await handOver(tx, deps, known, nowMs);
    case 'matter':
      return await decideMatter(tx, deps, known, task.matterId, nowMs);
    case 'expire':
      return await expire(tx, deps, known, nowMs);
  }
}

/** The time to sign, to confirm or to take the card is over. Money that was paid goes back. */
async function expire(tx: Tx, deps: HubDeps, known: CaseRow, nowMs: number): Promise<StepReport> {
  const application = await readApplication(tx, known.receiptNo);
  if (application === null) return nothingToReport;
  const isCard = ruleOf(known.itemId, deps.catalogue).endsBy?.(application) === 'custody';
  if (isCard && (await isCardUnderWay(tx, known.receiptNo, nowMs))) {
    await planTask(tx, known.receiptNo, 'expire', nowMs + 10 * 60_000);
    return nothingToReport;
  }
  if (!isCard && known.state !== 'waitSpouse' && known.state !== 'waitSign') return nothingToReport;
  await giveUpCard(tx, application, 'noCard', nowMs);
  await expireJoint(tx, known.receiptNo, 'expired', nowMs);
  const reason = isCard ? 'noCard' : known.state === 'waitSign' ? 'unsigned' : 'unconfirmed';
  await endCase(tx, deps, known, application, { state: 'expired', reason }, nowMs);
  await tellEnd(tx, deps, known.receiptNo, reason === 'unconfirmed' ? 'expired' : reason, nowMs);
  return () =>
    deps.log('hub.case.settled', { receiptNo: known.receiptNo, state: 'expired', reason: reasonForLog(reason) });
}

/** Its money goes back, and a blank that was reserved for it is void: what turns up of it later never comes into force. Money before blanks, as whoever reserves one takes them. */
export async function giveUpCard(
  tx: Tx,
  { receiptNo, orderId: own }: Pick<Application, 'receiptNo' | 'orderId'>,
  reason: 'noCard' | 'cancelled',
  nowMs: number,
): Promise<void> {
  const reserved = await tx<{ order_id: string }[]>`select distinct order_id from card_reservation
    where receipt_no = ${receiptNo} and order_id is not null`;
  const orders = new Set([...(own === null ? [] : [own]), ...reserved.map((row) => row.order_id)]);
  for (const orderId of orders) await refund(tx, orderId, reason, nowMs);
  await tx`update card_reservation set state = 'void', ended_ms = ${nowMs}
    where receipt_no = ${receiptNo} and state in ('reserved', 'issuedPending')`;
}

async function isCardUnderWay(tx: Tx, receiptNo: string, nowMs: number): Promise<boolean> {
  const rows = await tx`select 1 from card_reservation
    where receipt_no = ${receiptNo} and state in ('reserved', 'issuedPending') and reserved_ms > ${nowMs - silentCardMs}`;
  return rows.length > 0;
}

/**
 * A machine was told that the chip is right, and has said nothing of the card since: it is on its way into the citizen's hand, or there. Under the lock of the case; blanks that are still compared cannot be found right
 * before the transaction ends.
 */
export async function isCardHandedOut(tx: Tx, receiptNo: string, nowMs: number): Promise<boolean> {
  const rows = await tx<{ state: string; reserved_ms: string }[]>`
    select state, reserved_ms from card_reservation where receipt_no = ${receiptNo} order by reserved_ms, id for update`;
  return rows.some((row) => row.state === 'issuedPending' && Number(row.reserved_ms) > nowMs - silentCardMs);
}

/** Takes the case up again after a supplement: what had to be mended stopped the clock, and the promise is given anew. */
export async function resume(tx: Tx, deps: HubDeps, known: CaseRow, nowMs: number): Promise<void> {
  const { days } = ruleOf(known.itemId, deps.catalogue);
  await dropTasks(tx, known.receiptNo);
  const dueOn = dueDay(deps.calendar, cityDay(nowMs), days);
  await changeCase(tx, deps, known, { state: 'inProgress', dueOn }, nowMs);
  await planTask(tx, known.receiptNo, 'decide', decideAtMs(deps, days, nowMs));
}
