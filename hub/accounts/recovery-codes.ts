import type { Sql, Tx } from '../database/pool.ts';
import { normaliseCode } from '../enrolment/code.ts';
import type { StoreKey } from '../keys/store-key.ts';
import { newCode } from '../services/ids.ts';

const count = 10;
/** 50 bits each: with the bound on tries nobody finds one. */
const signs = 10;

const hashOf = (store: StoreKey, accountId: string, code: string) =>
  store.token('recovery', `${accountId}\n${normaliseCode(code)}`);

/** Replaces the recovery codes of an account. Returned as people write them down (`ABCDE-FGHJK`); only their hashes stay. */
export async function makeRecoveryCodes(tx: Tx, store: StoreKey, accountId: string): Promise<readonly string[]> {
  const codes = Array.from({ length: count }, () => newCode(signs));
  await tx`delete from account_recovery where account_id = ${accountId}`;
  await tx`insert into account_recovery (account_id, code_hash)
    select ${accountId}, unnest(${codes.map((code) => hashOf(store, accountId, code))}::text[])`;
  return codes.map((code) => `${code.slice(0, signs / 2)}-${code.slice(signs / 2)}`);
}

/** True once for each code. */
export async function spendRecoveryCode(tx: Tx, store: StoreKey, accountId: string, code: string): Promise<boolean> {
  const spent = await tx`delete from account_recovery
    where account_id = ${accountId} and code_hash = ${hashOf(store, accountId, code)} returning 1`;
  return spent.length > 0;
}

/** How many recovery codes of this account were not used yet. */
export async function recoveryCodesLeft(sql: Sql, accountId: string): Promise<number> {
  const [row] = await sql<{ left: number }[]>`
    select count(*)::int as left from account_recovery where account_id = ${accountId}`;
  return row?.left ?? 0;
}
