import { uuid7 } from '../../contract/uuid7.ts';
import type { HubLog } from '../log.ts';
import { type Sql, transaction } from './pool.ts';

/** A month of `ingest`: bounds are the least ids of its first and of the next month's first millisecond (UTC). */
export interface MonthPartition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** This month and the `ahead` following ones. */
export function monthPartitions(nowMs: number, ahead: number): readonly MonthPartition[] {
  const now = new Date(nowMs);
  return Array.from({ length: ahead + 1 }, (_, i) => {
    const from = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + i, 1);
    const to = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + i + 1, 1);
    const month = new Date(from).toISOString().slice(0, 7).replace('-', '_');
    return { name: `ingest_${month}`, from: leastId(from), to: leastId(to) };
  });
}

/**
 * Makes the partitions of the coming months, so that a month can be dropped in one stroke when its time is over. PostgreSQL refuses one whose
 * range the default partition already holds rows of (machines with a clock ahead); such a month stays in the default one and still dedupes.
 */
export async function ensurePartitions(sql: Sql, nowMs: number, log: HubLog): Promise<void> {
  for (const month of monthPartitions(nowMs, 2)) {
    await transaction(sql, async (tx) => {
      await tx`select pg_advisory_xact_lock(7149005)`;
      const known = await tx`select 1 from pg_class where relname = ${month.name}`;
      if (known.length > 0) return;
      const held =
        await tx`select 1 from ingest_default where id >= ${month.from}::uuid and id < ${month.to}::uuid limit 1`;
      if (held.length > 0) {
        log('hub.partition.skipped', { month: month.name });
        return;
      }
      // Names and bounds are made above from numbers only; identifiers cannot be parameters.
      await tx.unsafe(
        `create table ${month.name} partition of ingest for values from ('${month.from}') to ('${month.to}')`,
      );
    });
  }
}

/** UUIDs compare by bytes: the version nibble and variant are the lowest that a UUIDv7 may have, the rest zero. */
function leastId(ms: number): string {
  return uuid7(ms, new Uint8Array(10));
}
