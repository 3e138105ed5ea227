import type { Tombstone, TombstoneReason } from '../../contract/envelope.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type Db, prepared } from '../store/sqlite.ts';
import type { StoreError } from '../store/store-error.ts';
import type { OutboxContext } from './outbox.ts';

/** Why something was done to a dead letter: kept in the audit chain, so no person may stand in it. */
export const longestReason = 200;

/** An id of this program (RFC 9562): random, so it has ten digits in a row now and then, and is nobody's number. */
const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/**
 * A reason that may go into the audit chain: 3 to 200 characters, and nothing that looks like a number of a person (ten or more digits of any width; a final X is one). Ids of commands and
 * messages may stand in it.
 */
export function isAuditableReason(reason: string): boolean {
  const text = reason.trim();
  if (text.length < 3 || text.length > longestReason) return false;
  return !/\d[\d\s-]{8,}[\dXx]/.test(text.normalize('NFKC').replaceAll(uuid, ' '));
}

/** Sends a dead or waived letter once more: same id, same sealed bytes, so it still takes effect once. */
export function replay(context: OutboxContext, id: string, reason: string): Result<void, StoreError> {
  return change(context, id, reason, "state IN ('dead', 'waived')", () => {
    const { db } = context;
    prepared(
      db,
      "UPDATE outbox SET state = 'pending', verdict = NULL, settled_wall_ms = NULL, attempts = 0, tombstone = NULL WHERE id = ?",
    ).run(id);
    prepared(db, "UPDATE case_row SET state = 'stored' WHERE message_id = ?").run(id);
    context.audit('outbox.replayed', { messageId: id, reason });
  });
}

/** Gives a dead letter up: it holds back nothing any more. Its sealed body stays until the time of stubs is over, so a mistake can be undone by `replay`. */
export function waive(context: OutboxContext, id: string, reason: string): Result<void, StoreError> {
  return change(context, id, reason, "state = 'dead'", () => {
    // Never before what is known to have been: a command beside the service does not know how wrong the clock is, and a letter that seems old would be removed with its body in the next night.
    prepared(
      context.db,
      `UPDATE outbox SET state = 'waived', settled_wall_ms = max(?, (SELECT coalesce(max(settled_wall_ms), 0) FROM outbox)), tombstone = coalesce(tombstone, 'due')
         WHERE id = ?`,
    ).run(context.trustedWallMs(), id);
    context.audit('outbox.waived', { messageId: id, reason });
  });
}

/** A copy of a sealed message was made. */
export function noteExport(context: OutboxContext, id: string, reason: string): Result<void, StoreError> {
  return change(context, id, reason, 'body IS NOT NULL', () => {
    context.audit('outbox.exported', { messageId: id, reason });
  });
}

function change(
  { db, guard }: OutboxContext,
  id: string,
  reason: string,
  where: string,
  fn: () => void,
): Result<void, StoreError> {
  if (!isAuditableReason(reason))
    return err({ code: 'refused', detail: 'the reason is no reason for the audit chain' });
  const done = guard(() =>
    db
      .transaction(() => {
        if (prepared(db, `SELECT 1 FROM outbox WHERE id = ? AND ${where}`).get(id) === undefined) return false;
        fn();
        return true;
      })
      .immediate(),
  );
  if (!done.ok) return done;
  return done.value ? ok(undefined) : err({ code: 'letterState', detail: `message ${id} is not in a state for this` });
}

type TombstoneRow = Omit<Tombstone, 'sha256' | 'reason'> & {
  readonly sha256: Buffer;
  readonly state: string;
  readonly verdict: string | null;
};

/** Tombstones that the hub has not acknowledged, of one epoch, oldest first. */
export function dueTombstones(db: Db, epoch: string, limit: number): readonly Tombstone[] {
  return prepared<[string, number], TombstoneRow>(
    db,
    `SELECT id, seq, sha256, state, verdict FROM outbox
       WHERE tombstone IS NOT NULL AND tombstone = 'due' AND store_epoch = ? ORDER BY seq LIMIT ?`,
  )
    .all(epoch, limit)
    .map(({ id, seq, sha256, state, verdict }) => ({
      id,
      seq,
      sha256: sha256.toString('hex'),
      reason: reasonOf(state, verdict),
    }));
}

/** An epoch that has tombstones to tell; null = none. */
export function epochOfDueTombstones(db: Db): string | null {
  return (
    prepared<[], { epoch: string }>(
      db,
      "SELECT store_epoch AS epoch FROM outbox WHERE tombstone IS NOT NULL AND tombstone = 'due' LIMIT 1",
    ).get()?.epoch ?? null
  );
}

function reasonOf(state: string, verdict: string | null): TombstoneReason {
  if (state === 'waived' || state === 'reissued') return state;
  return verdict === 'conflict' || verdict === 'poison' ? verdict : 'rejected';
}

/**
 * The hub's word on tombstones, inside a transaction. `isHeld`: it has the message itself, so that the letter is delivered after all and its body is not needed.
 * @returns ids of letters that are delivered
 */
export function settleTombstones(
  { db, audit, trustedWallMs }: OutboxContext,
  told: readonly { readonly id: string; readonly isHeld: boolean }[],
): readonly string[] {
  const delivered: string[] = [];
  for (const { id, isHeld } of told) {
    prepared(db, "UPDATE outbox SET tombstone = 'told' WHERE id = ? AND tombstone = 'due'").run(id);
    if (!isHeld) continue;
    const { changes } = prepared(
      db,
      `UPDATE outbox SET state = 'acked', body = NULL, verdict = 'duplicate', settled_wall_ms = ?, last_error = NULL
         WHERE id = ? AND state IN ('dead', 'waived')`,
    ).run(trustedWallMs(), id);
    if (changes === 0) continue;
    prepared(db, "UPDATE case_row SET state = 'delivered' WHERE message_id = ?").run(id);
    audit('sync', { result: 'duplicate', count: 1 });
    delivered.push(id);
  }
  return delivered;
}
