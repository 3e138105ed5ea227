import { type Db, prepared } from '../store/sqlite.ts';
import type { MessageStub } from './outbox-rows.ts';

/** One message for a technician: class C1 only. */
export interface LetterDetail extends MessageStub {
  readonly prio: number;
  readonly orderKey: string;
  readonly itemId: string | null;
  readonly suite: string;
  readonly kid: string;
  readonly sha256: string;
  /** Wall clock of this machine at the commit, ISO 8601; what the hub had said of it then, milliseconds. */
  readonly committedAt: string;
  readonly hubOffsetMs: number | null;
  /** As the hub had corrected the clock then, ISO 8601; null = not settled. */
  readonly settledAt: string | null;
  /** 1 = the sealed body is still here. */
  readonly hasBody: 0 | 1;
  /** The id under which the same bytes were sent before. */
  readonly reissueOf: string | null;
  /** Messages of the same order key that wait behind this one. */
  readonly holdsBack: number;
}

type Row = Omit<LetterDetail, 'sha256' | 'committedAt' | 'settledAt'> & {
  readonly sha256: Buffer;
  readonly wallMs: number;
  readonly settledWallMs: number | null;
};

/** Everything about one message but its body; null = no such id. */
export function letterDetail(db: Db, id: string): LetterDetail | null {
  const row = prepared<[string], Row>(
    db,
    `SELECT id, seq, topic, state, verdict, receipt_no AS receiptNo, attempts, bytes, last_error AS lastError, store_epoch AS storeEpoch,
       tombstone, missing, prio, order_key AS orderKey, item_id AS itemId, suite, kid, sha256, wall_ms AS wallMs,
       hub_offset_ms AS hubOffsetMs, settled_wall_ms AS settledWallMs, body IS NOT NULL AS hasBody, old_id AS reissueOf,
       CASE WHEN state IN ('pending', 'inflight', 'dead') THEN (SELECT count(*) FROM outbox AS later WHERE later.order_key = outbox.order_key
         AND later.pos > outbox.pos AND later.state <> 'acked' AND later.state IN ('pending', 'inflight')) ELSE 0 END AS holdsBack
     FROM outbox WHERE id = ?`,
  ).get(id);
  if (row === undefined) return null;
  const { sha256, wallMs, settledWallMs, ...rest } = row;
  return {
    ...rest,
    sha256: sha256.toString('hex'),
    committedAt: new Date(wallMs).toISOString(),
    settledAt: settledWallMs === null ? null : new Date(settledWallMs).toISOString(),
  };
}
