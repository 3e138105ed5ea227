import { createHash } from 'node:crypto';
import { codeKeyAad } from '../../contract/technician/one-time-code.ts';
import type { CodeKeyRequest } from '../../contract/technician/staff.ts';
import type { Sql } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { openSeal } from '../keys/seal.ts';

const keyBytes = 32;
const about = (deviceId: string) => `staff code key ${deviceId}`;

/** First 16 hexadecimal digits of the SHA-256 of a secret: names it, and tells nothing of it. */
function fingerprintOf(secret: Uint8Array): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 16);
}

/** Opens what a machine sealed and keeps it. Null = not for us, or no secret. */
export async function keepCodeKey(
  deps: HubDeps,
  deviceId: string,
  { kid, enc, ct }: CodeKeyRequest,
): Promise<string | null> {
  if (deps.keys.opening(kid) === null) await deps.keys.refresh();
  const key = deps.keys.opening(kid);
  if (key === null) return null;
  const opened = await openSeal(key, Buffer.from(enc, 'base64'), Buffer.from(ct, 'base64'), codeKeyAad(deviceId));
  if (!opened.ok || opened.value.byteLength !== keyBytes) return null;
  const fingerprint = fingerprintOf(opened.value);
  const sealed = deps.keys.store.seal(about(deviceId), opened.value);
  opened.value.fill(0);
  const nowMs = Math.round(deps.clock.wallMs());
  await deps.sql`insert into staff_code_key (device_id, sealed, fingerprint, at_ms) values (${deviceId}, ${sealed}, ${fingerprint}, ${nowMs})
    on conflict (device_id) do update set sealed = excluded.sealed, fingerprint = excluded.fingerprint, at_ms = excluded.at_ms
    where staff_code_key.fingerprint <> excluded.fingerprint`;
  return fingerprint;
}

/** Fingerprint of the key with which this machine checks codes; null = it has none. */
export async function codeKeyName(sql: Sql, deviceId: string): Promise<string | null> {
  const [row] = await sql<
    { fingerprint: string }[]
  >`select fingerprint from staff_code_key where device_id = ${deviceId}`;
  return row?.fingerprint ?? null;
}

/** The secret of a machine, to compute one code with it; null = it has never given one. The caller zeroes it. */
export async function codeKeyOf(deps: HubDeps, deviceId: string): Promise<Buffer | null> {
  const [row] = await deps.sql<{ sealed: Buffer }[]>`select sealed from staff_code_key where device_id = ${deviceId}`;
  return row === undefined ? null : deps.keys.store.open(about(deviceId), row.sealed);
}
