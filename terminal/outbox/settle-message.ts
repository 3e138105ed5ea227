import { never } from '../../contract/result.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import { type Db, prepared } from '../store/sqlite.ts';
import type { OutboxContext, Settlement } from './outbox.ts';
import { nextSeq, takeSeq } from './outbox-rows.ts';

/** What became of a message, for whoever waits for it and for the log. */
export type Settled = 'delivered' | 'dead' | 'reissued' | 'kept';

/** Applies one verdict, inside a transaction. */
export function settleMessage(context: OutboxContext, settlement: Settlement): Settled {
  const { db, audit } = context;
  const { id, verdict } = settlement;
  const code = settlement.code ?? null;
  const settledMs = context.trustedWallMs();
  switch (verdict) {
    case 'accepted':
    case 'duplicate': {
      const { changes } = prepared(
        db,
        `UPDATE outbox SET state = 'acked', body = NULL, verdict = ?, settled_wall_ms = ?, attempts = attempts + 1, last_error = NULL
           WHERE id = ? AND state IN ('pending', 'inflight')`,
      ).run(verdict, settledMs, id);
      if (changes === 0) return 'kept';
      prepared(db, "UPDATE case_row SET state = 'delivered' WHERE message_id = ?").run(id);
      audit('sync', { result: verdict, count: 1, delayMs: context.wallMs() - sentAt(db, id) });
      return 'delivered';
    }
    case 'tooOld':
      if (reissue(context, id, settledMs)) return 'reissued';
      return bury(context, id, verdict, code ?? verdict, settledMs);
    case 'rejected':
    case 'conflict':
    case 'poison':
      return bury(context, id, verdict, code ?? verdict, settledMs);
    case 'retry':
      prepared(
        db,
        `UPDATE outbox SET state = 'pending', attempts = attempts + ?, last_error = ? WHERE id = ? AND state IN ('pending', 'inflight')`,
      ).run(settlement.counted ? 1 : 0, code ?? 'retry', id);
      return 'kept';
    default:
      return never(verdict, 'settleMessage');
  }
}

/** A dead letter keeps its sealed body; its tombstone tells the hub that nothing is under way. */
function bury({ db, audit }: OutboxContext, id: string, verdict: string, code: string, settledMs: number): Settled {
  const { changes } = prepared(
    db,
    `UPDATE outbox SET state = 'dead', verdict = ?, settled_wall_ms = ?, attempts = attempts + 1, last_error = ?, tombstone = 'due'
       WHERE id = ? AND state IN ('pending', 'inflight')`,
  ).run(verdict, settledMs, code, id);
  if (changes === 0) return 'kept';
  prepared(db, "UPDATE case_row SET state = 'undeliverable' WHERE message_id = ?").run(id);
  audit('sync.dead', { messageId: id, code });
  return 'dead';
}

/**
 * The same sealed bytes under a new id and sequence, naming the old place, since the seal binds it. Once: a message that is too old again is a dead letter.
 * False = it was re-issued before, or does not wait any more.
 */
function reissue({ db, audit, random, trustedWallMs, epoch }: OutboxContext, id: string, settledMs: number): boolean {
  const seq = nextSeq(db);
  const newId = uuid7(trustedWallMs(), random(10));
  // The old row gives up its body in the same transaction; places are unique, hence the order.
  const { changes } = prepared(
    db,
    `INSERT INTO outbox (id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes, wall_ms,
         boot_id, mono_ms, hub_offset_ms, state, old_id, old_epoch, old_seq)
       SELECT :newId, :epoch, :seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes, wall_ms,
         boot_id, mono_ms, hub_offset_ms, 'pending', id, store_epoch, seq
       FROM outbox WHERE id = :id AND state IN ('pending', 'inflight') AND old_id IS NULL`,
  ).run({ newId, epoch, seq, id });
  if (changes === 0) return false;
  if (!takeSeq(db, seq)) throw new Error('the sequence moved inside a transaction');
  prepared(
    db,
    `UPDATE outbox SET state = 'reissued', body = NULL, verdict = 'tooOld', settled_wall_ms = ?, attempts = attempts + 1, last_error = NULL,
       tombstone = 'due' WHERE id = ?`,
  ).run(settledMs, id);
  prepared(db, 'UPDATE case_row SET message_id = ? WHERE message_id = ?').run(newId, id);
  audit('sync.reissued', { messageId: id, newId });
  return true;
}

function sentAt(db: Db, id: string): number {
  return (
    prepared<[string], { wallMs: number }>(db, 'SELECT wall_ms AS wallMs FROM outbox WHERE id = ?').get(id)?.wallMs ?? 0
  );
}
