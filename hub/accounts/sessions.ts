import { type Actor, mayDo, permissions, type Role } from '../../contract/accounts.ts';
import type { ConsoleSession } from '../../contract/console/session.ts';
import { sha256Of } from '../../contract/sha256.ts';
import type { Sql } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { isoTime } from '../http.ts';
import { cookieValue } from './cookie.ts';
import { unreadNotices } from './notices.ts';
import { recoveryCodesLeft } from './recovery-codes.ts';

const minute = 60_000;
/** Nobody did anything for so long: ended (OWASP ASVS 4.0 V3.3, level 2). */
export const idleMs = 30 * minute;
/** Ended whatever happens. */
export const wholeMs = 12 * 60 * minute;
/** A fresh code opens dangerous acts for so long. */
const steppedUpMs = 10 * minute;
/** Being there is written down this often, not with every request. */
const seenEveryMs = minute;

/** Whoever holds the operator token. */
export const tokenHolder: Actor = { kind: 'token', id: 'token', name: 'operator token', roles: [] };

export interface Session {
  readonly idHash: string;
  /** As its owner and the audit name it. */
  readonly no: number;
  readonly actor: Actor;
  readonly createdMs: number;
  readonly seenMs: number;
  readonly steppedUpMs: number | null;
  /** As `account_browser` knows it; null = the operator token's. */
  readonly browserHash: string | null;
}

/** Where a session was opened. */
export interface OpenedFrom {
  readonly browserHash: string;
  /** Sealed by `meetBrowser`, opened by `openFrom` (browsers.ts). */
  readonly sealed: Uint8Array;
}

type SessionDeps = Pick<HubDeps, 'sql' | 'keys' | 'operatorToken'>;

/** A session of the operator token knows which token it was: another one ends it. */
const tokenMark = ({ keys, operatorToken }: SessionDeps) => keys.store.token('operatorToken', operatorToken);

/**
 * Opens a session; signing in counts as a fresh code.
 * @param sql a transaction, when the session belongs to what else it does
 * @param from null = by the operator token
 * @returns what goes into the cookie, nowhere else: the database has its hash
 */
export async function openSession(
  deps: SessionDeps,
  sql: Pick<Sql, 'unsafe'>,
  actor: Actor,
  { nowMs, from }: { readonly nowMs: number; readonly from: OpenedFrom | null },
): Promise<string> {
  const value = cookieValue();
  const isAccount = actor.kind === 'account';
  await sql.unsafe(
    `insert into console_session (id_hash, account_id, token_mark, created_ms, seen_ms, stepped_up_ms, browser_hash, from_sealed)
      values ($1, $2, $3, $4, $4, $5, $6, $7)`,
    [
      sha256Of(value),
      isAccount ? actor.id : null,
      isAccount ? null : tokenMark(deps),
      nowMs,
      isAccount ? nowMs : null,
      from?.browserHash ?? null,
      from === null ? null : Buffer.from(from.sealed),
    ],
  );
  return value;
}

/** The session of a cookie as long as it stands: not idle, not old, and the account has not ended since. */
export async function readSession(deps: SessionDeps, cookie: string, nowMs: number): Promise<Session | null> {
  const idHash = sha256Of(cookie);
  const [row] = await deps.sql<
    {
      no: string;
      account_id: string | null;
      name: string | null;
      roles: Role[] | null;
      created_ms: string;
      seen_ms: string;
      stepped_up_ms: string | null;
      browser_hash: string | null;
    }[]
  >`select s.no, s.account_id, a.name, a.roles, s.created_ms, s.seen_ms, s.stepped_up_ms, s.browser_hash
    from console_session s left join account a on a.id = s.account_id
    where s.id_hash = ${idHash} and s.created_ms > ${nowMs - wholeMs} and s.seen_ms > ${nowMs - idleMs}
      and (s.token_mark = ${tokenMark(deps)} or (a.ended_ms is null and a.password_hash is not null))`;
  if (row === undefined) return null;
  const { account_id: id, name, roles } = row;
  return {
    ...{ idHash, no: Number(row.no) },
    actor: id === null ? tokenHolder : { kind: 'account', id, name: name ?? '', roles: roles ?? [] },
    createdMs: Number(row.created_ms),
    seenMs: Number(row.seen_ms),
    steppedUpMs: row.stepped_up_ms === null ? null : Number(row.stepped_up_ms),
    browserHash: row.browser_hash,
  };
}

/** Somebody is there. */
export async function seenNow(sql: Sql, session: Session, nowMs: number): Promise<void> {
  if (nowMs - session.seenMs < seenEveryMs) return;
  await sql`update console_session set seen_ms = ${nowMs} where id_hash = ${session.idHash} and seen_ms < ${nowMs}`;
}

/** Goes with every request that changes something, in a header: another site's page can neither read nor send it. */
export const csrfOf = ({ keys }: Pick<HubDeps, 'keys'>, idHash: string): string => keys.store.token('csrf', idHash);

/** Ends a session for good. @param idHash hash of its id, as stored */
export async function endSession(sql: Pick<Sql, 'unsafe'>, idHash: string): Promise<void> {
  await sql.unsafe('delete from console_session where id_hash = $1', [idHash]);
}

/**
 * Ends all sessions of an account.
 * @param but this one stays; null = none does
 */
export async function endSessionsOf(sql: Pick<Sql, 'unsafe'>, accountId: string, but: string | null): Promise<void> {
  await sql.unsafe('delete from console_session where account_id = $1 and id_hash is distinct from $2', [
    accountId,
    but,
  ]);
}

/** Whether dangerous acts are open without a fresh code. */
export const isSteppedUp = ({ steppedUpMs: at }: Pick<Session, 'steppedUpMs'>, nowMs: number): boolean =>
  at !== null && nowMs - at < steppedUpMs;

/** As the console shows it. */
export async function consoleSession(
  deps: Pick<HubDeps, 'sql' | 'keys'>,
  session: Session,
  nowMs: number,
): Promise<ConsoleSession> {
  const { actor, createdMs, seenMs, steppedUpMs: at } = session;
  return {
    actor: { ...actor, roles: [...actor.roles] },
    permissions: permissions.filter((permission) => mayDo(actor, permission)),
    csrf: csrfOf(deps, session.idHash),
    idleUntil: isoTime(seenMs + idleMs),
    until: isoTime(createdMs + wholeMs),
    steppedUpUntil: at !== null && isSteppedUp(session, nowMs) ? isoTime(at + steppedUpMs) : null,
    recoveryCodes: actor.kind === 'token' ? null : await recoveryCodesLeft(deps.sql, actor.id),
    unreadNotices: await unreadNotices(deps.sql, session, nowMs),
  };
}
