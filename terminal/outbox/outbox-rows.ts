import { type Envelope, encBytes } from '../../contract/envelope.ts';
import { type Db, prepared } from '../store/sqlite.ts';

/**
 * `dead`: refused for good, holds back what comes after it in its order key until somebody replays or waives it. `waived`: given up with a reason, holds back nothing.
 * `reissued`: its body goes on under another id.
 */
export type MessageState = 'pending' | 'inflight' | 'acked' | 'dead' | 'waived' | 'reissued';

/** A message as it is stored; `body` = enc ‖ ct. */
export interface NewMessage {
  readonly id: string;
  readonly storeEpoch: string;
  readonly seq: number;
  readonly prio: number;
  readonly topic: Envelope['topic'];
  readonly orderKey: string;
  readonly receiptNo: string | null;
  readonly itemId: string | null;
  readonly suite: Envelope['suite'];
  readonly kid: string;
  readonly body: Uint8Array;
  readonly sha256: Uint8Array;
  readonly wallMs: number;
  readonly bootId: string;
  readonly monoMs: number;
  readonly hubOffsetMs: number | null;
}

/** The sequence number that the next message will have. */
export function nextSeq(db: Db): number {
  const row = prepared<[], { value: number }>(db, "SELECT value FROM counter WHERE name = 'outboxSeq'").get();
  if (row === undefined) throw new Error('counter row outboxSeq is missing');
  return row.value + 1;
}

/** Takes `seq`, inside the transaction that inserts its message; false when it is no longer the next one. */
export function takeSeq(db: Db, seq: number): boolean {
  const { changes } = prepared(db, "UPDATE counter SET value = ? WHERE name = 'outboxSeq' AND value = ?").run(
    seq,
    seq - 1,
  );
  return changes === 1;
}

/** Inserts one message, inside a transaction that has taken its `seq`. Columns by place: binding by name costs half as much again. */
export function insertMessage(db: Db, m: NewMessage): void {
  prepared(
    db,
    `INSERT INTO outbox (id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes,
       wall_ms, boot_id, mono_ms, hub_offset_ms, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')`,
  ).run(
    m.id,
    m.storeEpoch,
    m.seq,
    m.prio,
    m.topic,
    m.orderKey,
    m.receiptNo,
    m.itemId,
    m.suite,
    m.kid,
    m.body,
    m.sha256,
    m.body.byteLength,
    m.wallMs,
    m.bootId,
    m.monoMs,
    m.hubOffsetMs,
  );
}

/** One row of the list that a technician sees. No body, no person. */
export interface MessageStub {
  readonly id: string;
  readonly seq: number;
  readonly topic: string;
  readonly state: MessageState;
  readonly verdict: string | null;
  readonly receiptNo: string | null;
  readonly attempts: number;
  readonly bytes: number;
  readonly lastError: string | null;
  readonly storeEpoch: string;
  /** `due` until the hub knows that the message stays here, then `told`; null = nothing to tell. */
  readonly tombstone: 'due' | 'told' | null;
  /** 1 = the hub had acknowledged it and does not hold it any more. */
  readonly missing: 0 | 1;
}

const stubColumns = `id, seq, topic, state, verdict, receipt_no AS receiptNo, attempts, bytes, last_error AS lastError,
  store_epoch AS storeEpoch, tombstone, missing`;

/** Every message in order of commit. */
export function messageStubs(db: Db): readonly MessageStub[] {
  return prepared<[], MessageStub>(db, `SELECT ${stubColumns} FROM outbox ORDER BY pos`).all();
}

/** A message without its body; null = no such id. */
export function messageStub(db: Db, id: string): MessageStub | null {
  return prepared<[string], MessageStub>(db, `SELECT ${stubColumns} FROM outbox WHERE id = ?`).get(id) ?? null;
}

/** What is needed to choose a batch without loading bodies. */
export interface Candidate {
  readonly id: string;
  readonly storeEpoch: string;
  readonly seq: number;
  readonly prio: number;
  readonly orderKey: string;
  readonly bytes: number;
  /** Messages of the same key that were committed before it and hold it back: waiting, in flight or dead. */
  readonly earlier: number;
}

/** Pending messages, most urgent first, then in order of commit. The caller stops iterating when its batch is full. */
export function candidates(db: Db): IterableIterator<Candidate> {
  // An idle machine looks every few seconds: most of the time there is nothing to compile a walk for.
  const any = prepared(db, "SELECT 1 FROM outbox WHERE state = 'pending' AND state <> 'acked' LIMIT 1").get();
  if (any === undefined) return [][Symbol.iterator]();
  return db
    .prepare<[], Candidate>(
      // “<> 'acked'” is what the partial indexes are made for.
      `SELECT id, store_epoch AS storeEpoch, seq, prio, order_key AS orderKey, bytes,
         (SELECT count(*) FROM outbox AS head WHERE head.order_key = outbox.order_key AND head.pos < outbox.pos
            AND head.state <> 'acked' AND head.state IN ('pending', 'inflight', 'dead')) AS earlier
       FROM outbox WHERE state = 'pending' AND state <> 'acked' ORDER BY prio, pos`,
    )
    .iterate();
}

type EnvelopeRow = Omit<Envelope, 'enc' | 'ct' | 'sha256' | 'reissueOf'> & {
  readonly body: Buffer;
  readonly sha256: Buffer;
  readonly oldId: string | null;
  readonly oldEpoch: string;
  readonly oldSeq: number;
};

/** The envelopes of these messages, in the order given; those whose body is gone are left out. */
export function envelopes(db: Db, ids: readonly string[]): readonly Envelope[] {
  const one = prepared<[string], EnvelopeRow>(
    db,
    `SELECT id, seq, prio, topic, order_key AS orderKey, receipt_no AS receiptNo, item_id AS itemId, suite, kid, body, sha256,
       wall_ms AS wallMs, boot_id AS bootId, mono_ms AS monoMs, hub_offset_ms AS hubOffsetMs,
       old_id AS oldId, old_epoch AS oldEpoch, old_seq AS oldSeq
     FROM outbox WHERE id = ? AND body IS NOT NULL`,
  );
  return ids.flatMap((id) => {
    const row = one.get(id);
    if (row === undefined) return [];
    const { body, sha256, oldId, oldEpoch, oldSeq, ...rest } = row;
    return [
      {
        ...rest,
        enc: body.subarray(0, encBytes[row.suite]).toString('base64'),
        ct: body.subarray(encBytes[row.suite]).toString('base64'),
        sha256: sha256.toString('hex'),
        ...(oldId === null ? {} : { reissueOf: { id: oldId, seq: oldSeq, storeEpoch: oldEpoch } }),
      },
    ];
  });
}
