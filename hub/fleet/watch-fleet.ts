import { cityDay } from '../../contract/working-days.ts';
import { places } from '../city/reference.ts';
import { tellConsole } from '../console/tell.ts';
import { type Sql, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { countArrivals } from './arrivals.ts';
import { dropOldHistory, sampleBeats } from './history.ts';
import { isInForce } from './in-force.ts';
import { hoursOf, isOpenAt, usualHours } from './open-hours.ts';
import { silentAfterMs, stateSql, usualPaceMs } from './state.ts';
import { countVisits } from './visits.ts';

export const stateSampleMs = 5 * 60_000;
const stateSampleLifeMs = 8 * 24 * 3_600_000;
const eventLifeMs = 400 * 24 * 3_600_000;

/** What one instance does for all once a minute so that pages of the fleet find sums instead of counting everything anew. */
export async function watchFleet(deps: Pick<HubDeps, 'sql' | 'clock' | 'signals'>): Promise<void> {
  const nowMs = Math.round(deps.clock.wallMs());
  const gone = await noticeSilence(deps.sql, nowMs);
  if (gone.length > 0) await tellConsole(deps, 'machines', gone);
  await sampleStates(deps.sql, nowMs);
  await sampleBeats(deps.sql, nowMs);
  await countArrivals(deps.sql, nowMs);
  await countVisits(deps.sql, nowMs);
  await dropOldHistory(deps.sql, nowMs);
  await deps.sql`delete from state_sample where at_ms < ${nowMs - stateSampleLifeMs}`;
  await deps.sql`delete from machine_event where at_ms < ${nowMs - eventLifeMs}`;
}

/**
 * Puts into the timeline that a machine has fallen silent, at the time when it did and not when it was noticed. Readers need no such mark: silence counts by the time of the last heartbeat.
 * @returns kiosk codes of those that are newly silent
 */
export async function noticeSilence(sql: Sql, nowMs: number): Promise<readonly string[]> {
  const rows = await sql<{ kiosk: string }[]>`
    with gone as (
      update heartbeat_latest h set gone_ms = ${nowMs}
      where h.gone_ms is null and h.at_ms < ${nowMs - silentAfterMs(usualPaceMs)} and (${stateSql(sql, nowMs)}) = 'offline'
      returning h.device_id, h.at_ms, h.pace_ms
    ), told as (
      insert into machine_event (device_id, at_ms, kind, word, detail)
      select device_id, at_ms + 3 * greatest(pace_ms, ${usualPaceMs}), 'state', 'offline', 'silent' from gone on conflict do nothing
    )
    select d.kiosk from gone g join device d on d.id = g.device_id`;
  return rows.map(({ kiosk }) => kiosk);
}

/** Machines by district and state, and how many of those whose site is open serve; at most once in five minutes. @returns whether it was time */
export async function sampleStates(sql: Sql, nowMs: number): Promise<boolean> {
  const slotMs = Math.floor(nowMs / stateSampleMs) * stateSampleMs;
  return await transaction(sql, async (tx) => {
    const [done] = await tx`select 1 from state_sample where at_ms = ${slotMs} limit 1`;
    if (done !== undefined) return false;
    await tx`
      insert into state_sample (at_ms, district, state, machines)
      select ${slotMs}::bigint, d.district, ${stateSql(tx, nowMs)} as state, count(*)::int
      from device d left join machine_now h on h.device_id = d.id
      where d.district <> 'si' and ${isInForce(tx, nowMs)} group by 2, 3
      on conflict do nothing`;
    const listed = places.filter(({ kind }) => kind === 'kiosk').map(({ placeId }) => placeId);
    const open = listed.filter((kiosk) => isOpenAt(hoursOf(kiosk), nowMs));
    await tx`
      insert into availability_day as a (day, district, sampled, served)
      select ${cityDay(nowMs)}, district, count(*), count(*) filter (where state in ('ok', 'limited')) from (
        select d.district, ${stateSql(tx, nowMs)} as state
        from device d left join machine_now h on h.device_id = d.id
        where d.district <> 'si' and ${isInForce(tx, nowMs)} and case when d.kiosk = any(${listed}::text[]) then d.kiosk = any(${open}::text[])
          else ${isOpenAt(usualHours, nowMs)}::boolean end
      ) m group by district
      on conflict (day, district) do update set sampled = a.sampled + excluded.sampled, served = a.served + excluded.served`;
    return true;
  });
}
