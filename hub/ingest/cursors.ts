import type { AuditCheckpoint } from '../../contract/hub-api.ts';
import type { Tx } from '../database/pool.ts';
import type { BatchExtras, Sender } from './judge-batch.ts';
import { type SequenceRanges, upTo } from './sequence.ts';

/** What was known of one (machine, store epoch) before. */
export interface Cursor {
  readonly ranges: SequenceRanges;
  readonly audit: AuditCheckpoint | null;
}

/** Name of a cursor: one per machine and epoch of its store. */
export function cursorName({ deviceId, storeEpoch }: Pick<Sender, 'deviceId' | 'storeEpoch'>): string {
  return `${deviceId}\n${storeEpoch}`;
}

/** Locks the cursors until the transaction ends, in one order everywhere. @returns by `cursorName`; those that do not exist yet are missing */
export async function holdCursors(tx: Tx, senders: readonly Sender[]): Promise<ReadonlyMap<string, Cursor>> {
  const rows = await tx<
    {
      device_id: string;
      store_epoch: string;
      ranges: SequenceRanges;
      audit_seq: string | null;
      audit_hash: string | null;
    }[]
  >`
    select c.device_id, c.store_epoch, c.ranges, c.audit_seq, c.audit_hash from device_cursor c
    join unnest(${senders.map(({ deviceId }) => deviceId)}::text[], ${senders.map(({ storeEpoch }) => storeEpoch)}::text[])
      as w(device_id, store_epoch) using (device_id, store_epoch)
    order by c.device_id, c.store_epoch for update of c`;
  return new Map(
    rows.map(({ device_id, store_epoch, ranges, audit_seq, audit_hash }) => [
      cursorName({ deviceId: device_id, storeEpoch: store_epoch }),
      { ranges, audit: audit_hash === null ? null : { seq: Number(audit_seq), hash: audit_hash } },
    ]),
  );
}

export interface CursorMove {
  readonly sender: Sender;
  readonly extras: BatchExtras;
  readonly before: Cursor;
  readonly ranges: SequenceRanges;
}

/** Held for ever per store epoch: it proves what has arrived even after the messages themselves are dropped. */
export async function moveCursors(tx: Tx, moves: readonly CursorMove[]): Promise<void> {
  const column = (pick: (move: CursorMove) => string | number | null | undefined) =>
    moves.map((move) => pick(move)?.toString() ?? null);
  // A chain never gets shorter: what is behind the place that is known stays out, and the reply shows that place to the machine.
  const audit = ({ before, extras }: CursorMove) =>
    extras.audit !== undefined && extras.audit.seq >= (before.audit?.seq ?? 0) ? extras.audit : before.audit;
  await tx`update device_cursor c set ranges = w.ranges::jsonb, up_to = w.up_to::bigint, audit_seq = w.audit_seq::bigint,
      audit_hash = w.audit_hash, previous_epoch = coalesce(c.previous_epoch, w.previous_epoch),
      previous_last_seq = coalesce(c.previous_last_seq, w.previous_last_seq::bigint)
    from unnest(${column(({ sender }) => sender.deviceId)}::text[], ${column(({ sender }) => sender.storeEpoch)}::text[],
      ${column(({ ranges }) => JSON.stringify(ranges))}::text[], ${column(({ ranges }) => upTo(ranges))}::text[],
      ${column((move) => audit(move)?.seq)}::text[], ${column((move) => audit(move)?.hash)}::text[],
      ${column(({ extras }) => extras.previousEpoch?.storeEpoch)}::text[],
      ${column(({ extras }) => extras.previousEpoch?.lastSeq)}::text[])
      as w(device_id, store_epoch, ranges, up_to, audit_seq, audit_hash, previous_epoch, previous_last_seq)
    where c.device_id = w.device_id and c.store_epoch = w.store_epoch`;
}
