import type { Actor, Role } from '../../contract/accounts.ts';
import type { AccountChange, AccountFault, AccountRow, NewAccount } from '../../contract/console/accounts.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { auditAct } from '../audit/audit.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { isoTime } from '../http.ts';
import { newCode, newId } from '../services/ids.ts';
import { sealedTotp } from './second-factor.ts';
import { endSessionsOf, idleMs, wholeMs } from './sessions.ts';

const invitationLifeMs = 72 * 3_600_000;
/** 80 bits: long enough that its hash needs no slow function. */
const invitationSigns = 16;

export type AccountRefusal = AccountFault | 'nobody';

export interface Invited {
  readonly account: AccountRow;
  readonly invitation: string;
  readonly untilMs: number;
}

type Deps = Pick<HubDeps, 'sql' | 'keys'>;

/** Who does it and when. */
interface Doing {
  readonly actor: Actor;
  readonly nowMs: number;
}

/** As the person who does it says it; it stands in the audit. */
interface Why {
  readonly reason?: string;
}

interface Row {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly roles: Role[];
  readonly created_ms: string;
  readonly ended_ms: string | null;
  readonly has_password: boolean;
  readonly invited_until_ms: string | null;
  readonly last_sign_in_ms: string | null;
  readonly sessions: number;
}

/** All accounts by their names, ended ones last. */
export async function allAccounts(sql: Pick<Sql, 'unsafe'>, nowMs: number): Promise<readonly AccountRow[]> {
  return await rows(sql, nowMs, null);
}

async function rows(sql: Pick<Sql, 'unsafe'>, nowMs: number, id: string | null): Promise<readonly AccountRow[]> {
  const found = await sql.unsafe<Row[]>(
    `select a.id, a.account, a.name, a.roles, a.created_ms, a.ended_ms, a.password_hash is not null as has_password, a.invited_until_ms, a.last_sign_in_ms,
        (select count(*)::int from console_session s where s.account_id = a.id and s.created_ms > $1 and s.seen_ms > $2) as sessions
      from account a where $3::text is null or a.id = $3 order by a.ended_ms is not null, a.account`,
    [nowMs - wholeMs, nowMs - idleMs, id],
  );
  const time = (ms: string | null) => (ms === null ? null : isoTime(Number(ms)));
  return found.map((row) => ({
    id: row.id,
    account: row.account,
    name: row.name,
    roles: row.roles,
    state: row.ended_ms !== null ? 'ended' : row.has_password ? 'active' : 'invited',
    createdAt: isoTime(Number(row.created_ms)),
    invitedUntil: Number(row.invited_until_ms ?? 0) > nowMs ? time(row.invited_until_ms) : null,
    lastSignInAt: time(row.last_sign_in_ms),
    sessions: row.ended_ms === null ? row.sessions : 0,
  }));
}

/** A new account with its invitation. Nobody has a password that somebody else has seen: the person sets it. */
export async function addAccount(
  deps: Deps,
  { account, name, roles }: NewAccount,
  doing: Doing,
): Promise<Result<Invited, 'taken'>> {
  const id = newId('account');
  return await transaction(deps.sql, async (tx) => {
    const made = await tx`insert into account (id, account, name, roles, created_ms, totp_sealed)
      values (${id}, ${account}, ${name}, ${roles}::text[], ${doing.nowMs}, ${sealedTotp(deps.keys, id)})
      on conflict (account) do nothing returning 1`;
    if (made.length === 0) return err('taken');
    return ok(await invite(deps, tx, id, { ...doing, act: 'account.added', detail: { account, roles } }));
  });
}

/** Makes password, authenticator, recovery codes and sessions void and invites again: for whoever lost one of them. */
export async function resetAccount(
  deps: Deps,
  id: string,
  why: Why,
  doing: Doing,
): Promise<Result<Invited, AccountRefusal>> {
  return await transaction(deps.sql, async (tx) => {
    const held = await hold(tx, id);
    if (!held.ok) return held;
    await tx`update account set password_hash = null, totp_sealed = ${sealedTotp(deps.keys, id)} where id = ${id}`;
    await forgetFactors(tx, id);
    await endSessionsOf(tx, id, null);
    return ok(await invite(deps, tx, id, { ...doing, act: 'account.reset', detail: { ...why } }));
  });
}

