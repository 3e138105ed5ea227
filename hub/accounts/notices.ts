import type { Role } from '../../contract/accounts.ts';
import { canonicalJson } from '../../contract/canonical-json.ts';
import {
  type AccountNews,
  type AccountNotice,
  accountNews,
  type Browser,
  noticeDays,
} from '../../contract/console/own-account.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import type { Session } from './sessions.ts';

const most = 50;
const lifeMs = noticeDays * 24 * 3_600_000;
/** As the audit has it of somebody who signed in with a recovery code. */
const byRecovery = canonicalJson({ by: 'recovery' });

/** What comes with a sign-in, or with an attempt at one: later than this session began, it was another one. */
const ofAnotherSession: readonly AccountNews[] = ['account.browserAdded', 'recoveryUsed', 'session.codeReused'];

type Who = Pick<Session, 'actor' | 'no' | 'createdMs' | 'browserHash'>;

/**
 * What was changed on the own account lately, from the audit, newest first (OWASP ASVS 4.0.3 V2.2.3, V2.5.5). New is what nobody has read in this browser, without what this very session has
 * done: who just set a password knows that.
 */
export async function noticesOf(sql: Sql, session: Who, nowMs: number): Promise<readonly AccountNotice[]> {
  const { actor, browserHash } = session;
  if (actor.kind === 'token') return [];
  const rows = await sql<
    {
      seq: string;
      at_ms: string;
      actor_kind: 'account' | 'token';
      actor_id: string;
      actor_name: string;
      act: string;
      detail: string;
      read_seq: string;
    }[]
  >`select seq, at_ms, actor_kind, actor_id, actor_name, act, detail, coalesce((select read_seq from account_browser
      where account_id = ${actor.id} and browser_hash = ${browserHash}), 0) as read_seq
    from audit_entry where subject = ${`account:${actor.id}`} and at_ms > ${nowMs - lifeMs}
      and (act = any(${[...accountNews]}::text[]) or (act = 'session.began' and detail = ${byRecovery}))
    order by seq desc limit ${most}`;
  return rows.map((row) => {
    const atMs = Number(row.at_ms);
    const what: AccountNews = row.act === 'session.began' ? 'recoveryUsed' : (row.act as AccountNews);
    const isOwn = row.actor_kind === 'account' && row.actor_id === actor.id;
    const detail = JSON.parse(row.detail) as { readonly roles?: Role[]; readonly session?: number } & Partial<Browser>;
    const isByTime =
      (atMs > session.createdMs && !ofAnotherSession.includes(what)) ||
      (what === 'account.setUp' && atMs === session.createdMs);
    const isOfThisSession = isOwn && (detail.session === undefined ? isByTime : detail.session === session.no);
    return {
      seq: Number(row.seq),
      at: isoTime(atMs),
      what,
      by: isOwn ? null : { kind: row.actor_kind, name: row.actor_name },
      isNew: Number(row.seq) > Number(row.read_seq) && !isOfThisSession,
      roles: what === 'account.changed' ? (detail.roles ?? null) : null,
      browser:
        detail.browser === undefined || detail.system === undefined
          ? null
          : { browser: detail.browser, system: detail.system },
    };
  });
}

/** How many of them are new. */
export async function unreadNotices(sql: Sql, session: Who, nowMs: number): Promise<number> {
  return (await noticesOf(sql, session, nowMs)).filter(({ isNew }) => isNew).length;
}

/** Notices up to an entry of the audit were read in the browser of this session; elsewhere they stay. */
export async function readNotices(sql: Sql, { actor, browserHash }: Who, upTo: number): Promise<void> {
  await sql`update account_browser set read_seq = greatest(read_seq, least(${upTo}::bigint, (select seq from audit_head)))
    where account_id = ${actor.id} and browser_hash = ${browserHash}`;
}
