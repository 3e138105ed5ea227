import { type FleetState, fleetStates, type StateCounts } from '../../contract/console/fleet-state.ts';
import type { Overview } from '../../contract/console/overview.ts';
import { addDays, cityDay } from '../../contract/working-days.ts';
import { districts } from '../city/reference.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { arrivalsBetween } from './arrivals.ts';
import { isInForce } from './in-force.ts';
import { oldQueueMs } from './machine-list.ts';
import { stateSql } from './state.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Part of published hours (docs/domain/technician-and-operations.md §12). */
const availabilityTarget = 0.99;
const versionsAtMost = 20;

const noMachines = (): Record<FleetState, number> => ({
  ...{ ok: 0, limited: 0, outOfService: 0, maintenance: 0, offline: 0, lost: 0 },
});

/** First millisecond of a day of the city, which is a whole hour. @param day `YYYY-MM-DD` */
export const dayBegin = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);

/** The whole city at one moment. */
export async function overview(sql: Sql, nowMs: number): Promise<Overview> {
  const today = cityDay(nowMs);
  const [fleet, trouble, arrivals, samples, available, versions] = await Promise.all([
    fleetByDistrict(sql, nowMs),
    troubleOf(sql),
    arrivalsBetween(sql, dayBegin(today), dayBegin(today) + dayMs, null),
    sql<{ at_ms: string; state: FleetState; machines: number }[]>`
      select at_ms, state, sum(machines)::int as machines from state_sample where at_ms > ${nowMs - dayMs} group by 1, 2 order by 1`,
    sql<{ day: string; sampled: number; served: number }[]>`
      select day, sum(sampled)::float8 as sampled, sum(served)::float8 as served from availability_day
      where day > ${addDays(today, -30)} group by 1`,
    sql<{ version: string; machines: number }[]>`
      select h.version, count(*)::int as machines from machine_now h join device d on d.id = h.device_id
      where d.district <> 'si' and ${isInForce(sql, nowMs)} group by 1 order by 2 desc, 1 limit ${versionsAtMost}`,
  ]);
  const states = machinesOf(fleet);
  const sum = (pick: (row: FleetRow) => number) => fleet.reduce((total, row) => total + pick(row), 0);
  const lastDay = available.filter(({ day }) => day >= addDays(today, -1));
  return {
    asOf: isoTime(nowMs),
    machines: total(states),
    states,
    districts: districts.map(({ letters, nameZh, nameEn, eastM, northM }) => {
      const own = machinesOf(fleet.filter(({ district }) => district === letters));
      return { ...{ district: letters, nameZh, nameEn, eastM, northM }, ...{ machines: total(own), states: own } };
    }),
    attention: {
      ...{ openOrders: trouble.orders, machinesWithGap: trouble.gaps, machinesWithDead: sum(({ dead }) => dead) },
      ...{ machinesWithOldQueue: sum(({ old }) => old), pending: sum(({ pending }) => Number(pending)) },
    },
    today: { day: today, ...hoursOfDay(arrivals, dayBegin(today), nowMs) },
    history: historyOf(samples),
    availability: { lastDay: share(lastDay), last30Days: share(available), target: availabilityTarget },
    versions: [...versions],
  };
}

/** What is counted of the machines of one district in one state. */
interface FleetRow {
  readonly district: string;
  readonly state: FleetState;
  readonly is_in_force: boolean;
  readonly machines: number;
  readonly dead: number;
  readonly old: number;
  readonly pending: string;
}

/** Machines in force by state; whoever has no key in force counts as none. */
function machinesOf(rows: readonly FleetRow[]): StateCounts {
  const states = noMachines();
  for (const row of rows) if (row.is_in_force) states[row.state] += row.machines;
  return states;
}

const total = (states: StateCounts): number => fleetStates.reduce((sum, state) => sum + states[state], 0);

/** One pass over the fleet for all that is counted of it. */
const fleetByDistrict = (sql: Sql, nowMs: number) => sql<FleetRow[]>`
  select d.district, ${stateSql(sql, nowMs)} as state, ${isInForce(sql, nowMs)} as is_in_force, count(*)::int as machines,
    (count(*) filter (where h.dead > 0))::int as dead, (count(*) filter (where h.oldest_age_ms > ${oldQueueMs}))::int as old,
    coalesce(sum(h.pending), 0)::text as pending
  from device d left join machine_now h on h.device_id = d.id where d.district <> 'si' group by 1, 2, 3`;

async function troubleOf(sql: Sql): Promise<{ readonly orders: number; readonly gaps: number }> {
  const [row] = await sql<{ orders: number; gaps: number }[]>`
    select (select count(*)::int from maintenance_order where closed_ms is null) as orders,
      (select count(distinct c.device_id)::int from device_cursor c join device d on d.id = c.device_id
        where c.gap_up_to is not null and d.district <> 'si') as gaps`;
  return row ?? { orders: 0, gaps: 0 };
}

function hoursOfDay(
  arrivals: Awaited<ReturnType<typeof arrivalsBetween>>,
  beginMs: number,
  nowMs: number,
): Pick<Overview['today'], 'applications' | 'messages' | 'hours'> {
  const hours = Array.from({ length: Math.floor((nowMs - beginMs) / hourMs) + 1 }, (_, hour) => {
    const own = arrivals.filter(({ hour_ms: at }) => Number(at) === beginMs + hour * hourMs);
    const count = (rows: typeof own) => rows.reduce((total, { messages }) => total + messages, 0);
    return { hour, applications: count(own.filter(({ topic }) => topic === 'case.submit')), messages: count(own) };
  }).slice(0, 24);
  return {
    applications: hours.reduce((total, { applications }) => total + applications, 0),
    messages: hours.reduce((total, { messages }) => total + messages, 0),
    hours,
  };
}

function historyOf(samples: readonly { at_ms: string; state: FleetState; machines: number }[]): Overview['history'] {
  const byTime = Map.groupBy(samples, ({ at_ms: at }) => Number(at));
  return [...byTime].map(([atMs, rows]) => {
    const states = noMachines();
    for (const { state, machines } of rows) states[state] += machines;
    return { at: isoTime(atMs), states };
  });
}

function share(days: readonly { readonly sampled: number; readonly served: number }[]): number | null {
  const sampled = days.reduce((total, day) => total + day.sampled, 0);
  return sampled === 0 ? null : days.reduce((total, day) => total + day.served, 0) / sampled;
}

/**
 * The same answer for all who ask within two seconds: a hundred open consoles cost what one costs. A failure is nobody's but of those who waited for it.
 * @param ageMs how old an answer may be
 */
export function shared<T>(monoMs: () => number, ageMs: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly atMs: number; readonly answer: Promise<T> } | null = null;
  return () => {
    if (last !== null && monoMs() - last.atMs < ageMs) return last.answer;
    const asked = { atMs: monoMs(), answer: ask() };
    last = asked;
    asked.answer.catch(() => {
      if (last === asked) last = null;
    });
    return asked.answer;
  };
}