async function invite(
  { keys }: Deps,
  tx: Tx,
  id: string,
  {
    act,
    detail,
    ...doing
  }: Doing & { readonly act: string; readonly detail: Readonly<Record<string, string | readonly string[]>> },
): Promise<Invited> {
  const code = newCode(invitationSigns);
  const untilMs = doing.nowMs + invitationLifeMs;
  const hash = keys.store.token('invitation', code);
  await tx`update account set invitation_hash = ${hash}, invited_until_ms = ${untilMs} where id = ${id}`;
  await auditAct(tx, { ...doing, act, subject: `account:${id}`, detail });
  const invitation = (code.match(/.{4}/g) ?? []).join('-');
  return { account: await rowOf(tx, id, doing.nowMs), invitation, untilMs };
}

/** Name and roles; new roles count with the next request of every open session. */
export async function changeAccount(
  { sql }: Deps,
  id: string,
  change: AccountChange,
  doing: Doing,
): Promise<Result<AccountRow, AccountRefusal>> {
  if (change.roles !== undefined && doing.actor.id === id) return err('oneself');
  return await transaction(sql, async (tx) => {
    const held = await hold(tx, id);
    if (!held.ok) return held;
    if (change.ifRoles !== undefined && !isSameSet(change.ifRoles, held.value)) return err('ifRoles');
    await tx`update account set name = coalesce(${change.name ?? null}, name), roles = coalesce(${change.roles ?? null}::text[], roles) where id = ${id}`;
    const detail = {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.roles === undefined ? {} : { roles: change.roles }),
    };
    await auditAct(tx, { ...doing, act: 'account.changed', subject: `account:${id}`, detail });
    return ok(await rowOf(tx, id, doing.nowMs));
  });
}

/** For good: what the person did stays under this account, so nobody else gets it. */
export async function endAccount(
  { sql }: Deps,
  id: string,
  reason: string,
  doing: Doing,
): Promise<Result<AccountRow, AccountRefusal>> {
  if (doing.actor.id === id) return err('oneself');
  return await transaction(sql, async (tx) => {
    const held = await hold(tx, id);
    if (!held.ok) return held;
    await tx`update account set ended_ms = ${doing.nowMs}, password_hash = null, invitation_hash = null, invited_until_ms = null where id = ${id}`;
    await forgetFactors(tx, id);
    await endSessionsOf(tx, id, null);
    await auditAct(tx, { ...doing, act: 'account.ended', subject: `account:${id}`, detail: { reason } });
    return ok(await rowOf(tx, id, doing.nowMs));
  });
}

/** Ends all sessions of somebody. */
export async function signAccountOut(
  { sql }: Deps,
  id: string,
  why: Why,
  doing: Doing,
): Promise<Result<AccountRow, AccountRefusal>> {
  return await transaction(sql, async (tx) => {
    const held = await hold(tx, id);
    if (!held.ok) return held;
    await endSessionsOf(tx, id, null);
    await auditAct(tx, { ...doing, act: 'account.signedOut', subject: `account:${id}`, detail: { ...why } });
    return ok(await rowOf(tx, id, doing.nowMs));
  });
}

/** Recovery codes, and the browsers that are known. */
async function forgetFactors(tx: Tx, id: string): Promise<void> {
  await tx`delete from account_recovery where account_id = ${id}`;
  await tx`delete from account_browser where account_id = ${id}`;
}

/** Locks the row, so that two changes come one after the other. @returns the roles that it has now */
async function hold(tx: Tx, id: string): Promise<Result<readonly Role[], AccountRefusal>> {
  const [row] = await tx<{ ended_ms: string | null; roles: Role[] }[]>`
    select ended_ms, roles from account where id = ${id} for update`;
  if (row === undefined) return err('nobody');
  return row.ended_ms === null ? ok(row.roles) : err('ended');
}

/** Each of both lists names each role once. */
const isSameSet = (one: readonly Role[], other: readonly Role[]): boolean =>
  one.length === other.length && one.every((role) => other.includes(role));

async function rowOf(tx: Tx, id: string, nowMs: number): Promise<AccountRow> {
  const [row] = await rows(tx, nowMs, id);
  if (row === undefined) throw new Error('account was not stored');
  return row;
}
