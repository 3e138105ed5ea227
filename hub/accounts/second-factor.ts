import type { Tx } from '../database/pool.ts';
import type { HubKeys } from '../keys/hub-keys.ts';
import { spendRecoveryCode } from './recovery-codes.ts';
import { newTotpSecret, totpStep } from './totp.ts';

/** Binds the sealed secret to its row. */
const about = (accountId: string) => `totp ${accountId}`;

type Keys = Pick<HubKeys, 'store'>;

/** A new secret, sealed for the row of its account. */
export function sealedTotp(keys: Keys, accountId: string): Buffer {
  const secret = newTotpSecret();
  const sealed = keys.store.seal(about(accountId), secret);
  secret.fill(0);
  return sealed;
}

/** The caller zeroes it. */
export const openTotp = (keys: Keys, accountId: string, sealed: Uint8Array): Buffer =>
  keys.store.open(about(accountId), sealed);

/** What a code of the authenticator is: good (and used from then on, with every older one), right but used before, or of no moment around now. */
type TotpVerdict = 'good' | 'used' | 'wrong';

/** Spends a code where it is good; the caller says what becomes of one that was used before. */
export async function spendTotp(
  tx: Tx,
  keys: Keys,
  { accountId, code, nowMs }: { readonly accountId: string; readonly code: string; readonly nowMs: number },
): Promise<TotpVerdict> {
  const [row] = await tx<{ sealed: Buffer }[]>`select totp_sealed as sealed from account where id = ${accountId}`;
  if (row === undefined) return 'wrong';
  const secret = openTotp(keys, accountId, row.sealed);
  const step = totpStep(secret, code, nowMs);
  secret.fill(0);
  if (step === null) return 'wrong';
  const spent =
    await tx`update account set totp_step = ${step} where id = ${accountId} and totp_step < ${step} returning 1`;
  return spent.length > 0 ? 'good' : 'used';
}

/** What stands in for the second factor: six digits are the authenticator's, anything else a recovery code. */
export async function spendCode(
  tx: Tx,
  keys: Keys,
  given: { readonly accountId: string; readonly code: string; readonly nowMs: number },
): Promise<'totp' | 'recovery' | 'used' | null> {
  if (/^[0-9]{6}$/.test(given.code)) {
    const verdict = await spendTotp(tx, keys, given);
    return verdict === 'good' ? 'totp' : verdict === 'used' ? 'used' : null;
  }
  return (await spendRecoveryCode(tx, keys.store, given.accountId, given.code)) ? 'recovery' : null;
}
