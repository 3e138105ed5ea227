import type { Row as AnyRow, PendingQuery } from 'postgres';
import type { FleetState } from '../../contract/console/fleet-state.ts';
import type { MachineChoices, MachineRow, MachinesPage, MachinesQuery } from '../../contract/console/machines.ts';
import { districts } from '../city/reference.ts';
import { pageOfRows, readCursor, wholeOf } from '../console/cursor.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { isInForce } from './in-force.ts';
import { stateSql } from './state.ts';

/** The oldest message of a machine waits for longer than it may, milliseconds (docs/domain/technician-and-operations.md §10). */
export const oldQueueMs = 4 * 3_600_000;
const defaultLimit = 100;

type Filter = Pick<MachinesQuery, 'district' | 'state' | 'model' | 'version' | 'place' | 'text' | 'trouble'>;

export interface MachineListRow {
  readonly id: string;
  readonly kiosk: string;
  readonly district: string;
  readonly place: string;
  readonly model: string;
  readonly state: FleetState;
  readonly since_ms: string | null;
  readonly at_ms: string | null;
  readonly version: string | null;
  readonly release: string | null;
  readonly pending: number | null;
  readonly oldest_age_ms: string | null;
  readonly dead: number | null;
  readonly has_gap: boolean;
  readonly open_orders: number;
  readonly sort_key: string | number | null;
}

/** What lists are ordered by; nulls become values that stand at the end of an ascending list. Each is text or bigint, so that a cursor compares as the order does. */
const sortKeys = {
  kiosk: { by: (sql) => sql`''`, type: 'text' },
  place: { by: (sql) => sql`d.place`, type: 'text' },
  version: { by: (sql) => sql`coalesce(h.version, '')`, type: 'text' },
  state: {
    by: (sql, nowMs) =>
      sql`array_position(array['lost','offline','outOfService','maintenance','limited','ok'], ${stateSql(sql, nowMs)})`,
    type: 'bigint',
  },
  since: { by: (sql) => sql`coalesce(h.since_ms, 0)`, type: 'bigint' },
  lastBeat: { by: (sql) => sql`coalesce(h.at_ms, 0)`, type: 'bigint' },
  pending: { by: (sql) => sql`coalesce(h.pending, 0)`, type: 'bigint' },
  oldest: { by: (sql) => sql`coalesce(h.oldest_age_ms, 0)`, type: 'bigint' },
} as const satisfies Record<
  NonNullable<MachinesQuery['sort']>,
  { by(sql: Sql, nowMs: number): PendingQuery<AnyRow[]>; type: 'text' | 'bigint' }
>;

/** A page of machines, and how many fit. One look at the fleet for both, or two where the order is that of an index. */
export async function listMachines(sql: Sql, query: MachinesQuery, nowMs: number): Promise<MachinesPage> {
  const limit = query.limit ?? defaultLimit;
  const [rows, total] = await Promise.all([machineRows(sql, query, nowMs), countMachines(sql, query, nowMs)]);
  const page = pageOfRows(rows, limit, (row) => [row.sort_key, row.kiosk]);
  return { rows: page.rows.map(toMachineRow), next: page.next, total, asOf: isoTime(nowMs) };
}

/** One row more than the page holds. */
async function machineRows(sql: Sql, query: MachinesQuery, nowMs: number): Promise<readonly MachineListRow[]> {
  const { sort = 'kiosk', order = 'asc', limit = defaultLimit } = query;
  const key = sortKeys[sort];
  const after = readCursor(query.after, 2);
  const direction = sql.unsafe(order);
  const beyond = sql.unsafe(order === 'asc' ? '>' : '<');
  const [at, kiosk] = after ?? [null, ''];
  // Ordered by the index on kiosk codes alone where nothing else is asked for: PostgreSQL then reads one page, not the fleet.
  const place =
    after === null
      ? sql``
      : sort === 'kiosk'
        ? sql`and d.kiosk ${beyond} ${String(kiosk)}`
        : sql`and ((${key.by(sql, nowMs)})::${sql.unsafe(key.type)}, d.kiosk) ${beyond} (${key.type === 'text' ? String(at ?? '') : String(wholeOf(at))}::${sql.unsafe(key.type)}, ${String(kiosk)})`;
  const ordered =
    sort === 'kiosk' ? sql`d.kiosk ${direction}` : sql`(${key.by(sql, nowMs)}) ${direction}, d.kiosk ${direction}`;
  // What is looked up machine by machine is looked up for the page only.
  return await sql<MachineListRow[]>`
    select m.*, exists (select 1 from device_cursor c where c.device_id = m.id and c.gap_up_to is not null) as has_gap,
      (select count(*)::int from maintenance_order w where w.device_id = m.id and w.closed_ms is null) as open_orders
    from (
      select ${rowColumns(sql, nowMs)}, (${key.by(sql, nowMs)}) as sort_key
      from device d left join machine_now h on h.device_id = d.id
      where ${whereOf(sql, query, nowMs)} ${place}
      order by ${ordered} limit ${limit + 1}
    ) m`;
}

async function countMachines(sql: Sql, filter: Filter, nowMs: number): Promise<number> {
  const needsBeat = filter.state ?? filter.version ?? filter.trouble;
  const [row] = await sql<{ total: number }[]>`
    select count(*)::int as total from device d ${needsBeat === undefined ? sql`` : sql`left join machine_now h on h.device_id = d.id`}
    where ${whereOf(sql, filter, nowMs)}`;
  return row?.total ?? 0;
}

