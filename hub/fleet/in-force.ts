import type { PendingQuery, Row } from 'postgres';
import type { Sql, Tx } from '../database/pool.ts';

/**
 * Whether the machine of the row `d` has a key in force. One whose keys were ended (stolen, scrapped, taken away) is not away: figures of machines do not count it until it comes back with a new key. What it
 * has not sent stays counted, because it is still missing.
 */
export const isInForce = (sql: Sql | Tx, nowMs: number): PendingQuery<Row[]> =>
  sql`exists (select 1 from device_key k where k.device_id = d.id and k.revoked_ms is null
    and (k.not_after_ms is null or k.not_after_ms > ${Math.round(nowMs)}::bigint))`;
