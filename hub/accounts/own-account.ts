import type { Role } from '../../contract/accounts.ts';
import type { OwnAccount, OwnSession } from '../../contract/console/own-account.ts';
import type { PasswordFault } from '../../contract/console/session.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { auditAct } from '../audit/audit.ts';
import { transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { isoTime } from '../http.ts';
import { openFrom } from './browsers.ts';
import { noticesOf } from './notices.ts';
import { passwordFault } from './password-policy.ts';
import { fitsPassword, hashPassword } from './passwords.ts';
import { makeRecoveryCodes, recoveryCodesLeft } from './recovery-codes.ts';
import { spendCode, spendTotp } from './second-factor.ts';
import { endSessionsOf, idleMs, type Session, wholeMs } from './sessions.ts';
import { isUnchanged, noteReuse, refused, type SignInRefusal } from './sign-in.ts';
import { countFreshCode } from './try-bound.ts';

/** A fresh code for dangerous acts. A recovery code is for getting in, not for this. */
export async function stepUp(deps: HubDeps, session: Session, code: string): Promise<Result<null, SignInRefusal>> {
  const { actor, idHash, no } = session;
  const tried = await countFreshCode(deps, actor.id);
  if (tried === null) return refused(deps, 'rateLimited');
  const nowMs = Math.round(deps.clock.wallMs());
  const isDone = await transaction(deps.sql, async (tx) => {
    const verdict = await spendTotp(tx, deps.keys, { accountId: actor.id, code, nowMs });
    if (verdict === 'used') await noteReuse(tx, actor, nowMs, no);
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
  const { actor, idHash, no } = session;
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
    if (by === 'used') await noteReuse(tx, actor, nowMs, no);
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
  const { actor, no } = session;
  const tried = await countFreshCode(deps, actor.id);
  if (tried === null) return refused(deps, 'rateLimited');
  const nowMs = Math.round(deps.clock.wallMs());
  const codes = await transaction(deps.sql, async (tx) => {
    const verdict = await spendTotp(tx, deps.keys, { accountId: actor.id, code, nowMs });
    if (verdict === 'used') await noteReuse(tx, actor, nowMs, no);
    if (verdict !== 'good') return null;
    const made = await makeRecoveryCodes(tx, deps.keys.store, actor.id);
    await auditAct(tx, {
      actor,
      act: 'account.recoveryRenewed',
      subject: `account:${actor.id}`,
      detail: { session: no },
      nowMs,
    });
    return made;
  });
  if (codes === null) return refused(deps, 'signInWrong');
  await tried.forget();
  return ok(codes);
}

/** What a person is shown of the own account; null = it is no account any more. */
export async function ownAccount(
  deps: HubDeps,
  session: Session,
  nowMs: number,
): Promise<Omit<OwnAccount, 'hubTime'> | null> {
  const { id } = session.actor;
  const [row] = await deps.sql<
    { account: string; name: string; roles: Role[]; password_ms: string | null; factor_ms: string | null }[]
  >`select account, name, roles,
      (select max(at_ms) from audit_entry where subject = 'account:' || id and act in ('account.setUp', 'account.passwordChanged')) as password_ms,
      (select max(at_ms) from audit_entry where subject = 'account:' || id and act = 'account.setUp') as factor_ms
    from account where id = ${id} and ended_ms is null`;
  if (row === undefined) return null;
  const time = (ms: string | null) => (ms === null ? null : isoTime(Number(ms)));
  return {
    account: row.account,
    name: row.name,
    roles: row.roles,
    passwordSince: time(row.password_ms),
    authenticatorSince: time(row.factor_ms),
    recoveryCodes: await recoveryCodesLeft(deps.sql, id),
    sessions: await ownSessions(deps, session, nowMs),
    notices: [...(await noticesOf(deps.sql, session, nowMs))],
  };
}

async function ownSessions(deps: HubDeps, { actor, idHash }: Session, nowMs: number): Promise<OwnSession[]> {
  const rows = await deps.sql<
    {
      no: string;
      is_this: boolean;
      created_ms: string;
      seen_ms: string;
      browser_hash: string | null;
      from_sealed: Buffer | null;
    }[]
  >`select no, id_hash = ${idHash} as is_this, created_ms, seen_ms, browser_hash, from_sealed from console_session
    where account_id = ${actor.id} and created_ms > ${nowMs - wholeMs} and seen_ms > ${nowMs - idleMs}
    order by is_this desc, seen_ms desc, no desc`;
  return rows.map(({ browser_hash: browserHash, from_sealed: sealed, ...row }) => ({
    no: Number(row.no),
    isThis: row.is_this,
    ...(browserHash === null || sealed === null
      ? { browser: null, place: null }
      : openFrom(deps.keys, actor.id, { browserHash, sealed })),
    beganAt: isoTime(Number(row.created_ms)),
    lastUsedAt: isoTime(Number(row.seen_ms)),
  }));
}

/**
 * Ends one other session of the own account, or all others.
 * @param no as `OwnSession` names it; null = all others
 * @returns how many it ended
 */
export async function endOtherSessions(
  deps: HubDeps,
  { actor, idHash, no: own }: Session,
  no: number | null,
): Promise<number> {
  return await transaction(deps.sql, async (tx) => {
    const ended = await tx`delete from console_session
      where account_id = ${actor.id} and id_hash <> ${idHash} and (${no}::bigint is null or no = ${no}) returning 1`;
    if (ended.length === 0) return 0;
    const nowMs = Math.round(deps.clock.wallMs());
    const detail = { others: ended.length, session: own };
    await auditAct(tx, { actor, act: 'session.othersEnded', subject: `account:${actor.id}`, detail, nowMs });
    return ended.length;
  });
}