/** One machine; null = there is none with this code. */
export async function machineByKiosk(sql: Sql, kiosk: string, nowMs: number): Promise<MachineListRow | null> {
  const [row] = await sql<MachineListRow[]>`
    select ${rowColumns(sql, nowMs)}, null as sort_key,
      exists (select 1 from device_cursor c where c.device_id = d.id and c.gap_up_to is not null) as has_gap,
      (select count(*)::int from maintenance_order w where w.device_id = d.id and w.closed_ms is null) as open_orders
    from device d left join machine_now h on h.device_id = d.id where d.kiosk = ${kiosk}`;
  return row ?? null;
}

const rowColumns = (
  sql: Sql,
  nowMs: number,
) => sql`d.id, d.kiosk, d.district, d.place, d.model, ${stateSql(sql, nowMs)} as state,
  case ${stateSql(sql, nowMs)} when 'offline' then h.at_ms when 'lost' then h.lost_ms else h.since_ms end as since_ms,
  h.at_ms, h.version, h.release, h.pending, h.oldest_age_ms, h.dead`;

/**
 * Simulated machines of earlier runs have their id (`sim_…`) for a code, so `si` for a district. Not by the length of the code: PostgreSQL would take that for one machine in two hundred, and
 * look up the others one by one. A state is asked for as the overview counts it (`isInForce`); every machine is found by all else.
 */
function whereOf(sql: Sql, filter: Filter, nowMs: number): PendingQuery<AnyRow[]> {
  const { district, state, model, version, place, text, trouble } = filter;
  const kiosk = text === undefined ? '' : text.toUpperCase();
  return sql`d.district <> 'si'
    ${district === undefined ? sql`` : sql`and d.district = any(${district.split(',')}::text[])`}
    ${state === undefined ? sql`` : sql`and (${stateSql(sql, nowMs)}) = any(${state.split(',')}::text[]) and ${isInForce(sql, nowMs)}`}
    ${model === undefined ? sql`` : sql`and d.model = ${model}`}
    ${version === undefined ? sql`` : sql`and h.version = ${version}`}
    ${place === undefined ? sql`` : sql`and d.place = ${place}`}
    ${text === undefined ? sql`` : sql`and (starts_with(d.kiosk, ${kiosk}) or strpos(lower(d.place), lower(${text})) > 0)`}
    ${trouble === undefined ? sql`` : sql`and ${troubleOf(sql, trouble, nowMs)}`}`;
}

function troubleOf(sql: Sql, trouble: NonNullable<Filter['trouble']>, nowMs: number): PendingQuery<AnyRow[]> {
  switch (trouble) {
    case 'gap':
      return sql`d.id in (select device_id from device_cursor where gap_up_to is not null)`;
    case 'dead':
      return sql`h.dead > 0`;
    case 'old':
      return sql`h.oldest_age_ms > ${oldQueueMs}`;
    case 'order':
      return sql`d.id in (select device_id from maintenance_order where closed_ms is null)`;
    case 'drift':
      return sql`d.id in (${driftingMachines(sql, nowMs)})`;
  }
}

/** Machines that say which release runs, where it is not the app release that is assigned and in force. */
function driftingMachines(sql: Sql, nowMs: number): PendingQuery<AnyRow[]> {
  return sql`
    select l.device_id from machine_now l join (
      select distinct on (device_id) device_id, target, sha256, expires_ms from assignment where target like 'app/%' order by device_id, counter desc
    ) a on a.device_id = l.device_id
    where a.expires_ms > ${nowMs} and l.release is not null and right(l.release, 16) <> left(a.sha256, 16)`;
}

/** A machine as the console lists it. */
export function toMachineRow(row: MachineListRow): MachineRow {
  return {
    ...{
      deviceId: row.id,
      kiosk: row.kiosk,
      district: row.district,
      place: row.place,
      model: row.model,
      state: row.state,
    },
    since: row.since_ms === null ? null : isoTime(Number(row.since_ms)),
    lastBeat: row.at_ms === null ? null : isoTime(Number(row.at_ms)),
    ...{ version: row.version, release: row.release, pending: row.pending },
    oldestAgeMs: row.oldest_age_ms === null ? null : Number(row.oldest_age_ms),
    ...{ dead: row.dead, hasGap: row.has_gap, openOrders: row.open_orders },
  };
}

/** What filters can be set to. */
export async function machineChoices(sql: Sql): Promise<MachineChoices> {
  const [byDistrict, models, versions] = await Promise.all([
    sql<{ district: string; machines: number }[]>`
      select district, count(*)::int as machines from device where district <> 'si' group by 1`,
    sql<{ model: string; machines: number }[]>`
      select model, count(*)::int as machines from device where district <> 'si' group by 1 order by 2 desc, 1 limit 200`,
    sql<{ version: string; machines: number }[]>`
      select h.version, count(*)::int as machines from machine_now h join device d on d.id = h.device_id where d.district <> 'si'
      group by 1 order by 2 desc, 1 limit 200`,
  ]);
  const counts = new Map(byDistrict.map(({ district, machines }) => [district, machines]));
  return {
    districts: districts.map(({ letters, nameZh, nameEn }) => ({
      ...{ district: letters, nameZh, nameEn, machines: counts.get(letters) ?? 0 },
    })),
    models: [...models],
    versions: [...versions],
  };
}
