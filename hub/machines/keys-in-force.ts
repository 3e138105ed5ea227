import type { PendingQuery, Row } from 'postgres';
import type { Sql, Tx } from '../database/pool.ts';

/** A condition on `device_key k`: it was not ended, and its time is not over (a key that was changed counts for an hour more). */
export const isKeyInForce = (sql: Sql | Tx, nowMs: number): PendingQuery<Row[]> =>
  sql`k.revoked_ms is null and (k.not_after_ms is null or k.not_after_ms > ${Math.round(nowMs)}::bigint)`;

/**
 * Whether a machine has a key in force, looked up for this one machine. Over the whole fleet ask `isInForce` (hub/fleet/in-force.ts), which looks the other way round.
 * @param deviceId expression with its id, as `` sql`d.id` ``
 */
export const hasKeyInForce = (sql: Sql | Tx, nowMs: number, deviceId: PendingQuery<Row[]>): PendingQuery<Row[]> =>
  sql`exists (select 1 from device_key k where k.device_id = ${deviceId} and ${isKeyInForce(sql, nowMs)})`;
