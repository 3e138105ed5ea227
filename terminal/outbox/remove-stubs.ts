import { prepared } from '../store/sqlite.ts';
import type { OutboxContext } from './outbox.ts';

/** Rows that one look removes at most: whoever comes meanwhile does not wait long. */
export const stubsAtOnce = 2_000;

/**
 * Removes what is settled since before `beforeMs`: stubs of delivered and re-issued messages with their case rows, and letters that were waived, whose sealed body goes with
 * them. Dead letters stay until somebody decides, and so does what the hub has lost or not been told of. Inside a transaction.
 */
export function removeStubs({ db, audit }: OutboxContext, beforeMs: number): number {
  const rows = prepared<[number, number], { id: string; storeEpoch: string }>(
    db,
    `SELECT id, store_epoch AS storeEpoch FROM outbox WHERE state IN ('acked', 'waived', 'reissued') AND missing = 0
       AND (tombstone IS NULL OR tombstone = 'told' OR state = 'acked') AND settled_wall_ms < ? ORDER BY pos LIMIT ?`,
  ).all(beforeMs, stubsAtOnce);
  for (const { id, storeEpoch } of rows) {
    prepared(db, 'DELETE FROM case_row WHERE message_id = ?').run(id);
    prepared(db, 'DELETE FROM outbox WHERE id = ?').run(id);
    const past = prepared(db, 'UPDATE past_epoch SET removed = removed + 1 WHERE store_epoch = ?').run(storeEpoch);
    if (past.changes === 0) prepared(db, "UPDATE counter SET value = value + 1 WHERE name = 'outboxRemoved'").run();
  }
  if (rows.length > 0) audit('erase', { kind: 'stubs', count: rows.length });
  return rows.length;
}
