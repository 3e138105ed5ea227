import type { Envelope, Tombstone } from '../../contract/envelope.ts';
import type { VerdictWord } from '../../contract/hub-api.ts';
import type { Result } from '../../contract/result.ts';
import type { AuditData, AuditType } from '../audit/audit-types.ts';
import type { Random } from '../crypto/random.ts';
import { type Db, prepared } from '../store/sqlite.ts';
import type { StoreError } from '../store/store-error.ts';
import { dueTombstones, epochOfDueTombstones, noteExport, replay, settleTombstones, waive } from './dead-letters.ts';
import { type Candidate, candidates, envelopes, type MessageStub, messageStub, messageStubs } from './outbox-rows.ts';
import { removeStubs } from './remove-stubs.ts';
import { compareProof, type HubProof, type ProofChange } from './sequence-proof.ts';
import { type Settled, settleMessage } from './settle-message.ts';

/**
 * Loss reports (0) and what became of a card or a certificate (1) wake the sync when they are committed, and wait for no spread over a minute: somebody stands at a counter.
 */
export const urgentPrio = 1;

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
  /** A loss report waits, or what became of a card (priority 0 and 1). */
  readonly hasUrgent: boolean;
  /** Acknowledged once, and not held by the hub any more. */
  readonly missing: number;
}

/** The queue of sealed messages. Everything is durable when a call returns. */
export interface Outbox {
  /** At start: what was in flight when the process ended goes again; resending is safe by design. */
  requeueInflight(): Result<number, StoreError>;
  /** Pending messages, most urgent first. Synchronous use only: nothing may be written while iterating. */
  candidates(): IterableIterator<Candidate>;
  /** Every one of these messages stands here, and the hub has lost none of them: a copy of them elsewhere is not the only one. */
  keeps(ids: readonly string[]): boolean;
  /** Marks them as in flight and gives their envelopes in the same order. */
  take(ids: readonly string[]): Result<readonly Envelope[], StoreError>;
  /** The batch got no answer: back to pending; counts nothing against the messages. */
  release(ids: readonly string[], error: string): Result<void, StoreError>;
  /** Applies verdicts; deletes the bodies of what the hub has, and the traces of them in the WAL. Gives what became of each. */
  settle(settlements: readonly Settlement[]): Result<ReadonlyMap<string, Settled>, StoreError>;
  /** The epoch whose sequence this message counts in: a batch is of one epoch. */
  epochOf(id: string): string | null;
  /** Tombstones of one epoch that the hub does not know yet, oldest first. */
  tombstones(epoch: string, limit: number): readonly Tombstone[];
  epochOfTombstones(): string | null;
  /** The hub's word on tombstones; `isHeld` = it has the message itself. Gives the letters that are delivered after all. */
  tellTombstones(
    told: readonly { readonly id: string; readonly isHeld: boolean }[],
  ): Result<readonly string[], StoreError>;
  /** Compares what is acknowledged here with what the hub proves to hold. */
  compare(epoch: string, proof: HubProof): Result<ProofChange, StoreError>;
  /** A dead or waived letter goes once more, with the same id. `refused`: the reason may not go into the audit chain; `letterState`. */
  replay(id: string, reason: string): Result<void, StoreError>;
  /** A dead letter is given up and holds back nothing any more. Errors as `replay`. */
  waive(id: string, reason: string): Result<void, StoreError>;
  /** As it would go to the hub; null = no such message, or its body is gone. */
  sealed(id: string): { readonly storeEpoch: string; readonly message: Envelope } | null;
  /** Writes down that a message was copied to a file. Errors as `replay`. */
  exported(id: string, reason: string): Result<void, StoreError>;
  /** Removes stubs that are settled since before then; see remove-stubs.ts. Gives how many. */
  removeStubs(beforeMs: number): Result<number, StoreError>;
  stub(id: string): MessageStub | null;
  list(): readonly MessageStub[];
  counts(): OutboxCounts;
  /** Where an application waits: the n-th to go out, and when it was committed, corrected by what the hub had said of the clock. Null: it does not wait here. */
  place(receiptNo: string): { readonly n: number; readonly wallMs: number } | null;
}

export interface OutboxContext {
  readonly db: Db;
  readonly epoch: string;
  readonly random: Random;
  wallMs(): number;
  /** For ids, and for when something was settled; corrected by the hub. */
  trustedWallMs(): number;
  /** Appends to the audit chain inside the running transaction. */
  audit<T extends AuditType>(type: T, data: AuditData<T>): void;
  /** Runs `fn` and turns what SQLite throws into a StoreError. */
  guard<T>(fn: () => T): Result<T, StoreError>;
}

