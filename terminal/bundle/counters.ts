import type { Db } from '../store/sqlite.ts';

/** Messages whose stubs are told one by one; the others are counted. */
const stubsTold = 500;

/**
 * What the store holds, in numbers: no body, no receipt, no case, no session, nobody's id. A message is named by its random id only where somebody has to find it
 * again (dead, or missing at the hub).
 */
export function readCounters(db: Db): Readonly<Record<string, unknown>> {
  const all = (sql: string) => db.prepare<[], Readonly<Record<string, unknown>>>(sql).all();
  return {
    schema: Number(db.pragma('user_version', { simple: true })),
    counters: all('SELECT name, value FROM counter ORDER BY name'),
    epochs: all('SELECT store_epoch AS epoch, counter, last_seq AS lastSeq, removed FROM past_epoch ORDER BY rowid'),
    outbox: all(
      'SELECT topic, state, count(*) AS count, sum(attempts) AS attempts, min(wall_ms) AS oldestMs FROM outbox GROUP BY 1, 2 ORDER BY 1, 2',
    ),
    messages: all(
      `SELECT CASE WHEN state = 'dead' OR missing = 1 THEN id END AS id, seq, topic, prio, state, verdict, attempts, bytes, wall_ms AS wallMs,
         hub_offset_ms AS hubOffsetMs, tombstone, missing FROM outbox WHERE state <> 'acked' OR missing = 1 ORDER BY pos DESC LIMIT ${stubsTold}`,
    ),
    acts: all(
      'SELECT kind, device_id AS device, state, outcome, settled_by AS settledBy, count(*) AS count, sum(pages) AS pages FROM act GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5',
    ),
    actsByDay: all(
      "SELECT date(intended_wall_ms / 1000 + 28800, 'unixepoch') AS day, kind, outcome, count(*) AS count FROM act GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3 LIMIT 400",
    ),
    custody: all(
      'SELECT device_id AS device, kind, direction, state, count(*) AS count FROM custody GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4',
    ),
    bins: all('SELECT device_id AS device, bin, count, initial, wall_ms AS wallMs FROM device_count ORDER BY 1, 2'),
    // Who stood at the machine stays in the audit chain.
    exchanges: all(
      'SELECT device_id AS device, state, before, after, opened_wall_ms AS openedMs, closed_wall_ms AS closedMs FROM exchange ORDER BY rowid DESC LIMIT 50',
    ),
    audit: all('SELECT type, count(*) AS count, max(wall_ms) AS lastMs FROM audit GROUP BY 1 ORDER BY 1'),
  };
}
