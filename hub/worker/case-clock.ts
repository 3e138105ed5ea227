import { addDays, cityDay, dueDay, isWorkingDay } from '../../contract/working-days.ts';
import type { Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { notify } from '../signals.ts';

/** What a department still has to do with a case. */
export type TaskStep = 'identity' | 'start' | 'decide' | 'gate' | 'manual' | 'matter' | 'expire';

export interface CaseTask {
  readonly receiptNo: string;
  readonly step: TaskStep;
  readonly matterId: string;
  readonly attempts: number;
}

/** Ten in the morning in the city (UTC+8): departments decide in office hours. */
const officeHourMs = 2 * 3_600_000;

/**
 * When the simulated department gets to it: after `decisionDelayMs` in a simulation, else at ten o'clock on the working day in the middle of its promise.
 * @param part of the way to the decision, 0 to 1
 */
export function decideAtMs(
  deps: Pick<HubDeps, 'decisionDelayMs' | 'calendar'>,
  days: number,
  nowMs: number,
  part = 1,
): number {
  if (deps.decisionDelayMs !== null) return nowMs + Math.round(deps.decisionDelayMs * part);
  const count = Math.max(1, Math.ceil((days / 2) * part));
  return Date.parse(`${dueDay(deps.calendar, cityDay(nowMs), count)}T00:00:00Z`) + officeHourMs;
}

/** A working-day clock does not tick on holidays: null = now is fine, else when to look again. */
export function notBeforeMs(deps: Pick<HubDeps, 'decisionDelayMs' | 'calendar'>, nowMs: number): number | null {
  const today = cityDay(nowMs);
  if (deps.decisionDelayMs !== null || isWorkingDay(deps.calendar, today)) return null;
  let day = today;
  do day = addDays(day, 1);
  while (!isWorkingDay(deps.calendar, day));
  return Date.parse(`${day}T00:00:00Z`) + officeHourMs;
}

/** Plans a step, or moves it. Under the lock of the case. */
export async function planTask(
  tx: Tx,
  receiptNo: string,
  step: TaskStep,
  nextMs: number,
  matterId = '',
): Promise<void> {
  await tx`insert into case_task (receipt_no, step, matter_id, next_ms) values (${receiptNo}, ${step}, ${matterId}, ${Math.round(nextMs)})
    on conflict (receipt_no, step, matter_id) do update set next_ms = excluded.next_ms, attempts = 0`;
  await notify(tx, 'work');
}

/** Nothing happens by the clock in this case any more. */
export async function dropTasks(tx: Tx, receiptNo: string): Promise<void> {
  await tx`delete from case_task where receipt_no = ${receiptNo}`;
}

/** Takes the next step that is due, with the lock of its case; other workers skip that case. A rollback puts it back. */
export async function claimTask(tx: Tx, nowMs: number): Promise<CaseTask | null> {
  const [row] = await tx<{ receipt_no: string; step: TaskStep; matter_id: string; attempts: number }[]>`
    select t.receipt_no, t.step, t.matter_id, t.attempts from case_task t join case_file c on c.receipt_no = t.receipt_no
    where t.next_ms <= ${nowMs} order by t.next_ms, t.receipt_no for update of c skip locked limit 1`;
  if (row === undefined) return null;
  // Read again under the lock: it may have been dropped or moved while we waited for nobody.
  const gone = await tx`delete from case_task
    where receipt_no = ${row.receipt_no} and step = ${row.step} and matter_id = ${row.matter_id} and next_ms <= ${nowMs}`;
  if (gone.count === 0) return null;
  return { receiptNo: row.receipt_no, step: row.step, matterId: row.matter_id, attempts: row.attempts };
}