/** Reads and settles messages of the outbox; each call is one transaction that is durable when it returns. */
export function makeOutbox(context: OutboxContext): Outbox {
  const { db, guard } = context;
  const setState = (state: string, error: string | null, id: string) =>
    prepared(
      db,
      `UPDATE outbox SET state = ?, last_error = coalesce(?, last_error) WHERE id = ? AND state IN ('pending', 'inflight')`,
    ).run(state, error, id);
  // Until then deleted bytes live on in the WAL.
  const emptyWal = () => db.pragma('wal_checkpoint(TRUNCATE)');

  return {
    requeueInflight: () =>
      guard(() => prepared(db, "UPDATE outbox SET state = 'pending' WHERE state = 'inflight'").run().changes),
    candidates: () => candidates(db),
    keeps: (ids) =>
      ids.every((id) => prepared(db, 'SELECT 1 FROM outbox WHERE id = ? AND missing = 0').get(id) !== undefined),
    take: (ids) =>
      guard(() =>
        db
          .transaction(() => {
            for (const id of ids) setState('inflight', null, id);
            return envelopes(db, ids);
          })
          .immediate(),
      ),
    release: (ids, error) =>
      guard(() => {
        db.transaction(() => {
          for (const id of ids) setState('pending', error, id);
        }).immediate();
      }),
    settle: (settlements) =>
      guard(() => {
        const settled = db
          .transaction(() => new Map(settlements.map((one) => [one.id, settleMessage(context, one)])))
          .immediate();
        if ([...settled.values()].some((what) => what === 'delivered' || what === 'reissued')) emptyWal();
        return settled;
      }),
    epochOf: (id) => epochOf(db, id),
    tombstones: (epoch, limit) => dueTombstones(db, epoch, limit),
    epochOfTombstones: () => epochOfDueTombstones(db),
    tellTombstones: (told) =>
      guard(() => {
        const delivered = db.transaction(() => settleTombstones(context, told)).immediate();
        if (delivered.length > 0) emptyWal();
        return delivered;
      }),
    compare: (epoch, proof) =>
      guard(() =>
        db
          .transaction(() => {
            const change = compareProof(db, epoch, proof);
            const [first] = change.lost;
            if (first !== undefined) context.audit('sync.missing', { count: change.lost.length, firstSeq: first });
            return change;
          })
          .immediate(),
      ),
    replay: (id, reason) => replay(context, id, reason),
    waive: (id, reason) => waive(context, id, reason),
    sealed: (id) => {
      const [message] = envelopes(db, [id]);
      const storeEpoch = epochOf(db, id);
      return message === undefined || storeEpoch === null ? null : { storeEpoch, message };
    },
    exported: (id, reason) => noteExport(context, id, reason),
    removeStubs: (beforeMs) =>
      guard(() => {
        const removed = db.transaction(() => removeStubs(context, beforeMs)).immediate();
        if (removed > 0) emptyWal();
        return removed;
      }),
    stub: (id) => messageStub(db, id),
    list: () => messageStubs(db),
    counts: () => outboxCounts(db),
    place: (receiptNo) => place(db, receiptNo),
  };
}

function epochOf(db: Db, id: string): string | null {
  return (
    prepared<[string], { epoch: string }>(db, 'SELECT store_epoch AS epoch FROM outbox WHERE id = ?').get(id)?.epoch ??
    null
  );
}

function place(db: Db, receiptNo: string): { readonly n: number; readonly wallMs: number } | null {
  return (
    prepared<[string], { n: number; wallMs: number }>(
      db,
      `SELECT own.wall_ms + coalesce(own.hub_offset_ms, 0) AS wallMs, (
           SELECT count(*) FROM outbox AS other WHERE other.topic = 'case.submit' AND other.state IN ('pending', 'inflight')
             AND (other.prio < own.prio OR (other.prio = own.prio AND other.pos <= own.pos))) AS n
         FROM outbox AS own WHERE own.receipt_no = ? AND own.topic = 'case.submit' AND own.state IN ('pending', 'inflight')
         ORDER BY own.pos LIMIT 1`,
    ).get(receiptNo) ?? null
  );
}

/** How much waits, and since when; also for whoever only reads the database. Throws SqliteError. */
export function outboxCounts(db: Db): OutboxCounts {
  const row = prepared<[], { pending: number; dead: number; oldest: number | null; urgent: number; missing: number }>(
    db,
    `SELECT count(*) FILTER (WHERE state IN ('pending', 'inflight')) AS pending, count(*) FILTER (WHERE state = 'dead') AS dead,
         min(wall_ms + coalesce(hub_offset_ms, 0)) FILTER (WHERE state IN ('pending', 'inflight')) AS oldest,
         count(*) FILTER (WHERE state IN ('pending', 'inflight') AND prio <= ${urgentPrio}) AS urgent,
         (SELECT count(*) FROM outbox WHERE missing = 1) AS missing
       FROM outbox WHERE state <> 'acked'`,
  ).get();
  return {
    pending: row?.pending ?? 0,
    dead: row?.dead ?? 0,
    oldestWallMs: row?.oldest ?? null,
    hasUrgent: (row?.urgent ?? 0) > 0,
    missing: row?.missing ?? 0,
  };
}
