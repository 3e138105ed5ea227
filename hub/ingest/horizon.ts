import type { Envelope } from '../../contract/envelope.ts';
import { uuid7Ms } from '../../contract/uuid7.ts';
import type { Tx } from '../database/pool.ts';
import type { SequenceRanges } from './sequence.ts';

const dayMs = 24 * 3_600_000;
/** No message is dropped sooner than this after the time in its id, whatever is configured; so younger ids need no question to the database. */
export const leastRetentionMs = 31 * dayMs;

/**
 * Ids of a time whose partitions were dropped cannot be looked up any more, so the cursor of (machine, epoch) decides: a number that has arrived is
 * `duplicate`, any other `tooOld`. They are never inserted and never moved into the cursor.
 *
 * Called inside the transaction, before its insert. The lock keeps a partition from being dropped between this answer and the insert; without it a repeat
 * that was looked up before the drop could be stored, and take effect, again.
 * @returns verdicts by id; empty, without a statement, while every id is younger than `leastRetentionMs`
 */
export async function judgeOld(
  tx: Tx,
  sender: { readonly deviceId: string; readonly storeEpoch: string },
  envelopes: readonly Pick<Envelope, 'id' | 'seq'>[],
  nowMs: number,
): Promise<ReadonlyMap<string, 'duplicate' | 'tooOld'>> {
  const old = envelopes.filter(({ id }) => uuid7Ms(id) < nowMs - leastRetentionMs);
  if (old.length === 0) return new Map();
  await tx`lock table ingest in row exclusive mode`;
  const [horizon] = await tx<{ below_ms: string }[]>`select below_ms from ingest_horizon`;
  const belowMs = Number(horizon?.below_ms ?? 0);
  const beyond = old.filter(({ id }) => uuid7Ms(id) < belowMs);
  if (beyond.length === 0) return new Map();
  const [cursor] = await tx<{ ranges: SequenceRanges }[]>`
    select ranges from device_cursor where device_id = ${sender.deviceId} and store_epoch = ${sender.storeEpoch}`;
  const ranges = cursor?.ranges ?? [];
  const hasArrived = (seq: number) => ranges.some(([from, to]) => from <= seq && seq <= to);
  return new Map(beyond.map(({ id, seq }) => [id, hasArrived(seq) ? 'duplicate' : 'tooOld']));
}
