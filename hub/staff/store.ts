import type { StaffChange, StaffMember, StaffRole, StaffRow } from '../../contract/technician/staff.ts';
import type { Note } from '../audit/audit.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { notify } from '../signals.ts';

/** Hint for machines that wait for a change of the staff. */
export const staffHint = 'staff';
/** In `staff_machine`: at every machine. */
export const everywhere = '*';

/** Everybody who may work at this machine now, by number. */
export async function staffOf(sql: Sql, deviceId: string): Promise<readonly StaffMember[]> {
  const rows = await sql<{ staff_id: string; role: StaffRole; pin_hash: string | null }[]>`
    select s.staff_id, s.role, s.pin_hash from staff s
    where s.revoked_ms is null and exists (
      select 1 from staff_machine m join device d on d.id = ${deviceId}
      where m.staff_id = s.staff_id and m.kiosk in (d.kiosk, ${everywhere}))
    order by s.staff_id limit 500`;
  return rows.map(({ staff_id, role, pin_hash }) => ({ staffId: staff_id, role, pinHash: pin_hash }));
}

/** Version of the list of staff; rises with every change. */
export async function staffVersion(sql: Sql): Promise<number> {
  const [row] = await sql<{ version: string }[]>`select version from staff_version`;
  return Number(row?.version ?? 0);
}

/** Everybody, revoked ones included, by number. */
export async function allStaff(sql: Sql): Promise<readonly StaffRow[]> {
  return await readRows(sql, null);
}

async function readRows(sql: Sql | Tx, staffId: string | null): Promise<readonly StaffRow[]> {
  const rows = await sql<
    {
      staff_id: string;
      name: string;
      role: StaffRole;
      machines: string[];
      has_pin: boolean;
      cards: string[];
      revoked_ms: string | null;
    }[]
  >`
    select s.staff_id, s.name, s.role, s.pin_hash is not null as has_pin, s.revoked_ms,
      array(select m.kiosk from staff_machine m where m.staff_id = s.staff_id order by m.kiosk) as machines,
      array(select left(c.token, 8) from staff_card c where c.staff_id = s.staff_id and c.revoked_ms is null order by c.created_ms, c.token) as cards
    from staff s where ${staffId}::text is null or s.staff_id = ${staffId} order by s.staff_id limit 5000`;
  return rows.map(({ staff_id, name, role, machines, has_pin, cards, revoked_ms }) => ({
    staffId: staff_id,
    name,
    role,
    machines,
    hasPin: has_pin,
    cards,
    revokedAt: revoked_ms === null ? null : isoTime(Number(revoked_ms)),
  }));
}

/** Makes or changes a person. Null = there is none, and name or role is missing. A revocation counts from the commit on; machines that wait are told. */
export async function changeStaff(
  sql: Sql,
  staffId: string,
  { name, role, machines, isRevoked }: StaffChange,
  nowMs: number,
  note: Note,
): Promise<StaffRow | null> {
  return await transaction(sql, async (tx) => {
    if (name !== undefined && role !== undefined) {
      await tx`insert into staff (staff_id, name, role, created_ms) values (${staffId}, ${name}, ${role}, ${nowMs})
        on conflict (staff_id) do nothing`;
    }
    const revoked = isRevoked === undefined ? null : isRevoked;
    const changed = await tx`
      update staff set name = coalesce(${name ?? null}, name), role = coalesce(${role ?? null}, role),
        revoked_ms = case when ${revoked}::boolean is null then revoked_ms when ${revoked}::boolean then coalesce(revoked_ms, ${nowMs}::bigint) end
      where staff_id = ${staffId}`;
    if (changed.count === 0) return null;
    if (machines !== undefined) {
      await tx`delete from staff_machine where staff_id = ${staffId}`;
      for (const kiosk of new Set(machines))
        await tx`insert into staff_machine (staff_id, kiosk) values (${staffId}, ${kiosk})`;
    }
    await tell(tx);
    const row = (await readRows(tx, staffId))[0] ?? null;
    // Who it is stands in the staff list; the number is enough here.
    const detail = {
      ...(name === undefined ? {} : { isNamed: true }),
      ...(role === undefined ? {} : { role }),
      ...(machines === undefined ? {} : { machines: [...new Set(machines)] }),
      ...(isRevoked === undefined ? {} : { isRevoked }),
    };
    await note(tx, { act: 'staff.changed', subject: `staff:${staffId}`, detail });
    return row;
  });
}

/** @returns false = nobody has this number */
export async function setPinHash(sql: Sql, staffId: string, pinHash: string, note: Note): Promise<boolean> {
  return await transaction(sql, async (tx) => {
    const changed = await tx`update staff set pin_hash = ${pinHash} where staff_id = ${staffId}`;
    if (changed.count === 0) return false;
    await tell(tx);
    await note(tx, { act: 'staff.pinSet', subject: `staff:${staffId}`, detail: {} });
    return true;
  });
}

/** The list of staff has a new version, and machines that wait for it are told. */
export async function tell(tx: Tx): Promise<void> {
  await tx`update staff_version set version = version + 1`;
  await notify(tx, staffHint);
}

/** Somebody who may work at the machine `kiosk` now; null = not there. */
export async function memberAt(
  sql: Sql,
  staffId: string,
  kiosk: string,
): Promise<{ readonly role: StaffRole; readonly deviceId: string } | null> {
  const [row] = await sql<{ role: StaffRole; device_id: string }[]>`
    select s.role, d.id as device_id from staff s join device d on d.kiosk = ${kiosk}
    where s.staff_id = ${staffId} and s.revoked_ms is null and exists (
      select 1 from staff_machine m where m.staff_id = s.staff_id and m.kiosk in (d.kiosk, ${everywhere}))`;
  return row === undefined ? null : { role: row.role, deviceId: row.device_id };
}
