import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Sql } from '../database/pool.ts';
import { transaction } from '../database/pool.ts';

/** A machine that exists only here: a key, a place, and what it has sent. A few hundred bytes, so that 50,000 stand in one process. */
export interface SimKiosk {
  readonly deviceId: string;
  /** `XA0000` to `XZ9999` and on: letters that no district of the city has. */
  readonly kiosk: string;
  readonly key: KeyObject;
  readonly bootId: string;
  /** Last sequence number that was given out. */
  seq: number;
  /** Last receipt number of the day that was given out. */
  receipts: number;
}

export const simEpoch = 'simulated';
const model = 'simulated';
/** PKCS#8 of an Ed25519 seed (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const kiosksAtMost = 260_000;
const rowsAtOnce = 5000;

/** Machines whose keys come from a seed: made at 15,000 a second instead of stored. Who knows the seed can sign for them, see `enrolSimulated`. */
export function makeKiosks(count: number, seed: string): readonly SimKiosk[] {
  if (count > kiosksAtMost) throw new Error(`at most ${kiosksAtMost} machines`);
  const run = createHash('sha256').update(`run ${seed}`).digest('hex').slice(0, 8);
  return Array.from({ length: count }, (_, n) => {
    const secret = createHash('sha256').update(`key ${seed} ${n}`).digest();
    return {
      deviceId: `sim_${run}_${n}`,
      kiosk: `X${String.fromCharCode(65 + Math.floor(n / 10_000))}${String(n % 10_000).padStart(4, '0')}`,
      key: createPrivateKey({ key: Buffer.concat([pkcs8Prefix, secret]), format: 'der', type: 'pkcs8' }),
      bootId: `boot-${run}`,
      seq: 0,
      receipts: 0,
    };
  });
}

/**
 * Enrols the machines where only whoever holds the database can: there is no route for it, so a hub in service gets no hole. Refused in a database that has
 * other machines, since the keys of these can be made again from their seed; `retireSimulated` revokes them.
 */
export async function enrolSimulated(
  sql: Sql,
  kiosks: readonly SimKiosk[],
  nowMs: number,
): Promise<Result<null, string>> {
  const [real] = await sql<{ id: string }[]>`select id from device where model <> ${model} limit 1`;
  if (real !== undefined) return err('this hub has machines of its own; a simulation needs a database without any');
  for (let at = 0; at < kiosks.length; at += rowsAtOnce) {
    const some = kiosks.slice(at, at + rowsAtOnce);
    const keys = some.map(({ key }) => createPublicKey(key).export({ format: 'jwk' }).x ?? '');
    await transaction(sql, async (tx) => {
      // Machines of an earlier run give their kiosk codes free.
      await tx`update device set kiosk = id where kiosk = any(${some.map(({ kiosk }) => kiosk)}::text[]) and model = ${model}`;
      await tx`insert into device (id, kiosk, place, keeper_phone, model, claimed_ms)
        select id, kiosk, 'simulated', '', ${model}, ${nowMs}::bigint
        from unnest(${some.map(({ deviceId }) => deviceId)}::text[], ${some.map(({ kiosk }) => kiosk)}::text[]) as d(id, kiosk)
        on conflict (id) do update set kiosk = excluded.kiosk`;
      await tx`insert into device_key (public_key, device_id, created_ms)
        select public_key, id, ${nowMs}::bigint from unnest(${some.map(({ deviceId }) => deviceId)}::text[], ${keys}::text[]) as k(id, public_key)
        on conflict (public_key) do update set revoked_ms = null, revoked_reason = null`;
    });
  }
  return ok(null);
}

/** After the run nobody can sign for these machines any more, whoever knows the seed. */
export async function retireSimulated(sql: Sql, nowMs: number): Promise<void> {
  await sql`update device_key k set revoked_ms = ${nowMs}, revoked_reason = 'simulated' from device d
    where d.id = k.device_id and d.model = ${model} and k.revoked_ms is null`;
}
