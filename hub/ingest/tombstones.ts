import type { Tombstone } from '../../contract/envelope.ts';
import type { Verdict } from '../../contract/hub-api.ts';
import type { Tx } from '../database/pool.ts';

/**
 * Writes down which sequences stay at the machine. The first word on a sequence is kept; repeating changes nothing.
 * @returns `accepted`, or `duplicate` where the hub has the message itself: the machine then need not keep it
 */
export async function buryTombstones(
  tx: Tx,
  sender: { readonly deviceId: string; readonly storeEpoch: string },
  tombstones: readonly Tombstone[],
  nowMs: number,
): Promise<readonly Verdict[]> {
  if (tombstones.length === 0) return [];
  const ids = tombstones.map(({ id }) => id);
  await tx`
    insert into tombstone (device_id, store_epoch, seq, message_id, sha256, reason, at_ms)
    select ${sender.deviceId}, ${sender.storeEpoch}, seq::bigint, id::uuid, decode(sha256, 'hex'), reason, ${nowMs}
    from unnest(${tombstones.map(({ seq }) => String(seq))}::text[], ${ids}::text[],
      ${tombstones.map(({ sha256 }) => sha256)}::text[], ${tombstones.map(({ reason }) => reason)}::text[]) as t(seq, id, sha256, reason)
    order by seq::bigint on conflict do nothing`;
  const rows = await tx<{ id: string; sha256: string }[]>`
    select id, encode(sha256, 'hex') as sha256 from ingest where id = any(${ids}::uuid[]) and device_id = ${sender.deviceId}`;
  const stored = new Map(rows.map((row) => [row.id, row.sha256]));
  return tombstones.map(({ id, sha256 }) => ({ id, verdict: stored.get(id) === sha256 ? 'duplicate' : 'accepted' }));
}
