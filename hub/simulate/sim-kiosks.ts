import { createHash } from 'node:crypto';
import { type DistrictLetters, districtLetters, simulatedLetters } from '../../contract/district.ts';
import type { Suite } from '../../contract/envelope.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { SigningKey } from '../../contract/signing.ts';
import { ed25519Signer } from '../../contract/suites/ed25519.ts';
import { sm2PublicKeyOf } from '../../contract/suites/sm2.ts';
import { sm2Pkcs8, sm2Signer } from '../../contract/suites/sm2-signer.ts';
import type { Sql } from '../database/pool.ts';
import { transaction } from '../database/pool.ts';

/** A machine that exists only here: a key, a place, and what it has sent. A few hundred bytes, so that 50,000 stand in one process. */
export interface SimKiosk {
  /** Its number in the fleet, from 0. */
  readonly n: number;
  readonly deviceId: string;
  /** Begins with X, as no district of the city does; `districtOf` says where it pretends to stand. */
  readonly kiosk: string;
  readonly district: DistrictLetters;
  readonly place: string;
  readonly model: string;
  readonly key: SigningKey;
  readonly bootId: string;
  /** Its database: another one at each start of a fleet that lives on, since its numbers begin anew. */
  readonly epoch: string;
  /** Last sequence number that was given out. */
  seq: number;
  /** Last receipt number of the day that was given out. */
  receipts: number;
}

const simEpoch = 'simulated';
/** Part of the fleet in each district, about as many as people live there. */
const districtShares: Readonly<Record<DistrictLetters, number>> = {
  ...{ LW: 0.06, YX: 0.06, HZ: 0.1, TH: 0.12, BY: 0.2, HP: 0.07, PY: 0.14, HD: 0.09, NS: 0.05, CH: 0.04, ZC: 0.07 },
};
/** Hardware of the fleet, by the names of `kiosk-config/models`. */
const modelShares = [
  ['yitiji-hall-32-portrait', 0.5],
  ['yitiji-reference-21.5-portrait', 0.35],
  ['yitiji-wall-21.5-landscape', 0.15],
] as const;
/** Machines that stand side by side and share a line. */
const perPlace = 3;
/** Ids of machines that are enrolled otherwise begin with `dev_`. */
const idPrefix = 'sim_';
/** PKCS#8 of an Ed25519 seed (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
/** The largest district has a fifth of them, and 20,000 codes. */
const kiosksAtMost = 100_000;
const rowsAtOnce = 5000;

/**
 * Machines whose keys come from a seed: made at 15,000 a second instead of stored. Who knows the seed can sign for them, see `enrolSimulated`.
 * @param start tells the starts of one fleet apart
 */
export function makeKiosks(count: number, seed: string, start = '', suite: Suite = 'intl-1'): readonly SimKiosk[] {
  if (count > kiosksAtMost) throw new Error(`at most ${kiosksAtMost} machines`);
  const run = createHash('sha256').update(`run ${seed}`).digest('hex').slice(0, 8);
  const inDistrict = spread(districtLetters.map((letters) => [letters, districtShares[letters]] as const));
  const ofModel = spread(modelShares);
  const numbers = new Map<DistrictLetters, number>();
  return Array.from({ length: count }, (_, n) => {
    const secret = createHash('sha256').update(`key ${seed} ${n}`).digest();
    const district = inDistrict();
    const number = numbers.get(district) ?? 0;
    numbers.set(district, number + 1);
    const letters = simulatedLetters(district)[number < 10_000 ? 0 : 1];
    return {
      ...{ n, deviceId: `${idPrefix}${run}_${n}`, district, model: ofModel() },
      kiosk: `${letters}${String(number % 10_000).padStart(4, '0')}`,
      place: `模拟站点 ${district}-${String(Math.floor(number / perPlace) + 1).padStart(3, '0')}`,
      key: keyOf(secret, suite),
      ...{ bootId: `boot-${run}${start}`, epoch: `${simEpoch}${start}`, seq: 0, receipts: 0 },
    };
  });
}

