import { keepDays } from '../../contract/technician/register.ts';
import { cityDay } from '../../contract/working-days.ts';
import type { Sql } from '../database/pool.ts';
import { orderDays } from '../supplies/use.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** The unattended self-test runs at half past seven; at half past eight it should have been seen, and at nine the site opens. */
const checkSeenMs = 8.5 * hourMs;
const checkDueMs = 9 * hourMs;

/** Day of the city whose self-test must be there by now, as the instant at which it began, milliseconds. Pure. */
export function checkDayMs(nowMs: number): number {
  const dawnMs = Date.parse(`${cityDay(nowMs)}T00:00:00+08:00`);
  return nowMs - dawnMs >= checkSeenMs ? dawnMs : dawnMs - dayMs;
}

/**
 * Makes the list of keepers' tasks what it must be now, in one statement: what is done disappears, because the machine says so. Machines that have been away for a day have none but
 * those of the register; somebody else is sent to them.
 */
export async function makeTasks(sql: Sql, nowMs: number): Promise<void> {
  const dayStartMs = checkDayMs(nowMs);
  await sql`
    with heard as (
      select h.device_id, h.facts from heartbeat_latest h where h.at_ms > ${nowMs - dayMs}
    ), wanted as (
      select device_id, 'dailyCheck' as kind, '' as subject, ${dayStartMs + 7.5 * hourMs}::bigint as since_ms, ${dayStartMs + checkDueMs}::bigint as due_ms
      from heard where facts -> 'selfTest' is not null and (facts -> 'selfTest' ->> 'atMs')::bigint < ${dayStartMs}
      union all
      select s.device_id, case when s.state = 'full' then 'emptyBin' else 'replenish' end, s.device || '.' || s.supply,
        coalesce(s.due_since_ms, s.made_ms), case when s.state in ('out', 'full') then s.due_since_ms + ${4 * hourMs}
          when s.days_left < ${orderDays} then s.made_ms + s.days_left * ${dayMs}::bigint else s.due_since_ms + ${dayMs}::bigint end
      from supply_latest s where s.is_due and s.device_id in (select device_id from heard)
      union all
      select r.device_id, 'takeOut', r.item ->> 'what', min(r.found_ms), min(r.found_ms) + ${dayMs}
      from register_item r where r.is_open and r.item ->> 'state' = 'inMachine' group by 1, 3
      union all
      select r.device_id, 'handOver', r.item ->> 'what', min(r.found_ms) + ${keepDays * dayMs}::bigint, min(r.found_ms) + ${keepDays * dayMs}::bigint
      from register_item r where r.is_open and r.item ->> 'state' = 'kept' and r.found_ms < ${nowMs - keepDays * dayMs} group by 1, 3
      union all
      select device_id, 'liftNotice', facts -> 'notice' ->> 'reason', u.until_ms, u.until_ms + ${15 * minuteMs}
      from heard cross join lateral (select (extract(epoch from (facts -> 'notice' ->> 'until')::timestamptz) * 1000)::bigint as until_ms) u
      where facts -> 'notice' ->> 'until' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9.]+Z$' and u.until_ms < ${nowMs}
      union all
      select a.device_id, case a.code when 'doorOpen' then 'closeDoor' else 'postNotice' end, '', min(a.opened_ms), min(a.opened_ms) + ${30 * minuteMs}
      from alert a where a.resolved_ms is null and a.code in ('doorOpen', 'noticeMissing') and a.device_id in (select device_id from heard)
      group by 1, 2
    ), gone as (
      delete from keeper_task t where not exists (
        select 1 from wanted w where w.device_id = t.device_id and w.kind = t.kind and w.subject = t.subject)
    )
    insert into keeper_task as t (device_id, kind, subject, kiosk, place, district, since_ms, due_ms)
    select w.device_id, w.kind, w.subject, d.kiosk, d.place, d.district, w.since_ms, w.due_ms from wanted w join device d on d.id = w.device_id
    on conflict (device_id, kind, subject) do update set due_ms = excluded.due_ms, place = excluded.place
      where t.due_ms <> excluded.due_ms or t.place <> excluded.place`;
}
