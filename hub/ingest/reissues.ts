import type { Envelope } from '../../contract/envelope.ts';
import type { Tx } from '../database/pool.ts';

/** `duplicate`: the hub has the body already, under the old id or another new one. `reissuedTwice`: another re-issue came first and was not stored. */
export type ReissueFault = 'duplicate' | 'reissuedTwice';

/**
 * Messages that come once more under a new id, since the first was too old. One sealed body has one effect: an id that the hub has, and one that was re-issued before under
 * another id, is not taken again.
 * @returns by id, those that may not be stored
 */
export async function takeReissues(
  tx: Tx,
  deviceId: string,
  envelopes: readonly Envelope[],
): Promise<ReadonlyMap<string, ReissueFault>> {
  const reissues = envelopes.flatMap(({ id, reissueOf }) => (reissueOf === undefined ? [] : [{ id, old: reissueOf }]));
  if (reissues.length === 0) return new Map();
  const ids = reissues.map(({ id }) => id);
  const oldIds = reissues.map(({ old }) => old.id);
  await tx`
    insert into reissue (old_id, message_id, device_id, old_epoch, old_seq)
    select old_id::uuid, id::uuid, ${deviceId}, old_epoch, old_seq::bigint
    from unnest(${oldIds}::text[], ${ids}::text[], ${reissues.map(({ old }) => old.storeEpoch)}::text[],
      ${reissues.map(({ old }) => String(old.seq))}::text[]) as r(old_id, id, old_epoch, old_seq)
    where not exists (select 1 from ingest where ingest.id = r.old_id::uuid and ingest.device_id = ${deviceId})
    order by old_id on conflict do nothing`;
  const rows = await tx<{ old_id: string; message_id: string; is_stored: boolean }[]>`
    select old_id, message_id, exists (select 1 from ingest where ingest.id = message_id) as is_stored
    from reissue where device_id = ${deviceId} and old_id = any(${oldIds}::uuid[])`;
  const taken = new Map(rows.map((row) => [row.old_id, row]));
  return new Map(
    reissues.flatMap(({ id, old }): (readonly [string, ReissueFault])[] => {
      const owner = taken.get(old.id);
      if (owner?.message_id === id) return [];
      return [[id, owner === undefined || owner.is_stored ? 'duplicate' : 'reissuedTwice']];
    }),
  );
}
