import type { Actor, Role } from '../../contract/accounts.ts';
import type { PasswordFault } from '../../contract/console/session.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { auditAct } from '../audit/audit.ts';
import { type Tx, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { normaliseCode } from '../enrolment/code.ts';
import { meetBrowser, type SignInFrom } from './browsers.ts';
import { passwordFault } from './password-policy.ts';
import { fitsPassword, hashPassword } from './passwords.ts';
import { isSameSecret } from './permit.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import { openTotp, spendCode, spendTotp } from './second-factor.ts';
import { openSession, tokenHolder } from './sessions.ts';
import { totpForAuthenticator } from './totp.ts';
import { countSignIn } from './try-bound.ts';

/** What everybody is told who cannot get in; which of it was wrong stands nowhere. */
export type SignInRefusal = 'signInWrong' | 'rateLimited';

interface AccountRow {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly roles: Role[];
  readonly password_hash: string | null;
  readonly totp_sealed: Buffer;
}

const actorOfRow = ({ id, name, roles }: AccountRow): Actor => ({ kind: 'account', id, name, roles });
const wallMs = (deps: Pick<HubDeps, 'clock'>) => Math.round(deps.clock.wallMs());

/** @returns the value of the cookie */
export async function signIn(
  deps: HubDeps,
  given: {
    readonly account: string;
    readonly password: string;
    readonly code: string;
    readonly from: SignInFrom;
  },
): Promise<Result<string, SignInRefusal>> {
  const { account, password, code, from } = given;
  const tried = await countSignIn(deps, { account, address: from.address });
  if (tried === null) return refused(deps, 'rateLimited');
  const [row] = await deps.sql<AccountRow[]>`
    select id, account, name, roles, password_hash, totp_sealed from account where account = ${account} and ended_ms is null`;
  // Nobody and somebody with another password take the same time.
  if (!(await fitsPassword(deps.passwordCost, password, row?.password_hash ?? null)) || row === undefined)
    return refused(deps, 'signInWrong');
  const nowMs = wallMs(deps);
  const opened = await transaction(deps.sql, async (tx) => {
    if (!(await isUnchanged(tx, row))) return null;
    const by = await spendCode(tx, deps.keys, { accountId: row.id, code, nowMs });
    if (by === 'used') await noteReuse(tx, actorOfRow(row), nowMs);
    if (by === null || by === 'used') return null;
    await tx`update account set last_sign_in_ms = ${nowMs} where id = ${row.id}`;
    const { opened, browser, isNew } = await meetBrowser(tx, deps.keys, { accountId: row.id, from, nowMs });
    const value = await openSession(deps, tx, actorOfRow(row), { nowMs, from: opened });
    const entry = { actor: actorOfRow(row), subject: `account:${row.id}`, nowMs };
    if (isNew) await auditAct(tx, { ...entry, act: 'account.browserAdded', detail: { ...browser } });
    await auditAct(tx, { ...entry, act: 'session.began', detail: { by } });
    return value;
  });
  if (opened === null) return refused(deps, 'signInWrong');
  await tried.forget();
  return ok(opened);
}

/** Whoever holds the operator token: a demonstration, the first set-up, the way back in when every account is locked out. */
export async function signInByToken(
  deps: HubDeps,
  { token, address }: { readonly token: string; readonly address: string },
): Promise<Result<string, SignInRefusal>> {
  const tried = await countSignIn(deps, { account: 'token:', address });
  if (tried === null) return refused(deps, 'rateLimited');
  if (!isSameSecret(token, deps.operatorToken)) return refused(deps, 'signInWrong');
  const nowMs = wallMs(deps);
  const opened = await transaction(deps.sql, async (tx) => {
    const value = await openSession(deps, tx, tokenHolder, { nowMs, from: null });
    await auditAct(tx, {
      actor: tokenHolder,
      act: 'session.began',
      subject: 'account:token',
      detail: { by: 'token' },
      nowMs,
    });
    return value;
  });
  await tried.forget();
  return ok(opened);
}

interface Invitation {
  readonly account: string;
  readonly invitation: string;
  readonly address: string;
}

/** What goes into the authenticator of somebody who was invited; asked again it is the same. */
export async function openInvitation(
  deps: HubDeps,
  given: Invitation,
): Promise<Result<{ readonly name: string; readonly secret: string; readonly uri: string }, SignInRefusal>> {
  const tried = await countSignIn(deps, given);
  if (tried === null) return refused(deps, 'rateLimited');
  const row = await invitedRow(deps, deps.sql, given);
  if (row === null) return refused(deps, 'signInWrong');
  await tried.forget();
  const secret = openTotp(deps.keys, row.id, row.totp_sealed);
  const shown = totpForAuthenticator(secret, row.account);
  secret.fill(0);
  return ok({ name: row.name, ...shown });
}

/** Sets the password of somebody who was invited, proves the authenticator, makes recovery codes, and signs in. The invitation is spent. */
export async function setUp(
  deps: HubDeps,
  {
    from,
    ...rest
  }: Omit<Invitation, 'address'> & {
    readonly password: string;
    readonly code: string;
    readonly from: SignInFrom;
  },
): Promise<
  Result<
    { readonly cookie: string; readonly recoveryCodes: readonly string[] },
    SignInRefusal | { readonly password: PasswordFault }
  >
> {
  const given = { ...rest, address: from.address };
  const tried = await countSignIn(deps, given);
  if (tried === null) return refused(deps, 'rateLimited');
  const invited = await invitedRow(deps, deps.sql, given);
  if (invited === null) return refused(deps, 'signInWrong');
  const fault = passwordFault(given.password, [invited.account, invited.name]);
  if (fault !== null) {
    await tried.forget();
    return err({ password: fault });
  }
  const passwordHash = await hashPassword(deps.passwordCost, given.password);
  const nowMs = wallMs(deps);
  const done = await transaction(deps.sql, async (tx) => {
    const row = await invitedRow(deps, tx, given);
    if (row === null || (await spendTotp(tx, deps.keys, { accountId: row.id, code: given.code, nowMs })) !== 'good')
      return null;
    await tx`update account set password_hash = ${passwordHash}, invitation_hash = null, invited_until_ms = null, last_sign_in_ms = ${nowMs}
      where id = ${row.id}`;
    const recoveryCodes = await makeRecoveryCodes(tx, deps.keys.store, row.id);
    const { opened } = await meetBrowser(tx, deps.keys, { accountId: row.id, from, nowMs });
    const cookie = await openSession(deps, tx, actorOfRow(row), { nowMs, from: opened });
    await auditAct(tx, {
      actor: actorOfRow(row),
      act: 'account.setUp',
      subject: `account:${row.id}`,
      detail: {},
      nowMs,
    });
    return { cookie, recoveryCodes };
  });
  if (done === null) return refused(deps, 'signInWrong');
  await tried.forget();
  return ok(done);
}

/** In a transaction the row is locked: an invitation is spent once. */
async function invitedRow(
  deps: HubDeps,
  sql: HubDeps['sql'] | Tx,
  { account, invitation }: Invitation,
): Promise<AccountRow | null> {
  const hash = deps.keys.store.token('invitation', normaliseCode(invitation));
  const [row] = await sql.unsafe<AccountRow[]>(
    `select id, account, name, roles, password_hash, totp_sealed from account
      where account = $1 and invitation_hash = $2 and invited_until_ms > $3 and ended_ms is null for update`,
    [account, hash, wallMs(deps)],
  );
  return row ?? null;
}

/**
 * A right code came a second time, behind the right password: somebody may have read it. It stands in the audit, where its owner and the auditors see it (OWASP ASVS 4.0.3 V2.8.5).
 * @param session in which it was given (`Session.no`); none: somebody who wanted to come in
 */
export async function noteReuse(tx: Tx, actor: Actor, nowMs: number, session?: number): Promise<void> {
  const detail = session === undefined ? {} : { session };
  await auditAct(tx, { actor, act: 'session.codeReused', subject: `account:${actor.id}`, detail, nowMs });
}

/** Locks the row. False: password, reset or end came in between, and what was compared counts no more. */
export async function isUnchanged(tx: Tx, row: Pick<AccountRow, 'id' | 'password_hash'>): Promise<boolean> {
  const same = await tx`select 1 from account
    where id = ${row.id} and ended_ms is null and password_hash = ${row.password_hash} for update`;
  return same.length > 0;
}

/** Told to the log without a word of who it was. */
export function refused(deps: HubDeps, why: SignInRefusal): Result<never, SignInRefusal> {
  deps.log('hub.signIn.refused', { why });
  return err(why);
}
