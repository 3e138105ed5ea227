import type { Envelope } from '../../contract/envelope.ts';
import type { VerdictWord } from '../../contract/hub-api.ts';
import { never, type Result } from '../../contract/result.ts';
import type { AuditData, AuditType } from '../audit/audit-types.ts';
import { type Db, prepared } from '../store/sqlite.ts';
import type { StoreError } from '../store/store-error.ts';
import { type Candidate, candidates, envelopes, type MessageStub, messageStub, messageStubs } from './outbox-rows.ts';

/** Verdicts after which a message is not sent again. */
export type FinalVerdict = Exclude<VerdictWord, 'retry'>;

/** What one reply says about one message that was sent. */
export type Settlement =
  | { readonly id: string; readonly verdict: FinalVerdict; readonly code?: string }
  /** `retry`, or the reply did not name the message: kept. `counted` = the hub dealt with others but not with this one. */
  | { readonly id: string; readonly verdict: 'retry'; readonly code?: string; readonly counted: boolean }
  /** Refused so often, while others went through, that it is set aside. */
  | { readonly id: string; readonly verdict: 'poison'; readonly code?: string };

export interface OutboxCounts {
  readonly pending: number;
  readonly dead: number;
  /** When the oldest message that waits was committed, by the wall clock and what the hub had said of it then; null = none. */
  readonly oldestWallMs: number | null;
  /** A loss report waits. */
  readonly hasUrgent: boolean;
}

/** The queue of sealed messages. Everything is durable when a call returns. */
export interface Outbox {
  /** At start: what was in flight when the process ended goes again; resending is safe by design. */
  requeueInflight(): Result<number, StoreError>;
  /** Pending messages, most urgent first. Synchronous use only: nothing may be written while iterating. */
  candidates(): IterableIterator<Candidate>;
  /** Marks them as in flight and gives their envelopes in the same order. */
  take(ids: readonly string[]): Result<readonly Envelope[], StoreError>;
  /** The batch got no answer: back to pending; counts nothing against the messages. */
  release(ids: readonly string[], error: string): Result<void, StoreError>;
  /** Applies verdicts; deletes the bodies of what the hub has, and the traces of them in the WAL. */
  settle(settlements: readonly Settlement[]): Result<void, StoreError>;
  stub(id: string): MessageStub | null;
  list(): readonly MessageStub[];
  counts(): OutboxCounts;
  /** Where an application waits: the n-th to go out, and when it was committed, corrected by what the hub had said of the clock. Null: it does not wait here. */
  place(receiptNo: string): { readonly n: number; readonly wallMs: number } | null;
}

export interface OutboxContext {
  readonly db: Db;
  wallMs(): number;
  /** Appends to the audit chain inside the running transaction. */
  audit<T extends AuditType>(type: T, data: AuditData<T>): void;
  /** Runs `fn` and turns what SQLite throws into a StoreError. */
  guard<T>(fn: () => T): Result<T, StoreError>;
}

export function makeOutbox({ db, wallMs, audit, guard }: OutboxContext): Outbox {
  const setState = prepared<[string, string | null, string]>(
    db,
    `UPDATE outbox SET state = ?, last_error = coalesce(?, last_error) WHERE id = ? AND state IN ('pending', 'inflight')`,
  );

  return {
    requeueInflight: () =>
      guard(() => prepared(db, "UPDATE outbox SET state = 'pending' WHERE state = 'inflight'").run().changes),
    candidates: () => candidates(db),
    take: (ids) =>
      guard(() =>
        db
          .transaction(() => {
            for (const id of ids) setState.run('inflight', null, id);
            return envelopes(db, ids);
          })
          .immediate(),
      ),
    release: (ids, error) =>
      guard(() => {
        db.transaction(() => {
          for (const id of ids) setState.run('pending', error, id);
        }).immediate();
      }),
    settle: (settlements) =>
      guard(() => {
        db.transaction(() => {
          for (const settlement of settlements) settleOne(db, settlement, wallMs(), audit);
        }).immediate();
        // Until then the deleted bytes live on in the WAL.
        if (settlements.some(({ verdict }) => isDelivered(verdict))) db.pragma('wal_checkpoint(TRUNCATE)');
      }),
    stub: (id) => messageStub(db, id),
    list: () => messageStubs(db),
    counts: () => counts(db),
    place: (receiptNo) => place(db, receiptNo),
  };
}

