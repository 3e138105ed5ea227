import type { Sql } from '../database/pool.ts';
import { hubVersion } from '../version.ts';

/**
 * Puts bodies that another release of the hub could not read back into the work list, at the start: a newer machine may have sent what only this release knows, and it was acknowledged. Each
 * release looks once. An application is never among them: whoever made it was told that it is refused. What became of an update stays unread where the machine has told of a later one since: the last
 * word is what a roll-out goes by.
 */
export async function openAgain(sql: Sql, nowMs: number): Promise<void> {
  await sql`
    with again as (delete from unreadable where hub_version <> ${hubVersion} returning message_id)
    insert into work (message_id, device_id, store_epoch, order_key, seq, prio, next_ms)
    select i.id, i.device_id, i.store_epoch, i.order_key, i.seq, i.prio, ${nowMs} from ingest i join again on again.message_id = i.id
    where i.topic <> 'tech.update' or not exists (
      select 1 from update_outcome u where u.device_id = i.device_id and u.received_ms >= i.received_ms)
    on conflict do nothing`;
}
