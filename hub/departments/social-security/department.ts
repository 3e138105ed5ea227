import type { SubmitBody } from '../../../contract/envelope.ts';
import type { Tx } from '../../database/pool.ts';
import { changeCards, readCards } from '../city-store.ts';
import { decideLoss } from './rules.ts';

/** Department code as it stands in pull replies. */
export const departmentCode = 'gz.hrss';
/** The item of loss reports. */
export const lossItem = 'ss.card.loss';

export type Settled =
  | { readonly state: 'done'; readonly existingReceipt: string | null }
  | { readonly state: 'refused'; readonly reason: string };

/** Step 1, intake: the department has the report, from here on it is 已受理. Its front works even when its core system is away. */
export async function takeReport(tx: Tx, body: SubmitBody, nowMs: number): Promise<void> {
  const card = body.answers.cardId ?? body.answers.card ?? null;
  await tx`insert into dept_ss_report (receipt_no, id_number, name, card_id, taken_ms)
    values (${body.receiptNo}, ${body.subject.idNumber}, ${body.subject.name}, ${typeof card !== 'string' || card === '' ? null : card}, ${nowMs})
    on conflict (receipt_no) do nothing`;
}

/**
 * Step 2, core system: decides and puts in force, in the caller's transaction, so that effect and case state are one.
 * The person's cards are locked: two reports about one person are decided one after the other.
 */
export async function applyReport(tx: Tx, receiptNo: string, nowMs: number): Promise<Settled> {
  const [report] = await tx<{ id_number: string; name: string; card_id: string | null }[]>`
    select id_number, name, card_id from dept_ss_report where receipt_no = ${receiptNo} for update`;
  if (report === undefined) throw new Error('a report is applied that was never taken in');
  const [person] = await tx<
    { name: string }[]
  >`select name from dept_person where id_number = ${report.id_number} for update`;
  const cards = await readCards(tx, report.id_number, 'change');
  const byTime = [...cards].sort(
    (a, b) => (a.lostMs ?? Number.POSITIVE_INFINITY) - (b.lostMs ?? Number.POSITIVE_INFINITY),
  );
  const decision = decideLoss({ receiptNo, name: report.name, cardId: report.card_id }, person?.name ?? null, byTime);
  if (decision.kind === 'block') {
    await changeCards(tx, decision.cardIds, { kind: 'block', receiptNo, atMs: nowMs });
  }
  await tx`update dept_ss_report set outcome = ${decision.kind}, settled_ms = ${nowMs} where receipt_no = ${receiptNo}`;
  if (decision.kind === 'refused') return { state: 'refused', reason: decision.reason };
  return { state: 'done', existingReceipt: decision.kind === 'existing' ? decision.receiptNo : null };
}
