import { uuid7 } from '../../contract/uuid7.ts';
import type { HubLog } from '../log.ts';
import { type Sql, type Tx, transaction } from './pool.ts';

/** A month of `ingest`: bounds are the least ids of its first and of the next month's first millisecond (UTC). */
export interface MonthPartition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** First millisecond of the next month: every id in here is of an earlier time. */
  readonly endMs: number;
}

/** Held while partitions are made or dropped: one instance at a time. */
const partitionLock = 7_149_006;
/** Two whole months beyond the present one: at least 59 days. */
const monthsAhead = 2;
/** Making and dropping need `ingest` for themselves for a moment; who cannot have it soon lets the machines go first and tries again in a minute. */
const lockWaitMs = 2000;

/** This month and the `ahead` following ones. */
export function monthPartitions(nowMs: number, ahead: number): readonly MonthPartition[] {
  const now = new Date(nowMs);
  return Array.from({ length: ahead + 1 }, (_, i) => monthOf(now.getUTCFullYear(), now.getUTCMonth() + i));
}

/** The month that a partition's name says; null for the default partition and anything else. */
function monthOfName(name: string): MonthPartition | null {
  const match = /^ingest_(\d{4})_(\d{2})$/.exec(name);
  return match === null ? null : monthOf(Number(match[1]), Number(match[2]) - 1);
}

/**
 * Makes the partitions of the coming months, so that a month can be dropped in one stroke when its time is over. PostgreSQL refuses one whose range the
 * default partition holds rows of (machines whose clock was ahead), so those rows are moved into it first, in the same transaction.
 */
export async function ensurePartitions(sql: Sql, nowMs: number, log: HubLog): Promise<void> {
  for (const month of monthPartitions(nowMs, monthsAhead)) {
    const moved = await alone(sql, async (tx) => {
      const known = await tx`select 1 from pg_class where relname = ${month.name}`;
      return known.length > 0 ? null : await makePartition(tx, month);
    });
    if (moved !== null) log('hub.partition.made', { month: month.name, moved });
  }
}

/** @returns rows that were moved out of the default partition */
async function makePartition(tx: Tx, { name, from, to }: MonthPartition): Promise<number> {
  // Nobody may put another row of this range into the default partition between the move and the attachment.
  await tx`lock table ingest_default in access exclusive mode`;
  // Names and bounds are made above from numbers only; identifiers cannot be parameters.
  await tx.unsafe(`create table ${name} (like ingest including defaults including constraints including storage)`);
  const moved = await tx.unsafe(`with moved as (
      delete from ingest_default where id >= '${from}' and id < '${to}' returning *
    ) insert into ${name} select * from moved`);
  await tx.unsafe(`alter table ingest attach partition ${name} for values from ('${from}') to ('${to}')`);
  return moved.count;
}

/**
 * Drops the months that ended `retentionMs` ago or earlier, oldest first, each only when every message in it has taken effect. The horizon moves in the same
 * transaction, so that from then on the cursor decides over ids of that time (`judgeOld`). Stops at the first month that has to stay.
 */
export async function dropOldPartitions(sql: Sql, nowMs: number, retentionMs: number, log: HubLog): Promise<void> {
  const rows = await sql<{ name: string }[]>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'ingest'::regclass order by c.relname`;
  for (const { name } of rows) {
    const month = monthOfName(name);
    if (month === null || month.endMs > nowMs - retentionMs) continue;
    const isDropped = await alone(sql, (tx) => dropPartition(tx, month, retentionMs));
    if (!isDropped) {
      log('hub.partition.skipped', { month: name });
      return;
    }
    log('hub.partition.dropped', { month: name });
  }
}

/** False: something in it, or of its time in the default partition, still waits for its effect; or no message says that so much time has passed. */
async function dropPartition(tx: Tx, { name, to, endMs }: MonthPartition, retentionMs: number): Promise<boolean> {
  await tx`lock table ingest in access exclusive mode`;
  const known = await tx`select 1 from pg_class where relname = ${name}`;
  if (known.length === 0) return true;
  const waiting = await tx`
    select 1 where exists (select 1 from ingest where id < ${to}::uuid and state = 'received')
      or exists (select 1 from work where message_id < ${to}::uuid)`;
  if (waiting.length > 0) return false;
  // A hub whose clock is years ahead for a minute would drop all there is, and call what machines send from then on too old. Ids are dated by machines, those in the default partition by whatever clock.
  const asYoung = await tx`
    select 1 from ingest where id >= ${leastId(endMs + retentionMs)}::uuid and tableoid <> 'ingest_default'::regclass limit 1`;
  if (asYoung.length === 0) return false;
  await tx`update ingest_horizon set below_ms = greatest(below_ms, ${endMs})`;
  await tx.unsafe(`drop table ${name}`);
  // Ids of that time which came under a wrong clock: the same horizon counts for them.
  await tx`delete from ingest_default where id < ${to}::uuid`;
  return true;
}

/** One instance at a time, and nobody's requests behind it for long. */
function alone<T>(sql: Sql, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${partitionLock})`;
    await tx`select set_config('lock_timeout', ${String(lockWaitMs)}, true)`;
    return await fn(tx);
  });
}

function monthOf(year: number, month: number): MonthPartition {
  const fromMs = Date.UTC(year, month, 1);
  const endMs = Date.UTC(year, month + 1, 1);
  const name = `ingest_${new Date(fromMs).toISOString().slice(0, 7).replace('-', '_')}`;
  return { name, from: leastId(fromMs), to: leastId(endMs), endMs };
}

/** UUIDs compare by bytes: the version nibble and variant are the lowest that a UUIDv7 may have, the rest zero. */
function leastId(ms: number): string {
  return uuid7(ms, new Uint8Array(10));
}
