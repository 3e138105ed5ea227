import { type Clock, sleep } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { askTypesNoMore, isDatabaseAway, type Sql } from './pool.ts';

/** A database that goes away so often while one hub starts is somebody else's trouble. */
const tries = 8;

/**
 * Does what has to be done before a hub serves, and does it again when the database goes away in the middle: it may be restarting, or a line was cut.
 * @param work may be done again after any part of it
 * Error: one sentence for the operator.
 */
export async function whileDatabaseIsBack<T>(
  sql: Sql,
  clock: Clock,
  work: () => Promise<T>,
): Promise<Result<T, string>> {
  for (let left = tries; left > 0; left -= 1) {
    const reached = await reach(sql, clock);
    if (!reached.ok) return reached;
    try {
      return ok(await work());
    } catch (cause) {
      if (!isDatabaseAway(cause)) throw cause;
    }
  }
  return err('the database goes away again and again');
}

/** A server that is still starting is waited for (10 s); one that answers with a refusal is not. */
async function reach(sql: Sql, clock: Clock): Promise<Result<null, string>> {
  const end = clock.monoMs() + 10_000;
  for (;;) {
    try {
      const [row] = await sql<{ version: number }[]>`select current_setting('server_version_num')::int as version`;
      if ((row?.version ?? 0) < 150_000) return err('PostgreSQL 15 or newer is needed');
      askTypesNoMore(sql);
      return ok(null);
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
      if (!isDatabaseAway(cause) || clock.monoMs() > end) return err(`the database cannot be reached: ${code}`);
      await sleep(clock, 200);
    }
  }
}
