import type { PendingQuery, Row } from 'postgres';
import type { Sql } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';

/**
 * How often an earlier boot id has to come back before two processes are certain to speak under one key. One late packet of the life before explains two
 * returns (its own and that of the present life after it), so three are needed; a copied disk reaches them within half a minute.
 */
const returnsOfClone = 3;

interface Alarm {
  readonly device_id: string;
  readonly kiosk: string;
}

/**
 * Looks over all machines and keeps one work order per trouble open for as long as it lasts: `sync:gap` a number that has not arrived for `gapLimitMs`
 * though a higher one has, `sync:dead` messages that the machine gave up, `sync:clone` two boots under one key (closed by an operator only).
 *
 * A gap is measured from when it was first seen here, by the hub's clock; it is the same gap while `up_to` does not move.
 */
export async function watchMachines(deps: Pick<HubDeps, 'sql' | 'clock' | 'log'>, gapLimitMs: number): Promise<void> {
  const { sql, log } = deps;
  const nowMs = Math.round(deps.clock.wallMs());
  await markGaps(sql, nowMs);
  const standing = () => sql`select distinct device_id from device_cursor where gap_since_ms <= ${nowMs - gapLimitMs}`;
  for (const alarm of await openFor(sql, 'sync:gap', standing, nowMs)) {
    log('hub.gap.standing', { deviceId: alarm.device_id, kiosk: alarm.kiosk });
  }
  await closeUnless(
    sql,
    'sync:gap',
    () => sql`select device_id from device_cursor where gap_since_ms is not null`,
    nowMs,
  );

  const dead = () => sql`select device_id from heartbeat_latest where dead > 0`;
  for (const alarm of await openFor(sql, 'sync:dead', dead, nowMs)) {
    log('hub.message.dead', { deviceId: alarm.device_id, kiosk: alarm.kiosk });
  }
  await closeUnless(sql, 'sync:dead', dead, nowMs);

  const cloned = () => sql`select device_id from heartbeat_latest where boot_returns >= ${returnsOfClone}`;
  for (const alarm of await openFor(sql, 'sync:clone', cloned, nowMs)) {
    log('hub.machine.cloned', { deviceId: alarm.device_id, kiosk: alarm.kiosk });
  }
  // Counted anew from here: an operator who closes the order while both go on hears of it again.
  await sql`update heartbeat_latest set boot_returns = 0 where boot_returns >= ${returnsOfClone}`;
}

/** Ranges never touch, so more than one, or a first one that does not begin at 1, is a gap. */
async function markGaps(sql: Sql, nowMs: number): Promise<void> {
  await sql`
    update device_cursor set gap_up_to = up_to, gap_since_ms = ${nowMs}
    where (jsonb_array_length(ranges) > 1 or (ranges -> 0 -> 0) <> '1'::jsonb) and gap_up_to is distinct from up_to`;
  await sql`
    update device_cursor set gap_up_to = null, gap_since_ms = null
    where gap_up_to is not null and jsonb_array_length(ranges) <= 1 and coalesce(ranges -> 0 -> 0, '1'::jsonb) = '1'::jsonb`;
}

/** @returns machines for which the order is new */
async function openFor(
  sql: Sql,
  kind: string,
  devices: () => PendingQuery<Row[]>,
  nowMs: number,
): Promise<readonly Alarm[]> {
  return await sql<Alarm[]>`
    with opened as (
      insert into maintenance_order (device_id, kind, receipt_no, opened_ms)
      select t.device_id, ${kind}, null, ${nowMs} from (${devices()}) t
      on conflict (device_id, kind) where closed_ms is null do nothing returning device_id
    ) select o.device_id, d.kiosk from opened o join device d on d.id = o.device_id`;
}

async function closeUnless(sql: Sql, kind: string, devices: () => PendingQuery<Row[]>, nowMs: number): Promise<void> {
  await sql`update maintenance_order set closed_ms = ${nowMs}
    where kind = ${kind} and closed_ms is null and device_id not in (${devices()})`;
}
