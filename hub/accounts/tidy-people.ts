import type { Sql } from '../database/pool.ts';
import { idleMs, wholeMs } from './sessions.ts';
import { tryLifeMs } from './try-bound.ts';

/** Removes sessions that have ended and tries that count no more. */
export async function tidyPeople(sql: Sql, nowMs: number): Promise<void> {
  await sql`delete from console_session where created_ms <= ${nowMs - wholeMs} or seen_ms <= ${nowMs - idleMs}`;
  await sql`delete from sign_in_try where at_ms <= ${nowMs - tryLifeMs}`;
}
