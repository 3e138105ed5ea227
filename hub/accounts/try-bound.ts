import { transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';

/** A try counts for so long. */
export const tryLifeMs = 15 * 60_000;

/** Failed tries that 15 minutes bear. Of one account at most 100 an hour in all (OWASP ASVS 4.0.3 V2.2.1): `account` and `freshCode` together, four times. */
export const tryLimits = {
  /** Of one account from one address: a person who forgot. */
  pair: 5,
  /** Of one account from anywhere. Higher than `pair`, so that a stranger elsewhere does not lock the person out with his five. */
  account: 20,
  /** Of one address: an office behind one gateway, or somebody who tries many accounts. */
  address: 60,
  /** Of one account that has signed in. */
  freshCode: 5,
} as const;

/** A try that counts until it is taken back. */
export interface Try {
  /** The try was good: it and those of this person from this address count no more. */
  forget(): Promise<void>;
}

type Deps = Pick<HubDeps, 'sql' | 'clock' | 'keys'>;

/**
 * Counts a try to sign in before anything is looked at, in the database: for all instances together, and so that tries of the same moment do not slip through beside
 * each other. Unknown accounts count like known ones.
 * @param account what was typed; it and the address are kept as keyed hashes for as long as they count
 * @returns null = too many; the try was not counted
 */
export async function countSignIn(
  deps: Deps,
  { account, address }: { readonly account: string; readonly address: string },
): Promise<Try | null> {
  return await count(deps, [
    { kind: 'address', of: address },
    { kind: 'account', of: account },
    { kind: 'pair', of: `${account}\n${address}` },
  ]);
}

/** As `countSignIn`, for codes that somebody enters who has signed in: a session that got into wrong hands does not find one by trying. */
export async function countFreshCode(deps: Deps, accountId: string): Promise<Try | null> {
  return await count(deps, [{ kind: 'freshCode', of: accountId }]);
}

/** In an order that is the same for everybody: locks are taken one after the other. A good try takes back those of the last of `tried`. */
async function count(
  deps: Deps,
  tried: readonly { readonly kind: keyof typeof tryLimits; readonly of: string }[],
): Promise<Try | null> {
  const nowMs = Math.round(deps.clock.wallMs());
  const whos = tried.map(({ kind, of }) => `${kind}:${deps.keys.store.token('try', of)}`);
  const limits = tried.map(({ kind }) => tryLimits[kind]);
  const ids = await transaction(deps.sql, async (tx) => {
    for (const who of whos) await tx`select pg_advisory_xact_lock(hashtextextended(${who}, 7149034))`;
    const full = await tx`
      select 1 from unnest(${whos}::text[], ${limits}::int[]) as l (who, most)
      where (select count(*) from sign_in_try t where t.who = l.who and t.at_ms > ${nowMs - tryLifeMs}) >= l.most`;
    if (full.length > 0) return null;
    return await tx<{ id: string }[]>`
      insert into sign_in_try (who, at_ms) select unnest(${whos}::text[]), ${nowMs}::bigint returning id`;
  });
  if (ids === null) return null;
  return {
    async forget() {
      await deps.sql`delete from sign_in_try
        where id = any(${ids.map(({ id }) => id)}::bigint[]) or who = ${whos.at(-1) ?? ''}`;
    },
  };
}
