import type { CaseActRequest } from '../../contract/hub-services.ts';
import { isFinalCase } from '../../contract/pulls/cases.ts';
import { jsonText } from '../database/json-text.ts';
import type { Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { personToken } from '../keys/store-key.ts';
import { cancelBooking } from '../services/bookings/bookings.ts';
import { refund } from '../services/orders/orders.ts';
import { dropTasks } from '../worker/case-clock.ts';
import { decideCase, resume } from '../worker/decide.ts';
import { endCase, promise } from '../worker/intake.ts';
import { expireJoint, readMatters, supplementMatters } from '../worker/joint.ts';
import { type CaseRow, lockCase, readApplication } from './case-store.ts';
import { mayMend, mayWithdraw } from './case-view.ts';

export type ActResult = 'done' | 'notAllowed' | 'notYours';

/**
 * 撤回, 补正, 配偶确认, cancelling a booking: with identification, in one transaction with what follows from it.
 * @returns null = no such case or booking
 */
export async function actOnCase(
  tx: Tx,
  deps: HubDeps,
  receiptNo: string,
  request: CaseActRequest,
  nowMs: number,
): Promise<ActResult | null> {
  if (request.act === 'cancelBooking') {
    return await cancelBooking(tx, deps.keys.store, receiptNo, request.person.idNumber);
  }
  if (request.act === 'withdraw') await holdMessage(tx, receiptNo);
  const known = await lockCase(tx, deps, receiptNo);
  if (known === null) return null;
  const who = personToken(deps.keys.store, request.person.idNumber);
  if (request.act === 'confirmSpouse') return await confirmSpouse(tx, deps, known, who, nowMs);
  if (known.person !== who && known.actor !== who) return 'notYours';
  return request.act === 'withdraw'
    ? await withdraw(tx, deps, known, nowMs)
    : await supplement(tx, deps, known, request, nowMs);
}

/** The message before its case, as the worker takes them: an instant item that is decided at this moment is waited for, and not in a circle. */
async function holdMessage(tx: Tx, receiptNo: string): Promise<void> {
  await tx`select 1 from work where message_id = (select message_id from case_file where receipt_no = ${receiptNo}) for update`;
}

async function withdraw(tx: Tx, deps: HubDeps, known: CaseRow, nowMs: number): Promise<ActResult> {
  if (known.state === 'withdrawn') return 'done';
  const application = await readApplication(tx, known.receiptNo);
  const matters = await readMatters(tx, known.receiptNo);
  const fulfil = application?.answers.fulfil;
  if (application === null || !mayWithdraw(known.state, matters, typeof fulfil === 'string' ? fulfil : null)) {
    return 'notAllowed';
  }
  await dropTasks(tx, known.receiptNo);
  // An instant item may still wait in the list of messages.
  if (known.messageId !== null) await tx`delete from work where message_id = ${known.messageId}`;
  await expireJoint(tx, known.receiptNo, 'withdrawn', nowMs);
  if (application.orderId !== null) await refund(tx, application.orderId, 'cancelled', nowMs);
  await endCase(tx, deps, known, application, { state: 'withdrawn' }, nowMs);
  return 'done';
}

/** Only what is given is changed; for a joint application only the open matters of the part that was mended go on with it. */
async function supplement(
  tx: Tx,
  deps: HubDeps,
  known: CaseRow,
  { answers, section }: Pick<CaseActRequest, 'answers' | 'section'>,
  nowMs: number,
): Promise<ActResult> {
  const application = await readApplication(tx, known.receiptNo);
  if (application === null) return 'notAllowed';
  const isJoint = (await readMatters(tx, known.receiptNo)).length > 0;
  const add = async () =>
    await tx`update dept_application set answers = answers || ${jsonText(answers)}::text::jsonb where receipt_no = ${known.receiptNo}`;
  if (isJoint) {
    if (section === undefined || !mayMend(known.state)) return 'notAllowed';
    if (!(await supplementMatters(tx, deps, known, section, nowMs))) return 'notAllowed';
    await add();
    return 'done';
  }
  if (known.state !== 'needMore') return 'notAllowed';
  await add();
  await resume(tx, deps, known, nowMs);
  return 'done';
}

async function confirmSpouse(tx: Tx, deps: HubDeps, known: CaseRow, who: string, nowMs: number): Promise<ActResult> {
  if (known.confirmer !== who) return 'notYours';
  if (known.state !== 'waitSpouse') return isFinalCase(known.state) ? 'notAllowed' : 'done';
  return await confirmed(tx, deps, known, nowMs);
}

/** The spouse has agreed; the promise begins now. */
export async function confirmed(tx: Tx, deps: HubDeps, known: CaseRow, nowMs: number): Promise<ActResult> {
  const application = await readApplication(tx, known.receiptNo);
  if (application === null) return 'notAllowed';
  await dropTasks(tx, known.receiptNo);
  const taken = await promise(tx, deps, known, application, nowMs);
  if (taken === 'apply') await decideCase(tx, deps, known.receiptNo, nowMs);
  return 'done';
}
