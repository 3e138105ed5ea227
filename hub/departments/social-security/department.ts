import type { SubmitBody } from '../../../contract/envelope.ts';
import type { SocialSecurityCard } from '../../../contract/hub-api.ts';
import type { Sql, Tx } from '../../database/pool.ts';
import { decideLoss, isSameName, type KnownCard } from './rules.ts';

/** Department code as it stands in pull replies. */
export const departmentCode = 'gz.hrss';
/** The one item that this department takes. */
export const lossItem = 'ss.card.loss';

export type Settled =
  | { readonly state: 'done'; readonly existingReceipt: string | null }
  | { readonly state: 'refused'; readonly reason: string };

/**
 * Cards of a person; null when number and name do not belong together, or nobody has the number.
 * Personal data: the values come from dept_ tables and go into a signed reply; they are never logged.
 */
export async function findCards(
  sql: Sql,
  idNumber: string,
  name: string,
): Promise<readonly SocialSecurityCard[] | null> {
  const [person] = await sql<{ name: string }[]>`select name from dept_ss_person where id_number = ${idNumber}`;
  if (person === undefined || !isSameName(person.name, name)) return null;
  const rows = await sql<
    {
      card_id: string;
      last4: string;
      bank_code: string;
      bank_zh: string;
      bank_en: string;
      bank_hotline: string;
      issued: string;
      state: SocialSecurityCard['state'];
    }[]
  >`select card_id, last4, bank_code, bank_zh, bank_en, bank_hotline, issued, state from dept_ss_card where id_number = ${idNumber} order by issued desc, card_id`;
  return rows.map((row) => ({
    cardId: row.card_id,
    last4: row.last4,
    bank: { code: row.bank_code, nameZh: row.bank_zh, nameEn: row.bank_en, hotline: row.bank_hotline },
    issued: row.issued,
    state: row.state,
  }));
}

/** Step 1, intake: the department has the report, from here on it is 已受理. Its front works even when its core system is away. */
export async function takeReport(tx: Tx, body: SubmitBody, nowMs: number): Promise<void> {
  const card = body.answers.cardId ?? body.answers.card ?? null;
  await tx`insert into dept_ss_report (receipt_no, id_number, name, card_id, taken_ms)
    values (${body.receiptNo}, ${body.subject.idNumber}, ${body.subject.name}, ${card === '' ? null : card}, ${nowMs})
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
  >`select name from dept_ss_person where id_number = ${report.id_number} for update`;
  const rows = await tx<{ card_id: string; state: KnownCard['state']; receipt_no: string | null }[]>`
    select card_id, state, receipt_no from dept_ss_card where id_number = ${report.id_number} order by lost_ms nulls last, card_id for update`;
  const cards = rows.map((row) => ({ cardId: row.card_id, state: row.state, receiptNo: row.receipt_no }));
  const decision = decideLoss({ receiptNo, name: report.name, cardId: report.card_id }, person?.name ?? null, cards);
  if (decision.kind === 'block') {
    await tx`update dept_ss_card set state = 'lost', lost_ms = ${nowMs}, receipt_no = ${receiptNo}
      where card_id = any(${[...decision.cardIds]}::text[])`;
  }
  await tx`update dept_ss_report set outcome = ${decision.kind}, settled_ms = ${nowMs} where receipt_no = ${receiptNo}`;
  if (decision.kind === 'refused') return { state: 'refused', reason: decision.reason };
  return { state: 'done', existingReceipt: decision.kind === 'existing' ? decision.receiptNo : null };
}
