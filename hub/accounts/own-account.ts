import type { PasswordFault } from '../../contract/console/session.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { auditAct } from '../audit/audit.ts';
import { transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { passwordFault } from './password-policy.ts';
import { fitsPassword, hashPassword } from './passwords.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import { spendCode, spendTotp } from './second-factor.ts';
import { endSessionsOf, type Session } from './sessions.ts';
import { isUnchanged, noteReuse, refused, type SignInRefusal } from './sign-in.ts';
import { countFreshCode } from './try-bound.ts';

/** A fresh code for dangerous acts. A recovery code is for getting in, not for this. */
export async function stepUp(deps: HubDeps, session: Session, code: string): Promise<Result<null, SignInRefusal>> {
  const { actor, idHash } = session;
  const tried = await countFreshCode(deps, actor.id);
  if (tried === null) return refused(deps, 'rateLimited');
  const nowMs = Math.round(deps.clock.wallMs());
  const isDone = await transaction(deps.sql, async (tx) => {
    const verdict = await spendTotp(tx, deps.keys, { accountId: actor.id, code, nowMs });
    if (verdict === 'used') await noteReuse(tx, actor, nowMs);
    if (verdict !== 'good') return false;
    await tx`update console_session set stepped_up_ms = ${nowMs} where id_hash = ${idHash}`;
    await auditAct(tx, { actor, act: 'session.steppedUp', subject: `account:${actor.id}`, detail: {}, nowMs });
    return true;
  });
  if (!isDone) return refused(deps, 'signInWrong');
  await tried.forget();
  return ok(null);
}

/** One's own password; all other sessions of the account end. */
export async function changePassword(
  deps: HubDeps,
  session: Session,
  given: { readonly password: string; readonly newPassword: string; readonly code: string },
): Promise<Result<null, SignInRefusal | { readonly password: PasswordFault }>> {
  const { actor, idHash } = session;
  const tried = await countFreshCode(deps, actor.id);
  if (tried === null) return refused(deps, 'rateLimited');
  const [row] = await deps.sql<{ id: string; account: string; name: string; password_hash: string | null }[]>`
    select id, account, name, password_hash from account where id = ${actor.id} and ended_ms is null`;
  if (!(await fitsPassword(deps.passwordCost, given.password, row?.password_hash ?? null)) || row === undefined)
    return refused(deps, 'signInWrong');
  const fault = passwordFault(given.newPassword, [row.account, row.name]);
  if (fault !== null) {
    await tried.forget();
    return err({ password: fault });
  }
  const passwordHash = await hashPassword(deps.passwordCost, given.newPassword);
  const nowMs = Math.round(deps.clock.wallMs());
  const isDone = await transaction(deps.sql, async (tx) => {
    if (!(await isUnchanged(tx, row))) return false;
    const by = await spendCode(tx, deps.keys, { accountId: row.id, code: given.code, nowMs });
    if (by === 'used') await noteReuse(tx, actor, nowMs);
    if (by === null || by === 'used') return false;
    await tx`update account set password_hash = ${passwordHash} where id = ${row.id}`;
    await endSessionsOf(tx, row.id, idHash);
    await auditAct(tx, { actor, act: 'account.passwordChanged', subject: `account:${row.id}`, detail: {}, nowMs });
    return true;
  });
  if (!isDone) return refused(deps, 'signInWrong');
  await tried.forget();
  return ok(null);
}

/** New recovery codes; those before are void. */
export async function renewRecoveryCodes(
  deps: HubDeps,
  session: Session,
  code: string,
): Promise<Result<readonly string[], SignInRefusal>> {
  const { actor } = session;
  const tried = await countFreshCode(deps, actor.id);
  if (tried === null) return refused(deps, 'rateLimited');
  const nowMs = Math.round(deps.clock.wallMs());
  const codes = await transaction(deps.sql, async (tx) => {
    const verdict = await spendTotp(tx, deps.keys, { accountId: actor.id, code, nowMs });
    if (verdict === 'used') await noteReuse(tx, actor, nowMs);
    if (verdict !== 'good') return null;
    const made = await makeRecoveryCodes(tx, deps.keys.store, actor.id);
    await auditAct(tx, { actor, act: 'account.recoveryRenewed', subject: `account:${actor.id}`, detail: {}, nowMs });
    return made;
  });
  if (codes === null) return refused(deps, 'signInWrong');
  await tried.forget();
  return ok(codes);
}
