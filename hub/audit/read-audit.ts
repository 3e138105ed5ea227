import type { AuditFilter, AuditPage, AuditProof, AuditQuery, AuditRow } from '../../contract/console/audit.ts';
import { type Sql, transaction } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { type AuditDetail, type ChainEntry, type ChainPlace, chainStart, followChain } from './chain.ts';

interface Row {
  readonly seq: string;
  readonly at_ms: string;
  readonly actor_kind: 'account' | 'token';
  readonly actor_id: string;
  readonly actor_name: string;
  readonly act: string;
  readonly subject: string;
  readonly detail: string;
  readonly hash: string;
}

/** Entries that one statement of a long reading fetches. */
const pieceRows = 1000;

/**
 * Newest first.
 * @param before only entries with a lower number; null = from the newest on
 */
export async function auditRows(
  sql: Pick<Sql, 'unsafe'>,
  filter: AuditFilter,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<readonly AuditRow[]> {
  const { actor = null, act = null, subject = null, fromMs = null, toMs = null } = filter;
  // An area or kind alone is everything that begins with it and its separator; `starts_with` knows no wildcards that a filter could bring along.
  const rows = await sql.unsafe<Row[]>(
    `select * from audit_entry
      where ($1::bigint is null or seq < $1) and ($2::text is null or actor_id = $2)
        and ($3::text is null or act = $3 or starts_with(act, $3 || '.'))
        and ($4::text is null or subject = $4 or starts_with(subject, $4 || ':'))
        and ($5::bigint is null or at_ms >= $5) and ($6::bigint is null or at_ms < $6)
      order by seq desc limit $7`,
    [before, actor, act, subject, fromMs, toMs, limit],
    { prepare: true },
  );
  return rows.map((row) => ({ ...shown(entryOf(row)), hash: row.hash }));
}

/** A page as lists of the console have it; `after` is the number of the last row of the page before. One that is no number is the start. */
export async function auditPage(
  sql: Pick<Sql, 'unsafe'>,
  { after, limit = 100, ...filter }: AuditQuery,
): Promise<AuditPage> {
  const before = after !== undefined && /^[0-9]{1,15}$/.test(after) ? Number(after) : null;
  const rows = await auditRows(sql, filter, { before, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? String(shown.at(-1)?.seq) : null };
}

/**
 * Goes along the whole chain as it was at one moment.
 * @param noted a place that somebody wrote down elsewhere (the log has one now and then): only that finds a chain that was forged anew from some entry on
 */
export async function proveAudit(sql: Sql, noted: ChainPlace | null): Promise<Omit<AuditProof, 'hubTime'>> {
  return await transaction(sql, async (tx) => {
    await tx`set transaction isolation level repeatable read, read only`;
    const [last] = await tx<{ seq: string; hash: string }[]>`select seq, hash from audit_head`;
    const head = { seq: Number(last?.seq ?? 0), hash: last?.hash ?? chainStart.hash };
    let sound = chainStart;
    let isNoted = noted === null || (noted.seq === 0 && noted.hash === chainStart.hash);
    for (;;) {
      const rows: readonly Row[] = await tx<Row[]>`
        select * from audit_entry where seq > ${sound.seq} order by seq limit ${pieceRows}`;
      const verdict = followChain(
        sound,
        rows.map((row) => ({ entry: entryOf(row), hash: row.hash })),
      );
      isNoted ||= rows.some((row) => Number(row.seq) === noted?.seq && row.hash === noted.hash);
      sound = verdict.sound;
      if (verdict.fault !== null) return { isWhole: false, fault: verdict.fault, upTo: sound.seq, head };
      if (rows.length < pieceRows) break;
    }
    const fault = sound.seq !== head.seq || sound.hash !== head.hash ? 'cut' : isNoted ? null : 'other';
    return { isWhole: fault === null, fault, upTo: sound.seq, head };
  });
}

function entryOf(row: Row): ChainEntry {
  return {
    seq: Number(row.seq),
    atMs: Number(row.at_ms),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    act: row.act,
    subject: row.subject,
    detail: detailOf(row.detail),
  };
}

/** A detail that is no JSON any more was not written by the hub: the hash says so. */
function detailOf(text: string): AuditDetail {
  try {
    return JSON.parse(text) as AuditDetail;
  } catch {
    return { unreadable: true };
  }
}

function shown({ atMs, actor, detail, ...entry }: ChainEntry): Omit<AuditRow, 'hash'> {
  return { ...entry, at: isoTime(atMs), actor: { ...actor }, detail: { ...detail } };
}
