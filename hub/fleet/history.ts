import { type Sql, transaction } from '../database/pool.ts';
import { stateSql } from './state.ts';

const dayMs = 24 * 3_600_000;
/** Days that samples are kept, the present one not counted. */
const historyDays = 7;
const minuteMs = 60_000;

/**
 * Minutes between two samples of one machine: five in a small fleet, an hour in one of 50,000, so that the history of a week stays near ten million rows. Pure.
 * @param machines how many there are
 */
export const sampleEveryMinutes = (machines: number): number => Math.min(60, Math.max(5, Math.ceil(machines / 800)));

/** Partition of the day (UTC) that a moment lies in. */
export function dayPartition(ms: number): { readonly name: string; readonly fromMs: number; readonly toMs: number } {
  const fromMs = Math.floor(ms / dayMs) * dayMs;
  return {
    name: `heartbeat_hist_${new Date(fromMs).toISOString().slice(0, 10).replaceAll('-', '_')}`,
    fromMs,
    toMs: fromMs + dayMs,
  };
}

/**
 * Copies the last heartbeat of those machines whose turn this minute is: each machine has its own minute by a hash, so that the work is the same every minute. A machine that
 * is sampled twice in its minute stands there twice, which no reader minds.
 */
export async function sampleBeats(sql: Sql, nowMs: number): Promise<void> {
  await makePartition(sql, nowMs);
  const [{ machines } = { machines: 0 }] = await sql<
    { machines: number }[]
  >`select count(*)::int as machines from heartbeat_latest`;
  const every = sampleEveryMinutes(machines);
  const turn = Math.floor(nowMs / minuteMs) % every;
  await sql`
    insert into heartbeat_hist (device_id, at_ms, state, pending, dead, completed, prints_failed, rss_mib)
    select h.device_id, ${nowMs}::bigint, ${stateSql(sql, nowMs)}, h.pending, h.dead, (h.facts -> 'sessions' ->> 'completed')::int,
      (h.facts -> 'prints' ->> 'failed')::int, (h.facts -> 'memory' ->> 'rssMiB')::int
    from heartbeat_latest h where (hashtext(h.device_id) & 2147483647) % ${every} = ${turn}`;
}

async function makePartition(sql: Sql, nowMs: number): Promise<void> {
  const { name, fromMs, toMs } = dayPartition(nowMs);
  const known = await sql`select 1 from pg_class where relname = ${name}`;
  if (known.length > 0) return;
  // Name and bounds are made of numbers above; identifiers cannot be parameters.
  await sql.unsafe(
    `create table if not exists ${name} partition of heartbeat_hist for values from (${fromMs}) to (${toMs})`,
  );
}

/** Drops whole days. */
export async function dropOldHistory(sql: Sql, nowMs: number): Promise<void> {
  const oldest = dayPartition(nowMs - historyDays * dayMs).name;
  const rows = await sql<{ name: string }[]>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'heartbeat_hist'::regclass and c.relname < ${oldest}`;
  for (const { name } of rows) {
    if (!/^heartbeat_hist_\d{4}_\d\d_\d\d$/.test(name)) continue;
    await transaction(sql, async (tx) => {
      // Readers of a console hold such a lock for milliseconds; who cannot have it soon tries again in a minute.
      await tx`select set_config('lock_timeout', '2000', true)`;
      await tx.unsafe(`drop table ${name}`);
    });
  }
}
