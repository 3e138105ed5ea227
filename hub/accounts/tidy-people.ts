import type { Sql } from '../database/pool.ts';
import { browserLifeMs } from './cookie.ts';
import { idleMs, wholeMs } from './sessions.ts';
import { tryLifeMs } from './try-bound.ts';

/** Removes sessions that have ended, tries that count no more, and browsers whose cookie has run out. */
export async function tidyPeople(sql: Sql, nowMs: number): Promise<void> {
  await sql`delete from console_session where created_ms <= ${nowMs - wholeMs} or seen_ms <= ${nowMs - idleMs}`;
  await sql`delete from sign_in_try where at_ms <= ${nowMs - tryLifeMs}`;
  await sql`delete from account_browser where used_ms <= ${nowMs - browserLifeMs}`;
}
