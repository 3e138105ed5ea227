import type { HeartbeatRequest, IntakeState } from '../../../contract/hub-api.ts';
import type { Sql, Tx } from '../../database/pool.ts';

/** Reasons of a rating that name the machine (`hub/city/reference/reasons.json`): somebody has to look at it. */
const deviceReasons = ['device', 'print', 'card'] as const;

/** One open work order for each fault that is named, on the machine at which the application was made; naming it again opens no second one. */
export async function orderWork(
  tx: Tx,
  named: { readonly receiptNo: string; readonly reasons: readonly string[]; readonly deviceId: string },
  nowMs: number,
): Promise<void> {
  const kinds = deviceReasons.filter((reason) => named.reasons.includes(reason));
  if (kinds.length === 0) return;
  const [at] = await tx<{ device_id: string }[]>`select device_id from case_file where receipt_no = ${named.receiptNo}`;
  const deviceId = at?.device_id ?? named.deviceId;
  for (const kind of kinds) {
    await tx`insert into maintenance_order (device_id, kind, receipt_no, opened_ms) values (${deviceId}, ${kind}, ${named.receiptNo}, ${nowMs})
      on conflict (device_id, kind) where closed_ms is null do nothing`;
  }
}

/** Kinds of orders that a machine's own report opens and closes: `low:<device>.<supply or bin>`. */
const lowKind = 'low:';

/**
 * Paper or blanks that end soon are work before a citizen sees anything of it (F-6, F-9); what was refilled is no work any more. A device that cannot be
 * reached says nothing either way.
 */
export async function noteSupplies(
  sql: Sql,
  deviceId: string,
  devices: HeartbeatRequest['devices'],
  nowMs: number,
): Promise<void> {
  // What is no name of a role is no device of ours; a database takes not every text.
  const named = devices.filter(({ id }) => /^[A-Za-z0-9-]{1,64}$/.test(id));
  const kinds = named.flatMap(({ id, low = [] }) => low.map((name) => `${lowKind}${id}.${name}`));
  const known = named.filter(({ link }) => link === 'up').map(({ id }) => id);
  await sql`update maintenance_order set closed_ms = ${nowMs} where device_id = ${deviceId} and closed_ms is null and kind like ${`${lowKind}%`}
    and split_part(substr(kind, ${lowKind.length + 1}), '.', 1) = any(${known}::text[]) and kind <> all(${kinds}::text[])`;
  for (const kind of kinds) {
    await sql`insert into maintenance_order (device_id, kind, receipt_no, opened_ms) values (${deviceId}, ${kind}, null, ${nowMs})
      on conflict (device_id, kind) where closed_ms is null do nothing`;
  }
}

/** `intake:<why>`. */
const intakeKind = 'intake:';

/**
 * A machine that takes in nothing new is work for its keeper, once, until it says that intake is open again (F-4, F-5, F-22). One that says nothing of it changes
 * nothing.
 */
export async function noteIntake(
  sql: Sql,
  deviceId: string,
  intake: IntakeState | undefined,
  nowMs: number,
): Promise<void> {
  if (intake === undefined) return;
  const kind = `${intakeKind}${intake}`;
  await sql`update maintenance_order set closed_ms = ${nowMs} where device_id = ${deviceId} and closed_ms is null
    and kind like ${`${intakeKind}%`} and kind <> ${kind}`;
  if (intake === 'open') return;
  await sql`insert into maintenance_order (device_id, kind, receipt_no, opened_ms) values (${deviceId}, ${kind}, null, ${nowMs})
    on conflict (device_id, kind) where closed_ms is null do nothing`;
}

/** Kinds of orders for a device that reports a lasting fault: `fault:<device>.<code>`. */
const faultKind = 'fault:';

/**
 * Devices whose faults are work as they stand. A touch panel reports one only after a restart of the page did not help (F-15); other devices report what often
 * mends itself in seconds.
 */
const tellsLasting: readonly string[] = ['touchPanel'];

/** A lasting fault is one piece of work, which ends when the machine reports the device without it. */
export async function noteFaults(
  sql: Sql,
  deviceId: string,
  devices: HeartbeatRequest['devices'],
  nowMs: number,
): Promise<void> {
  for (const { id, faults } of devices.filter((device) => tellsLasting.includes(device.id))) {
    const kinds = faults.filter((code) => /^E_[A-Z_]{1,32}$/.test(code)).map((code) => `${faultKind}${id}.${code}`);
    await sql`update maintenance_order set closed_ms = ${nowMs} where device_id = ${deviceId} and closed_ms is null
      and starts_with(kind, ${`${faultKind}${id}.`}) and kind <> all(${kinds}::text[])`;
    for (const kind of kinds) {
      await sql`insert into maintenance_order (device_id, kind, receipt_no, opened_ms) values (${deviceId}, ${kind}, null, ${nowMs})
        on conflict (device_id, kind) where closed_ms is null do nothing`;
    }
  }
}

export interface WorkOrder {
  readonly id: number;
  readonly kiosk: string;
  readonly place: string;
  readonly kind: string;
  readonly openedMs: number;
}

/** Open ones, oldest first. */
export async function openWork(sql: Sql): Promise<readonly WorkOrder[]> {
  const rows = await sql<{ id: string; kiosk: string; place: string; kind: string; opened_ms: string }[]>`
    select w.id, d.kiosk, d.place, w.kind, w.opened_ms from maintenance_order w join device d on d.id = w.device_id
    where w.closed_ms is null order by w.opened_ms limit 200`;
  return rows.map(({ id, kiosk, place, kind, opened_ms }) => ({
    id: Number(id),
    kiosk,
    place,
    kind,
    openedMs: Number(opened_ms),
  }));
}

/** @returns false = no such open order */
export async function closeWork(sql: Sql, id: number, nowMs: number): Promise<boolean> {
  const rows =
    await sql`update maintenance_order set closed_ms = ${nowMs} where id = ${id} and closed_ms is null returning id`;
  return rows.length > 0;
}
