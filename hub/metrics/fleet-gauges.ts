import type { Sql } from '../database/pool.ts';
import { isInForce } from '../fleet/in-force.ts';
import type { Metric, Sample } from './exposition.ts';

/** Silent for longer than three heartbeats of a minute. */
const onlineMs = 180_000;
/** Groups that are shown by name; what a machine says of its version is its own text and must not make series without end. */
const groupsAtMost = 200;

interface FleetRow {
  readonly region: string;
  readonly model: string;
  readonly version: string;
  readonly machines: number;
  readonly online: number;
  readonly pending: string;
  readonly dead: string;
  readonly gaps: number;
}

/**
 * The state of the whole city as the database has it: every instance says the same, so take `max`, not `sum`, over instances. By region (the letters of
 * the kiosk code), model and version; never a series for each kiosk.
 */
export async function fleetGauges(sql: Sql, nowMs: number): Promise<readonly Metric[]> {
  const [fleet, work, alarms, jobs, pool] = await Promise.all([
    sql<FleetRow[]>`
      select region, model, version, (count(*) filter (where is_in_force))::int as machines,
        (count(*) filter (where is_in_force and at_ms > ${nowMs - onlineMs}))::int as online,
        coalesce(sum(pending), 0)::text as pending, coalesce(sum(dead), 0)::text as dead, (count(*) filter (where has_gap))::int as gaps
      from (
        select left(d.kiosk, 2) as region, d.model, coalesce(h.version, '') as version, h.at_ms, h.pending, h.dead,
          ${isInForce(sql, nowMs)} as is_in_force,
          exists (select 1 from device_cursor c where c.device_id = d.id and c.gap_since_ms is not null) as has_gap
        from device d left join machine_now h on h.device_id = d.id
      ) m group by 1, 2, 3 order by machines desc, 1, 2, 3`,
    sql<{ kind: string; waiting: number; due: number; late_ms: string }[]>`
      select 'message' as kind, count(*)::int as waiting, (count(*) filter (where next_ms <= ${nowMs}))::int as due,
        greatest(0, ${nowMs}::bigint - coalesce(min(next_ms), ${nowMs}::bigint))::text as late_ms from work
      union all
      select 'case', count(*)::int, (count(*) filter (where next_ms <= ${nowMs}))::int,
        greatest(0, ${nowMs}::bigint - coalesce(min(next_ms), ${nowMs}::bigint))::text from case_task`,
    sql<{ kind: string; count: number }[]>`
      select case when kind like 'sync:%' then kind else split_part(kind, ':', 1) end as kind, count(*)::int as count
      from maintenance_order where closed_ms is null group by 1 order by 1`,
    sql<{ job: string; runs: string; last_ms: string }[]>`select job, runs, last_ms from leader_job order by job`,
    sql<{ state: string; count: number }[]>`
      select coalesce(state, 'unknown') as state, count(*)::int as count from pg_stat_activity
      where datname = current_database() and application_name = 'yitiji-hub' group by 1 order by 1`,
  ]);
  const groups = boundGroups(fleet);
  const byGroup = (pick: (row: FleetRow) => number): readonly Sample[] =>
    groups.map((row) => ({ labels: { region: row.region, model: row.model, version: row.version }, value: pick(row) }));
  const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
    name,
    kind: 'gauge',
    help,
    samples,
  });
  return [
    gauge(
      'yitiji_machines',
      'Machines with a key in force.',
      byGroup(({ machines }) => machines),
    ),
    gauge(
      'yitiji_machines_online',
      'Machines heard of within three minutes.',
      byGroup(({ online }) => online),
    ),
    gauge(
      'yitiji_machines_with_gap',
      'Machines of which a number has not arrived.',
      byGroup(({ gaps }) => gaps),
    ),
    gauge(
      'yitiji_outbox_pending',
      'Messages that machines have yet to send, as last heard.',
      byGroup(({ pending }) => Number(pending)),
    ),
    gauge(
      'yitiji_outbox_dead',
      'Messages that machines gave up, as last heard.',
      byGroup(({ dead }) => Number(dead)),
    ),
    gauge(
      'yitiji_work_waiting',
      'Steps on the work list.',
      work.map(({ kind, waiting }) => ({ labels: { kind }, value: waiting })),
    ),
    gauge(
      'yitiji_work_due',
      'Steps that could be done now.',
      work.map(({ kind, due }) => ({ labels: { kind }, value: due })),
    ),
    gauge(
      'yitiji_work_lag_seconds',
      'How long the oldest due step has been waiting.',
      work.map(({ kind, late_ms }) => ({ labels: { kind }, value: Number(late_ms) / 1000 })),
    ),
    gauge(
      'yitiji_work_orders_open',
      'Open work orders by kind.',
      alarms.map(({ kind, count }) => ({ labels: { kind }, value: count })),
    ),
    gauge(
      'yitiji_job_last_run_timestamp_seconds',
      'When one instance last did this for all.',
      jobs.map(({ job, last_ms }) => ({ labels: { job }, value: Number(last_ms) / 1000 })),
    ),
    {
      name: 'yitiji_job_runs_total',
      kind: 'counter',
      help: 'How often it was done.',
      samples: jobs.map(({ job, runs }) => ({ labels: { job }, value: Number(runs) })),
    },
    gauge(
      'yitiji_database_connections',
      'Connections of all instances by state.',
      pool.map(({ state, count }) => ({ labels: { state }, value: count })),
    ),
  ];
}

function boundGroups(rows: readonly FleetRow[]): readonly FleetRow[] {
  if (rows.length <= groupsAtMost) return rows;
  const rest = rows.slice(groupsAtMost);
  const sum = (pick: (row: FleetRow) => number) => rest.reduce((total, row) => total + pick(row), 0);
  const other: FleetRow = {
    ...{ region: 'other', model: 'other', version: 'other' },
    machines: sum(({ machines }) => machines),
    online: sum(({ online }) => online),
    gaps: sum(({ gaps }) => gaps),
    pending: String(sum(({ pending }) => Number(pending))),
    dead: String(sum(({ dead }) => Number(dead))),
  };
  return [...rows.slice(0, groupsAtMost), other];
}