/** @param secret 32 bytes */
function keyOf(secret: Buffer, suite: Suite): SigningKey {
  if (suite === 'intl-1') return ed25519Signer(Buffer.concat([pkcs8Prefix, secret]));
  // Below the order of the curve.
  secret.writeUInt8(secret.readUInt8(0) & 0x7f, 0);
  const privateKey = secret.toString('base64url');
  return sm2Signer(sm2Pkcs8({ privateKey, publicKey: sm2PublicKeyOf(privateKey) }));
}

/** Gives out names so that after any number of them each has its share, to within one: also a dozen machines are spread over the city. */
function spread<T extends string>(shares: readonly (readonly [T, number])[]): () => T {
  const given = shares.map(([name, part]) => ({ name, part, count: 0 }));
  let all = 0;
  return () => {
    all += 1;
    const next = given.reduce((best, one) => (all * one.part - one.count > all * best.part - best.count ? one : best));
    next.count += 1;
    return next.name;
  };
}

/**
 * Enrols the machines where only whoever holds the database can: there is no route for it, so a hub in service gets no hole. Refused in a database that has
 * other machines, since the keys of these can be made again from their seed; `retireSimulated` revokes them.
 * @param isBeside true = also beside other machines: a demonstration, whose seed nobody else has
 */
export async function enrolSimulated(
  sql: Sql,
  kiosks: readonly SimKiosk[],
  { nowMs, isBeside = false }: { readonly nowMs: number; readonly isBeside?: boolean },
): Promise<Result<null, string>> {
  const [real] = isBeside
    ? []
    : await sql<{ id: string }[]>`select id from device where not starts_with(id, ${idPrefix}) limit 1`;
  if (real !== undefined) return err('this hub has machines of its own; a simulation needs a database without any');
  for (let at = 0; at < kiosks.length; at += rowsAtOnce) {
    const some = kiosks.slice(at, at + rowsAtOnce);
    const keys = some.map(({ key }) => key.publicKey);
    const column = (pick: (kiosk: SimKiosk) => string) => some.map(pick);
    await transaction(sql, async (tx) => {
      // Machines of an earlier run give their kiosk codes free.
      await tx`update device set kiosk = id where kiosk = any(${column(({ kiosk }) => kiosk)}::text[]) and starts_with(id, ${idPrefix})`;
      await tx`insert into device (id, kiosk, place, keeper_phone, model, claimed_ms)
        select id, kiosk, place, '', model, ${nowMs}::bigint
        from unnest(${column(({ deviceId }) => deviceId)}::text[], ${column(({ kiosk }) => kiosk)}::text[],
          ${column(({ place }) => place)}::text[], ${column(({ model }) => model)}::text[]) as d(id, kiosk, place, model)
        on conflict (id) do update set kiosk = excluded.kiosk`;
      await tx`insert into device_key (public_key, device_id, created_ms)
        select public_key, id, ${nowMs}::bigint from unnest(${column(({ deviceId }) => deviceId)}::text[], ${keys}::text[]) as k(id, public_key)
        on conflict (public_key) do update set revoked_ms = null, revoked_reason = null`;
    });
  }
  return ok(null);
}

/** A fleet that lived before goes on with the receipt numbers after those that it has given out. */
export async function goOnWithReceipts(sql: Sql, kiosks: readonly SimKiosk[]): Promise<void> {
  const rows = await sql<{ device_id: string; receipts: string }[]>`
    select device_id, count(distinct receipt_no) as receipts from ingest
    where device_id = any(${kiosks.map(({ deviceId }) => deviceId)}::text[]) group by device_id`;
  const given = new Map(rows.map((row) => [row.device_id, Number(row.receipts)]));
  for (const kiosk of kiosks) kiosk.receipts = given.get(kiosk.deviceId) ?? 0;
}

/** After the run nobody can sign for these machines any more, whoever knows the seed. */
export async function retireSimulated(sql: Sql, nowMs: number): Promise<void> {
  await sql`update device_key set revoked_ms = ${nowMs}, revoked_reason = 'simulated'
    where starts_with(device_id, ${idPrefix}) and revoked_ms is null`;
}
