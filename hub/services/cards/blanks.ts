import type { Sql, Tx } from '../../database/pool.ts';

/** A reservation that ended in silence counts no more against the stock. */
const holdMs = 15 * 60_000;

/**
 * Blank cards that may be promised from this machine: what it last said, less what is reserved since. null = it never said.
 * Last is what it numbered last in the store that was heard last: ids of messages follow its wall clock, which may go back.
 */
export async function blanksHere(sql: Sql | Tx, deviceId: string, nowMs: number): Promise<number | null> {
  const [row] = await sql<{ hopper: number | null; reserved: string }[]>`
    select (select hopper from custody_report where device_id = ${deviceId} and hopper is not null and store_epoch is not distinct from
        (select store_epoch from custody_report where device_id = ${deviceId} and hopper is not null order by noted_ms desc nulls last limit 1)
        order by seq desc nulls last, message_id desc limit 1) as hopper,
      (select count(*) from card_reservation where device_id = ${deviceId} and state in ('reserved', 'issuedPending')
        and reserved_ms > ${nowMs - holdMs}) as reserved`;
  return row?.hopper === null || row === undefined ? null : Math.max(0, row.hopper - Number(row.reserved));
}
