import type { Actor } from '../../contract/accounts.ts';
import { canonicalJson } from '../../contract/canonical-json.ts';
import { tellConsole, tellOwner } from '../console/tell.ts';
import { jsonText } from '../database/json-text.ts';
import type { Tx } from '../database/pool.ts';
import { type AuditDetail, type ChainPlace, chainHash } from './chain.ts';

/** What somebody did. */
export interface Act {
  readonly actor: Pick<Actor, 'kind' | 'id' | 'name'>;
  /** `area.verb` in the past, for example `rollout.paused`. */
  readonly act: string;
  /** `kind:id`, for example `rollout:12`, `machine:TH0017`, `account:…`. */
  readonly subject: string;
  /** Numbers, codes, ids, an operator's own reason. No citizen, no secret. */
  readonly detail: AuditDetail;
  /** Wall clock, milliseconds. */
  readonly nowMs: number;
}

/** Writes an act down in the transaction that does it, as its last statement; who acts and when is known to it. */
export type Note = (tx: Tx, act: Pick<Act, 'act' | 'subject' | 'detail'>) => Promise<unknown>;

/** Notes acts of one actor at one moment, each in the transaction that does it. */
export const noteBy =
  (actor: Act['actor'], nowMs: number): Note =>
  (tx, act) =>
    auditAct(tx, { ...act, actor, nowMs });

const actPattern = /^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)+$/;
const subjectPattern = /^[a-z][A-Za-z]*:.{1,200}$/su;
const mostDetail = 16_384;

/**
 * Writes an act of a person down, in the transaction that does it: both are there, or neither. **Call it as the last statement**: acts of the whole hub are put in
 * order by the lock of one row, which is held until the commit; whoever takes row locks behind it can lock himself out with another act.
 *
 * Texts are made fit for PostgreSQL first (no NUL, no half surrogate pairs). Throws on an act or subject of another form, and on a detail of over 16 KiB: a bug.
 * @returns the new end of the chain
 */
export async function auditAct(tx: Tx, { actor, act, subject, detail, nowMs }: Act): Promise<ChainPlace> {
  if (!actPattern.test(act)) throw new Error(`no act: ${act}`);
  if (!subjectPattern.test(subject)) throw new Error(`no subject: ${act}`);
  const [head] = await tx<{ seq: string; hash: string }[]>`select seq, hash from audit_head for update`;
  if (head === undefined) throw new Error('the audit has no head');
  const entry = {
    seq: Number(head.seq) + 1,
    atMs: Math.round(nowMs),
    actor: { kind: actor.kind, id: actor.id, name: plain(actor.name) },
    act,
    subject: plain(subject),
    detail: JSON.parse(jsonText(detail)) as AuditDetail,
  };
  const text = canonicalJson(entry.detail);
  if (text.length > mostDetail) throw new Error(`detail is too large: ${act}`);
  const hash = chainHash(head.hash, entry);
  await tx`insert into audit_entry (seq, at_ms, actor_kind, actor_id, actor_name, act, subject, detail, hash)
    values (${entry.seq}, ${entry.atMs}, ${entry.actor.kind}, ${entry.actor.id}, ${entry.actor.name}, ${act}, ${entry.subject}, ${text}, ${hash})`;
  await tx`update audit_head set seq = ${entry.seq}, hash = ${hash}`;
  await tellOwner(tx, entry.subject);
  await tellConsole(tx, 'audit');
  return { seq: entry.seq, hash };
}

function plain(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
