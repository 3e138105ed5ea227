import { readPublicKey, type VerifyingKey } from '../../contract/signing.ts';
import type { HubDeps } from '../deps.ts';
import { grouped } from '../grouped.ts';

/** A key that may sign for a machine. */
export interface MachineKey {
  /** As it stands in `device_key`. */
  readonly publicKey: string;
  readonly key: VerifyingKey;
}

/** What was proven, just before it counts. */
export interface ProvenRequest {
  readonly keyId: string;
  readonly nonce: string;
  /** Key of `device_key` that made the signature; null = a key that is not enrolled yet. */
  readonly publicKey: string | null;
}

export type Spent =
  /** Counts now. `kiosk`: the code of the machine; null for a key that is not enrolled yet. */
  | { readonly outcome: 'spent'; readonly kiosk: string | null }
  | { readonly outcome: 'replayed' }
  /** Revoked, at its end, or never enrolled. */
  | { readonly outcome: 'revoked' };

export interface MachineKeys {
  /**
   * Keys of a machine, newest first. From this instance's memory where it has them: good enough to check a signature, since nothing counts before `spend`.
   * @param isFresh true = ask the database even so; the machine may have a new key
   */
  of(deviceId: string, isFresh: boolean): Promise<readonly MachineKey[]>;
  /**
   * Spends the nonce and looks once more whether the key is in force, in one statement for all requests of the moment. A revocation therefore counts from its
   * commit on, on every instance, whatever their memories hold, and a request replayed against another instance is seen there.
   */
  spend(request: ProvenRequest): Promise<Spent>;
}

const rememberedAtMost = 100_000;

/** Keys of machines, kept in memory until one changes, and nonces that are spent once. Many requests share one statement. */
export function machineKeys(deps: Pick<HubDeps, 'sql' | 'clock' | 'stop' | 'noncePauseMs'>): MachineKeys {
  const known = new Map<string, readonly MachineKey[]>();
  const spend = grouped<ProvenRequest, Spent>({
    run: (requests) => spendAll(deps, requests),
    ...{ atMost: 500, waitingAtMost: 20_000, atOnce: 2 },
    pause: { clock: deps.clock, ms: deps.noncePauseMs, stop: deps.stop },
  });
  return {
    async of(deviceId, isFresh) {
      const remembered = known.get(deviceId);
      if (remembered !== undefined && !isFresh) return remembered;
      const keys = await readKeys(deps, deviceId);
      known.delete(deviceId);
      // Unknown names are not remembered: anybody can make them up.
      if (keys.length > 0) known.set(deviceId, keys);
      if (known.size > rememberedAtMost) known.delete(known.keys().next().value ?? deviceId);
      return keys;
    },
    async spend(request) {
      const spent = await spend(request);
      if (spent.outcome === 'revoked') known.delete(request.keyId);
      return spent;
    },
  };
}

async function readKeys(
  { sql, clock }: Pick<HubDeps, 'sql' | 'clock'>,
  deviceId: string,
): Promise<readonly MachineKey[]> {
  const rows = await sql<{ public_key: string }[]>`
    select public_key from device_key where device_id = ${deviceId} and revoked_ms is null
      and (not_after_ms is null or not_after_ms > ${Math.round(clock.wallMs())}) order by created_ms desc limit 4`;
  return rows.flatMap(({ public_key }) => {
    const key = readPublicKey(public_key);
    return key === null ? [] : [{ publicKey: public_key, key }];
  });
}

async function spendAll(
  { sql, clock }: Pick<HubDeps, 'sql' | 'clock'>,
  requests: readonly ProvenRequest[],
): Promise<readonly Spent[]> {
  const nowMs = Math.round(clock.wallMs());
  const column = (pick: (request: ProvenRequest) => string) => requests.map(pick);
  const rows = await sql<{ key_id: string; nonce: string; kiosk: string | null; is_new: boolean }[]>`
    with asked as (
      select distinct key_id, nonce, public_key from unnest(${column(({ keyId }) => keyId)}::text[],
        ${column(({ nonce }) => nonce)}::text[], ${column(({ publicKey }) => publicKey ?? '')}::text[]) as a(key_id, nonce, public_key)
    ), good as (
      -- Each by its key, whatever PostgreSQL knows of the tables: without statistics (after a restore, or when a city was enrolled at once) a join would read all keys for every group.
      select a.key_id, a.nonce, k.kiosk from asked a
      left join lateral (
        select d.kiosk from device_key k join device d on d.id = k.device_id
        where k.public_key = a.public_key and k.device_id = a.key_id and k.revoked_ms is null
          and (k.not_after_ms is null or k.not_after_ms > ${nowMs}::bigint) limit 1
      ) k on true
      where a.public_key = '' or k.kiosk is not null
    ), spent as (
      insert into nonce (key_id, nonce, seen_ms) select key_id, nonce, ${nowMs}::bigint from good
      order by key_id, nonce on conflict do nothing returning key_id, nonce
    )
    select g.key_id, g.nonce, g.kiosk, s.nonce is not null as is_new from good g left join spent s using (key_id, nonce)`;
  const found = new Map(rows.map((row) => [`${row.key_id} ${row.nonce}`, row]));
  const counted = new Set<string>();
  return requests.map(({ keyId, nonce }): Spent => {
    const name = `${keyId} ${nonce}`;
    const row = found.get(name);
    if (row === undefined) return { outcome: 'revoked' };
    // The same request twice in one group: one of them is the replay.
    if (!row.is_new || counted.has(name)) return { outcome: 'replayed' };
    counted.add(name);
    return { outcome: 'spent', kiosk: row.kiosk };
  });
}
