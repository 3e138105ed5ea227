import type { PendingQuery, Row } from 'postgres';
import type { Sql, Tx } from '../database/pool.ts';
import { hasKeyInForce } from '../machines/keys-in-force.ts';

/**
 * Whether the machine of the row `d` has a key in force. One whose keys were ended (stolen, scrapped, taken away) is not away: figures of machines do not count it until it comes back with a new key. What it
 * has not sent stays counted, because it is still missing.
 *
 * Asked the other way round, because a row of `d` never stands without a key (`hub/enrolment/store.ts`) and keys are kept: those without one in force are few, and PostgreSQL finds them once for a whole fleet,
 * where it would look up the key of each machine (50,000 of them: 0.2 s).
 */
export const isInForce = (sql: Sql | Tx, nowMs: number): PendingQuery<Row[]> =>
  sql`d.id not in (select e.device_id from device_key e where (e.revoked_ms is not null or e.not_after_ms <= ${Math.round(nowMs)}::bigint)
    and not ${hasKeyInForce(sql, nowMs, sql`e.device_id`)})`;
