import { type CaseState, isFinalCase } from '../../contract/pulls/cases.ts';
import { cityDay } from '../../contract/working-days.ts';
import type { Sql, Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { notify } from '../signals.ts';
import type { Application, CaseData } from '../worker/items/item-rule.ts';

export interface CaseRow {
  readonly receiptNo: string;
  readonly itemId: string;
  readonly deviceId: string;
  readonly messageId: string | null;
  readonly state: CaseState;
  readonly person: string | null;
  readonly actor: string | null;
  readonly confirmer: string | null;
  readonly data: CaseData;
}

export interface CaseChange {
  readonly state: CaseState;
  readonly reason?: string | null;
  readonly existingReceipt?: string | null;
  readonly dueOn?: string | null;
  /** Added to what is known. */
  readonly data?: CaseData;
}

/** Locks a case. Whoever changes a case, its matters or its tasks holds this lock first, so that they cannot wait for each other in a circle. */
export async function lockCase(tx: Tx, deps: Pick<HubDeps, 'keys'>, receiptNo: string): Promise<CaseRow | null> {
  const [row] = await tx<
    {
      receipt_no: string;
      item_id: string;
      device_id: string;
      message_id: string | null;
      state: CaseState;
      person: string | null;
      actor: string | null;
      confirmer: string | null;
      data: Buffer | null;
    }[]
  >`select receipt_no, item_id, device_id, message_id, state, person, actor, confirmer, data from case_file
    where receipt_no = ${receiptNo} for update`;
  if (row === undefined) return null;
  return {
    receiptNo,
    itemId: row.item_id,
    deviceId: row.device_id,
    messageId: row.message_id,
    state: row.state,
    person: row.person,
    actor: row.actor,
    confirmer: row.confirmer,
    data: openData(deps, receiptNo, row.data),
  };
}

/** What the done page shows of a case; sealed at rest, because amounts and dates are about a person. */
export function openData(deps: Pick<HubDeps, 'keys'>, receiptNo: string, sealed: Uint8Array | null): CaseData {
  if (sealed === null) return {};
  return JSON.parse(deps.keys.store.open(`case ${receiptNo}`, sealed).toString()) as CaseData;
}

/** Changes a locked case and tells everybody who waits, once the transaction commits. A final state is settled now; one that is opened again (补正 of a refused matter) is unsettled. */
export async function changeCase(
  tx: Tx,
  deps: Pick<HubDeps, 'keys'>,
  known: CaseRow,
  change: CaseChange,
  nowMs: number,
): Promise<CaseRow> {
  const data = { ...known.data, ...change.data };
  const sealed =
    Object.keys(data).length === 0 ? null : deps.keys.store.seal(`case ${known.receiptNo}`, JSON.stringify(data));
  if (isFinalCase(known.state) && !isFinalCase(change.state)) await keepCounted(tx, known.receiptNo);
  await tx`update case_file set state = ${change.state}, data = ${sealed},
      settled_ms = case when ${isFinalCase(change.state)} then coalesce(settled_ms, ${nowMs}) else null end,
      accepted_ms = case when ${change.state} = 'delivered' then accepted_ms else coalesce(accepted_ms, ${nowMs}) end,
      reason = ${change.reason ?? null}, existing_receipt = ${change.existingReceipt ?? null},
      due_on = coalesce(${change.dueOn ?? null}, due_on)
    where receipt_no = ${known.receiptNo}`;
  if (isFinalCase(change.state)) {
    // A repeated application has had no effect of its own: when the first one comes to nothing, it must not stand in the way of the next.
    const outcome = (change.existingReceipt ?? null) === null ? change.state : 'repeated';
    await tx`update dept_application set is_live = false, outcome = ${outcome} where receipt_no = ${known.receiptNo}`;
  }
  await notify(tx, `case:${known.receiptNo}`);
  if (known.messageId !== null) await notify(tx, `console:${known.messageId}`);
  return { ...known, state: change.state, data };
}

/** An end that the sums of outcomes hold already (`hub/fleet/arrivals.ts`) is that of this application: whatever comes of it now counts no second time. Waits for sums that are being made. */
async function keepCounted(tx: Tx, receiptNo: string): Promise<void> {
  const [mark] = await tx<{ upto_ms: string }[]>`select upto_ms from flow_mark for share`;
  await tx`update case_file set is_counted = true where receipt_no = ${receiptNo} and settled_ms < ${mark?.upto_ms ?? 0}`;
}

/** The application of this receipt, opened; null = no such receipt. */
export async function readApplication(tx: Tx, receiptNo: string): Promise<Application | null> {
  const [row] = await tx<
    {
      item_id: string;
      device_id: string;
      id_number: string;
      name: string;
      actor_number: string;
      actor_name: string;
      answers: Application['answers'];
      is_offline: boolean;
      read_version: number | null;
      order_id: string | null;
      draft_id: string | null;
      captured_at: string;
      taken_ms: string;
    }[]
  >`select item_id, device_id, id_number, name, actor_number, actor_name, answers, is_offline, read_version, order_id, draft_id, captured_at, taken_ms
    from dept_application where receipt_no = ${receiptNo}`;
  if (row === undefined) return null;
  return {
    receiptNo,
    itemId: row.item_id,
    deviceId: row.device_id,
    idNumber: row.id_number,
    name: row.name,
    actorNumber: row.actor_number,
    actorName: row.actor_name,
    answers: row.answers,
    isOffline: row.is_offline,
    readVersion: row.read_version,
    orderId: row.order_id,
    draftId: row.draft_id,
    capturedAt: row.captured_at,
    takenOn: cityDay(Number(row.taken_ms)),
  };
}

/** Number that the application names; null = none, or no such case. */
export async function mobileOfCase({ sql }: { readonly sql: Sql | Tx }, receiptNo: string): Promise<string | null> {
  const [row] = await sql<{ mobile: string | null }[]>`
    select coalesce(answers ->> 'mobile', answers ->> 'legalRepMobile') as mobile from dept_application where receipt_no = ${receiptNo}`;
  return row?.mobile ?? null;
}

/** SMS to the number that the application names, else to nobody: the city's own number is not used without having been asked for. */
export async function tellApplicant(
  tx: Tx,
  deps: Pick<HubDeps, 'sms'>,
  receiptNo: string,
  text: string,
  nowMs: number,
): Promise<void> {
  const mobile = (await mobileOfCase({ sql: tx }, receiptNo)) ?? '';
  if (!/^1[3-9]\d{9}$/.test(mobile)) return;
  // No item and no name: phones lie about.
  await deps.sms.send(tx, { mobile, text: `【广州政务一体机】办件 ${receiptNo} ${text}`, receiptNo }, nowMs);
}
