import type { AuditCheckpoint } from '../../contract/hub-api.ts';
import { auditErased } from '../audit/audit-chain.ts';
import type { LedgerContext } from './card-commit.ts';
import { type Db, prepared } from './sqlite.ts';
import { motionKinds } from './store.ts';

/** Rows that went, of each ledger. */
export interface HistoryRemoved {
  readonly acts: number;
  readonly custody: number;
  readonly exchanges: number;
  readonly audit: number;
}

export interface HistoryLimits {
  /** What was settled before then may go; hub's time, milliseconds since 1970. */
  readonly beforeMs: number;
  /** Newest audit record that the hub is known to have the hash of: nothing after it goes, or a chain that was cut could not be told from it. */
  readonly anchoredSeq: number;
}

/** Rows of one ledger that one look removes at most: whoever comes meanwhile does not wait long. */
export const historyAtOnce = 2_000;

const isMotion = `kind IN (${motionKinds.map((kind) => `'${kind}'`).join(', ')})`;

/**
 * Removes what is older than a machine has to remember: settled acts, cards that were taken or given back, exchanges, and the first records of the audit chain. In each ledger only a
 * beginning goes, never something before which newer rows stand: a clock that was wrong for an hour makes nothing old. It stays whatever its age: what is not settled, a card that was
 * captured or lost, the newest motion and the newest ended exchange of each device. Inside a transaction.
 */
export function removeHistory({ db, audit }: Pick<LedgerContext, 'db' | 'audit'>, limits: HistoryLimits) {
  const { beforeMs } = limits;
  const removed = {
    acts: removeActs(db, beforeMs),
    custody: removeCustody(db, beforeMs),
    exchanges: removeExchanges(db, beforeMs),
  };
  for (const [kind, count] of Object.entries(removed)) if (count > 0) audit('erase', { kind, count }, null);
  const cut = auditCut(db, limits);
  if (cut === null) return { ...removed, audit: 0 } satisfies HistoryRemoved;
  const count = prepared(db, 'DELETE FROM audit WHERE seq <= ?').run(cut.seq).changes;
  // Behind it the chain begins from now on; this record is in the chain itself, and the hub is told its head.
  audit('erase', { kind: auditErased, count, lastSeq: cut.seq, lastHash: cut.hash }, null);
  return { ...removed, audit: count } satisfies HistoryRemoved;
}

/** Counter of removed acts, so that sums of a device go on: `acts.receiptPrinter.print.done`. */
export const removedActs = (deviceId: string): string => `acts.${deviceId}.`;

function removeActs(db: Db, beforeMs: number): number {
  const rows = prepared<[number, number, number], { id: string; deviceId: string; name: string }>(
    db,
    `SELECT id, device_id AS deviceId, kind || '.' || outcome AS name FROM act
     WHERE settled_wall_ms < ? AND outcome IS NOT NULL
       AND rowid < coalesce((SELECT min(rowid) FROM act WHERE settled_wall_ms >= ?), 9e18)
       AND rowid NOT IN (SELECT max(rowid) FROM act WHERE ${isMotion} GROUP BY device_id)
     ORDER BY rowid LIMIT ?`,
  ).all(beforeMs, beforeMs, historyAtOnce);
  for (const { id, deviceId, name } of rows) {
    prepared(db, 'DELETE FROM act WHERE id = ?').run(id);
    prepared(
      db,
      'INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1',
    ).run(removedActs(deviceId) + name);
  }
  return rows.length;
}

function removeCustody(db: Db, beforeMs: number): number {
  const rows = prepared<[number, number, number], { id: string }>(
    db,
    `SELECT id FROM custody
     WHERE settled_wall_ms < ? AND (state IN ('taken', 'offeredUnverifiable', 'returned') OR state = 'lost' AND attested_by IS NOT NULL)
       AND rowid < coalesce((SELECT min(rowid) FROM custody WHERE settled_wall_ms >= ?), 9e18)
       AND NOT EXISTS (SELECT 1 FROM act WHERE custody_id = custody.id)
     ORDER BY rowid LIMIT ?`,
  ).all(beforeMs, beforeMs, historyAtOnce);
  for (const { id } of rows) {
    prepared(db, 'DELETE FROM custody_event WHERE custody_id = ?').run(id);
    prepared(db, 'DELETE FROM custody WHERE id = ?').run(id);
  }
  return rows.length;
}

function removeExchanges(db: Db, beforeMs: number): number {
  return prepared(
    db,
    `DELETE FROM exchange WHERE closed_wall_ms < ? AND rowid < coalesce((SELECT min(rowid) FROM exchange WHERE closed_wall_ms >= ?), 9e18)
       AND rowid NOT IN (SELECT max(rowid) FROM exchange WHERE state = 'ended' GROUP BY device_id)`,
  ).run(beforeMs, beforeMs).changes;
}

/**
 * The last record that may go, or null. Whatever stands before a record whose time the hub had corrected is older than it; a record that was written before the hub was heard may bear
 * any time, so it never decides.
 */
function auditCut(db: Db, { beforeMs, anchoredSeq }: HistoryLimits): AuditCheckpoint | null {
  const [first] = prepared<[], { seq: number }>(db, 'SELECT seq FROM audit ORDER BY seq LIMIT 1').all();
  const [newer] = prepared<[number], { seq: number }>(
    db,
    'SELECT seq FROM audit WHERE offset_ms IS NOT NULL AND wall_ms + offset_ms >= ? ORDER BY seq LIMIT 1',
  ).all(beforeMs);
  if (first === undefined) return null;
  const below = Math.min(anchoredSeq + 1, newer?.seq ?? Number.MAX_SAFE_INTEGER, first.seq + historyAtOnce);
  return (
    prepared<[number], AuditCheckpoint>(
      db,
      'SELECT seq, hash FROM audit WHERE seq < ? AND offset_ms IS NOT NULL ORDER BY seq DESC LIMIT 1',
    ).get(below) ?? null
  );
}
