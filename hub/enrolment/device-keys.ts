import type { Note } from '../audit/audit.ts';
import { type Sql, transaction } from '../database/pool.ts';
import { notify } from '../signals.ts';

/** Requests that are under way and a service that has not read its new key yet still count after a change. */
const overlapMs = 3_600_000;
/** Keys of one machine without an end: the one in use, its successor, and what two broken-off changes left. */
const keysAtMost = 4;

export type RotationFault = 'keyTaken' | 'keyRevoked' | 'tooManyKeys';

export type Rotation =
  | { readonly fault: RotationFault }
  /** `othersUntilMs`: when the other keys end; null = the new one has not been used yet. */
  | { readonly fault: null; readonly othersUntilMs: number | null };

/**
 * One step of a change of keys. Signed with another valid key, the new one is entered beside it; signed with the new one itself, it is proven to be in use and
 * the others end after the overlap. So whenever power or wire fails in between, at least one key that the machine holds is valid, and both steps may be repeated.
 */
export async function rotateDeviceKey(
  sql: Sql,
  change: { readonly deviceId: string; readonly signedBy: string; readonly publicKey: string },
  nowMs: number,
): Promise<Rotation> {
  const { deviceId, signedBy, publicKey } = change;
  return await transaction(sql, async (tx): Promise<Rotation> => {
    const keys = await tx<{ public_key: string; is_revoked: boolean; is_over: boolean; has_end: boolean }[]>`
      select public_key, revoked_ms is not null as is_revoked, coalesce(not_after_ms <= ${nowMs}, false) as is_over,
        not_after_ms is not null as has_end
      from device_key where device_id = ${deviceId} for update`;
    const known = keys.find((key) => key.public_key === publicKey);
    if (known?.is_revoked === true || known?.is_over === true) return { fault: 'keyRevoked' };
    if (publicKey === signedBy) {
      const untilMs = nowMs + overlapMs;
      await tx`update device_key set not_after_ms = ${untilMs}
        where device_id = ${deviceId} and public_key <> ${publicKey} and revoked_ms is null and not_after_ms is null`;
      return { fault: null, othersUntilMs: untilMs };
    }
    if (known !== undefined) return { fault: null, othersUntilMs: null };
    if (keys.filter((key) => !key.is_revoked && !key.has_end).length >= keysAtMost) return { fault: 'tooManyKeys' };
    const entered = await tx`insert into device_key (public_key, device_id, created_ms)
      values (${publicKey}, ${deviceId}, ${nowMs}) on conflict (public_key) do nothing`;
    // Somebody else's: also one of another machine that was revoked.
    return entered.count === 1 ? { fault: null, othersUntilMs: null } : { fault: 'keyTaken' };
  });
}

/**
 * Ends all keys of a machine at once; nothing that it signs counts from the commit on, on any instance. It comes back with a new key, enrolled under the same
 * kiosk code.
 * @returns number of keys that ended; null = no machine of this code
 */
export async function revokeMachine(
  sql: Sql,
  { kiosk, reason, nowMs }: { readonly kiosk: string; readonly reason: string; readonly nowMs: number },
  note: Note,
): Promise<number | null> {
  return await transaction(sql, async (tx) => {
    const [device] = await tx<{ id: string }[]>`select id from device where kiosk = ${kiosk}`;
    if (device === undefined) return null;
    const ended = await tx`update device_key set revoked_ms = ${nowMs}, revoked_reason = ${reason}
      where device_id = ${device.id} and revoked_ms is null`;
    await notify(tx, 'console:');
    const detail = { reason, keys: ended.count };
    await note(tx, { act: 'machine.revoked', subject: `machine:${kiosk}`, detail });
    return ended.count;
  });
}
