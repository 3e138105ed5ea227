import { createHash, type KeyObject, randomBytes } from 'node:crypto';
import type { Suite } from '../../contract/envelope.ts';
import { type Sql, transaction } from '../database/pool.ts';
import { newSigningKey, readPrivateKey } from './ed25519.ts';
import { newSealingKey } from './seal.ts';
import { makeStoreKey, type StoreKey } from './store-key.ts';

/** The hub's keys, shared by all instances through the database. */
export interface HubKeys {
  readonly reply: { readonly kid: string; readonly publicKey: string; readonly key: KeyObject };
  readonly sealing: { readonly suite: Suite; readonly kid: string; readonly publicKey: string };
  /** Salt of the enrolment codes. */
  readonly codeSalt: Buffer;
  /** Seals and hashes what the hub keeps of people. */
  readonly store: StoreKey;
  /** Private key that opens what was sealed to `kid`, retired ones included; null = not ours. */
  opening(kid: string): string | null;
}

interface KeyRow {
  readonly kid: string;
  readonly purpose: 'reply' | 'seal' | 'code' | 'store';
  readonly public_key: string;
  readonly private_key: string;
  readonly not_after_ms: string | null;
}

const keyLock = 7_149_002;

/**
 * Reads the keys, making what is missing. The newest key of a purpose that has not passed `not_after_ms` is offered to machines; older sealing
 * keys stay, because a machine that was off for weeks still sends what it sealed to them.
 */
export async function loadHubKeys(sql: Sql, nowMs: number): Promise<HubKeys> {
  const rows = await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${keyLock})`;
    const read = () =>
      tx<
        KeyRow[]
      >`select kid, purpose, public_key, private_key, not_after_ms from hub_key order by created_ms desc, kid`;
    const known = await read();
    for (const purpose of ['reply', 'seal', 'code', 'store'] as const) {
      if (current(known, purpose, nowMs) !== undefined) continue;
      const made = await make(purpose);
      const kid = `${purpose}-${createHash('sha256').update(made.publicKey).digest('hex').slice(0, 16)}`;
      await tx`insert into hub_key (kid, purpose, suite, public_key, private_key, created_ms)
        values (${kid}, ${purpose}, 'intl-1', ${made.publicKey}, ${made.privateKey}, ${nowMs})`;
    }
    return await read();
  });
  const reply = current(rows, 'reply', nowMs);
  const sealing = current(rows, 'seal', nowMs);
  const code = current(rows, 'code', nowMs);
  const store = current(rows, 'store', nowMs);
  if (reply === undefined || sealing === undefined || code === undefined || store === undefined)
    throw new Error('hub keys were not stored');
  const opening = new Map(rows.filter((row) => row.purpose === 'seal').map((row) => [row.kid, row.private_key]));
  return {
    reply: { kid: reply.kid, publicKey: reply.public_key, key: readPrivateKey(reply.private_key) },
    sealing: { suite: 'intl-1', kid: sealing.kid, publicKey: sealing.public_key },
    codeSalt: Buffer.from(code.private_key, 'base64url'),
    store: makeStoreKey(Buffer.from(store.private_key, 'base64url')),
    opening: (kid) => opening.get(kid) ?? null,
  };
}

function current(rows: readonly KeyRow[], purpose: KeyRow['purpose'], nowMs: number): KeyRow | undefined {
  return rows.find((row) => row.purpose === purpose && (row.not_after_ms === null || Number(row.not_after_ms) > nowMs));
}

async function make(purpose: KeyRow['purpose']): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  if (purpose === 'reply') return newSigningKey();
  if (purpose === 'seal') return newSealingKey();
  const salt = randomBytes(32).toString('base64url');
  return { publicKey: createHash('sha256').update(salt).digest('base64url'), privateKey: salt };
}