function isDelivered(verdict: Settlement['verdict']): boolean {
  return verdict === 'accepted' || verdict === 'duplicate';
}

function settleOne(db: Db, settlement: Settlement, wallMs: number, audit: OutboxContext['audit']): void {
  const { id, verdict } = settlement;
  const code = settlement.code ?? null;
  switch (verdict) {
    case 'accepted':
    case 'duplicate': {
      const { changes } = prepared(
        db,
        `UPDATE outbox SET state = 'acked', body = NULL, verdict = ?, settled_wall_ms = ?, attempts = attempts + 1, last_error = NULL
           WHERE id = ? AND state IN ('pending', 'inflight')`,
      ).run(verdict, wallMs, id);
      if (changes === 0) return;
      prepared(db, "UPDATE case_row SET state = 'delivered' WHERE message_id = ?").run(id);
      audit('sync', { result: verdict, count: 1, delayMs: wallMs - sentAt(db, id) });
      return;
    }
    case 'rejected':
    case 'conflict':
    case 'tooOld':
    case 'poison': {
      const { changes } = prepared(
        db,
        `UPDATE outbox SET state = 'dead', verdict = ?, settled_wall_ms = ?, attempts = attempts + 1, last_error = ?
           WHERE id = ? AND state IN ('pending', 'inflight')`,
      ).run(verdict, wallMs, code ?? verdict, id);
      if (changes === 0) return;
      prepared(db, "UPDATE case_row SET state = 'undeliverable' WHERE message_id = ?").run(id);
      audit('sync.dead', { messageId: id, code: code ?? verdict });
      return;
    }
    case 'retry':
      prepared(
        db,
        `UPDATE outbox SET state = 'pending', attempts = attempts + ?, last_error = ? WHERE id = ? AND state IN ('pending', 'inflight')`,
      ).run(settlement.counted ? 1 : 0, code ?? 'retry', id);
      return;
    default:
      never(verdict, 'settleOne');
  }
}

function sentAt(db: Db, id: string): number {
  return (
    prepared<[string], { wallMs: number }>(db, 'SELECT wall_ms AS wallMs FROM outbox WHERE id = ?').get(id)?.wallMs ?? 0
  );
}

function place(db: Db, receiptNo: string): { readonly n: number; readonly wallMs: number } | null {
  return (
    prepared<[string], { n: number; wallMs: number }>(
      db,
      `SELECT own.wall_ms + coalesce(own.hub_offset_ms, 0) AS wallMs, (
           SELECT count(*) FROM outbox AS other WHERE other.topic = 'case.submit' AND other.state IN ('pending', 'inflight')
             AND (other.prio < own.prio OR (other.prio = own.prio AND other.seq <= own.seq))) AS n
         FROM outbox AS own WHERE own.receipt_no = ? AND own.topic = 'case.submit' AND own.state IN ('pending', 'inflight')
         ORDER BY own.seq LIMIT 1`,
    ).get(receiptNo) ?? null
  );
}

function counts(db: Db): OutboxCounts {
  const row = prepared<[], { pending: number; dead: number; oldest: number | null; urgent: number }>(
    db,
    `SELECT count(*) FILTER (WHERE state <> 'dead') AS pending, count(*) FILTER (WHERE state = 'dead') AS dead,
         min(wall_ms + coalesce(hub_offset_ms, 0)) FILTER (WHERE state <> 'dead') AS oldest,
         count(*) FILTER (WHERE state <> 'dead' AND prio = 0) AS urgent
       FROM outbox WHERE state <> 'acked'`,
  ).get();
  return {
    pending: row?.pending ?? 0,
    dead: row?.dead ?? 0,
    oldestWallMs: row?.oldest ?? null,
    hasUrgent: (row?.urgent ?? 0) > 0,
  };
}
