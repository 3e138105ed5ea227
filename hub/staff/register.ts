import { keepDays, type RegisterItem, type RegisterRow } from '../../contract/technician/register.ts';
import type { Sql, Tx } from '../database/pool.ts';
import { isoTime } from '../http.ts';

/** Keeps the newest version of an item; an older one that comes late changes nothing. */
export async function takeRegisterItem(
  tx: Tx,
  at: { readonly deviceId: string; readonly nowMs: number },
  item: RegisterItem,
): Promise<void> {
  const { deviceId, nowMs } = at;
  const foundMs = Date.parse(item.at);
  // Nothing was found later than now: a clock that was wrong by thousands of years would end every list in which this item stands.
  const isBelieved = foundMs >= 0 && foundMs <= nowMs;
  await tx`
    insert into register_item as r (device_id, id, version, item, is_open, found_ms, received_ms)
    values (${deviceId}, ${item.id}, ${item.version}, ${tx.json(item)}, ${item.state !== 'handedOver'},
      ${isBelieved ? foundMs : nowMs}, ${nowMs})
    on conflict (device_id, id) do update set version = excluded.version, item = excluded.item, is_open = excluded.is_open,
      received_ms = excluded.received_ms
    where excluded.version > r.version`;
}

/** Newest first. @param kiosk null = of every machine */
export async function registerRows(
  sql: Sql,
  which: { readonly kiosk: string | null; readonly isOpenOnly: boolean },
  nowMs: number,
): Promise<readonly RegisterRow[]> {
  const { kiosk, isOpenOnly } = which;
  const rows = await sql<
    { item: RegisterItem; kiosk: string; is_open: boolean; found_ms: string; received_ms: string }[]
  >`
    select r.item, d.kiosk, r.is_open, r.found_ms, r.received_ms from register_item r join device d on d.id = r.device_id
    where (${kiosk}::text is null or d.kiosk = ${kiosk}) and (r.is_open or not ${isOpenOnly})
    order by r.found_ms desc, r.id limit 500`;
  return rows.map((row) => ({
    ...row.item,
    kiosk: row.kiosk,
    receivedAt: isoTime(Number(row.received_ms)),
    isOverdue: row.is_open && nowMs - Number(row.found_ms) > keepDays * 86_400_000,
  }));
}
