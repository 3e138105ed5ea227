import type { OrderCard, OrdersBoard, OrdersPage, OrdersQuery } from '../../../contract/console/tasks.ts';
import { dueMs, meaningOf, workCauses, workSeverities } from '../../../contract/technician/work-causes.ts';
import { type WorkState, workStates } from '../../../contract/technician/work-orders.ts';
import { addDays, cityDay, type WorkingCalendar } from '../../../contract/working-days.ts';
import type { Sql } from '../../database/pool.ts';
import { isoTime } from '../../http.ts';

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly state: WorkState;
  readonly opened_ms: string;
  readonly closed_ms: string | null;
  readonly closed_by: string | null;
  readonly assigned_to: string | null;
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
}

/** An order with what follows from its kind and the calendar. */
interface Known {
  readonly card: OrderCard;
  readonly dueMs: number;
  readonly id: number;
}

/** Orders without a time come after all others. */
const whenever = Number.MAX_SAFE_INTEGER;

function known(row: Row, calendar: WorkingCalendar, nowMs: number): Known {
  const openedMs = Number(row.opened_ms);
  const { cause, severity } = meaningOf(row.kind);
  const due = dueMs(severity, openedMs, calendar);
  const endMs = row.closed_ms === null ? nowMs : Number(row.closed_ms);
  const id = Number(row.id);
  return {
    ...{ id, dueMs: due ?? whenever },
    card: {
      ...{ id, kind: row.kind, state: row.state, openedAt: isoTime(openedMs), assignedTo: row.assigned_to },
      ...{ due: due === null ? null : isoTime(due), kiosk: row.kiosk, place: row.place, cause, severity },
      closedAt: row.closed_ms === null ? null : isoTime(endMs),
      ...{ isVerified: row.closed_by !== null, district: row.district, isOverdue: due !== null && due < endMs },
    },
  };
}

/** Kinds with this severity and cause; null = all. There are some hundred kinds in a city, and as many orders as there are machines. */
async function kindsOf(
  sql: Sql,
  { severity, cause }: Pick<OrdersQuery, 'severity' | 'cause'>,
): Promise<string[] | null> {
  if (severity === undefined && cause === undefined) return null;
  const rows = await sql<{ kind: string }[]>`select distinct kind from maintenance_order`;
  return rows
    .map(({ kind }) => kind)
    .filter((kind) => {
      const meaning = meaningOf(kind);
      return (
        (severity === undefined || meaning.severity === severity) && (cause === undefined || meaning.cause === cause)
      );
    });
}

/**
 * A page of the board. Open orders stand in the order in which they are due, which the calendar of the city says: they are put in order here, all of the district at once. Closed ones come
 * newest first. The cursor is `due.id` or `closed.id`.
 */
export async function listBoard(
  sql: Sql,
  query: OrdersQuery,
  { calendar, nowMs }: { readonly calendar: WorkingCalendar; readonly nowMs: number },
): Promise<OrdersPage> {
  const { limit = 100, status = 'open' } = query;
  const isOpen = status === 'open';
  const [at = 0, id = 0] = /^\d{1,16}\.\d{1,16}$/.test(query.after ?? '')
    ? (query.after ?? '').split('.').map(Number)
    : [];
  const isCursor = id > 0;
  const kinds = await kindsOf(sql, query);
  const rows = await sql<Row[]>`
    select w.id, w.kind, w.state, w.opened_ms, w.closed_ms, w.closed_by, w.assigned_to, d.kiosk, d.place, d.district
    from maintenance_order w join device d on d.id = w.device_id
    where (w.closed_ms is null) = ${isOpen}::boolean and (${kinds}::text[] is null or w.kind = any(${kinds}::text[]))
      and (${query.state ?? null}::text is null or w.state = ${query.state ?? null})
      and (${query.district ?? null}::text is null or d.district = ${query.district ?? null})
      and (${query.kiosk ?? null}::text is null or d.kiosk = ${query.kiosk ?? null})
      and (${query.assignedTo ?? null}::text is null or w.assigned_to = ${query.assignedTo ?? null})
      and (${query.isAssigned ?? null}::boolean is null or (w.assigned_to is not null) = ${query.isAssigned ?? null}::boolean)
      and (${isOpen || !isCursor}::boolean or (w.closed_ms, w.id) < (${at}::bigint, ${id}::bigint))
    order by w.closed_ms desc nulls first, w.id desc limit ${isOpen ? openAtMost : closedScanned}`;
  const all = rows.map((row) => known(row, calendar, nowMs));
  const wanted = all.filter(({ card }) => query.isOverdue === undefined || card.isOverdue === query.isOverdue);
  if (isOpen) {
    const ordered = wanted
      .sort((a, b) => a.dueMs - b.dueMs || a.id - b.id)
      .filter((one) => !isCursor || one.dueMs > at || (one.dueMs === at && one.id > id));
    const last = ordered[limit - 1];
    const hasMore = ordered.length > limit && last !== undefined;
    return { rows: ordered.slice(0, limit).map(({ card }) => card), next: hasMore ? `${last.dueMs}.${last.id}` : null };
  }
  const page = wanted.slice(0, limit);
  // Where the page is full, it goes on after its last row; where it is not, after what was looked through.
  const last = page.length === limit ? page.at(-1) : rows.length === closedScanned ? all.at(-1) : undefined;
  const next =
    last === undefined || last.card.closedAt === null ? null : `${Date.parse(last.card.closedAt)}.${last.id}`;
  return { rows: page.map(({ card }) => card), next };
}

const openAtMost = 50_000;
const closedScanned = 2000;
const dayMs = 86_400_000;
const repairDays = 30;

/** Counts of open orders, and how long repairs took over the last 30 days. @param district null = of the whole city */
export async function ordersBoard(
  sql: Sql,
  district: string | null,
  { calendar, nowMs }: { readonly calendar: WorkingCalendar; readonly nowMs: number },
): Promise<OrdersBoard> {
  const rows = await sql<Row[]>`
    select w.id, w.kind, w.state, w.opened_ms, w.closed_ms, w.closed_by, w.assigned_to, d.kiosk, d.place, d.district
    from maintenance_order w join device d on d.id = w.device_id
    where w.closed_ms is null and (${district}::text is null or d.district = ${district}) limit ${openAtMost}`;
  const open = rows.map((row) => known(row, calendar, nowMs).card);
  const repairs = await repairsOf(sql, district, { calendar, nowMs });
  const count = (of: (card: OrderCard) => boolean) => open.filter(of).length;
  return {
    open: open.length,
    overdue: count(({ isOverdue }) => isOverdue),
    unassigned: count(({ assignedTo }) => assignedTo === null),
    byState: Object.fromEntries(
      workStates.map((one) => [one, count(({ state }) => state === one)]),
    ) as OrdersBoard['byState'],
    bySeverity: Object.fromEntries(
      workSeverities.map((one) => [one, count(({ severity }) => severity === one)]),
    ) as OrdersBoard['bySeverity'],
    repair: repairs.get(null) ?? noRepair,
    byCause: workCauses
      .map((cause) => ({
        ...{ cause, open: count((card) => card.cause === cause) },
        repair: repairs.get(cause) ?? noRepair,
      }))
      .filter(({ open: stands, repair }) => stands > 0 || repair.closed > 0),
  };
}

const noRepair: OrdersBoard['repair'] = { closed: 0, meanMinutes: null, medianMinutes: null, inTime: null };

/** By cause; null = all together. Days in which an order of `limit` has to be done hang on the day it was opened: the calendar gives them to the statement. */
async function repairsOf(
  sql: Sql,
  district: string | null,
  { calendar, nowMs }: { readonly calendar: WorkingCalendar; readonly nowMs: number },
): Promise<ReadonlyMap<string | null, OrdersBoard['repair']>> {
  const kinds = (await sql<{ kind: string }[]>`select distinct kind from maintenance_order`).map(({ kind }) => kind);
  const days = Array.from({ length: 3 * repairDays }, (_, i) => addDays(cityDay(nowMs), -i));
  const limits = days.flatMap((day) =>
    workSeverities.map((severity) => {
      const startMs = Date.parse(`${day}T12:00:00+08:00`);
      const due = dueMs(severity, startMs, calendar);
      return { day, severity, ms: due === null ? null : due - startMs };
    }),
  );
  const meanings = kinds.map(meaningOf);
  // What was opened before those days and took until now was late, whatever its time was.
  const timed = workSeverities.filter((severity) => dueMs(severity, nowMs, calendar) !== null);
  const rows = await sql<
    { cause: string | null; closed: number; mean: number; median: number; timed: number; in_time: number }[]
  >`
    select k.cause, count(*)::int as closed, avg(w.closed_ms - w.opened_ms)::float8 as mean,
      percentile_cont(0.5) within group (order by w.closed_ms - w.opened_ms) as median,
      (count(*) filter (where k.severity = any(${timed}::text[])))::int as timed, (count(*) filter (where w.closed_ms - w.opened_ms <= l.ms))::int as in_time
    from maintenance_order w join device d on d.id = w.device_id
    join unnest(${kinds}::text[], ${meanings.map(({ cause }) => cause)}::text[], ${meanings.map(({ severity }) => severity)}::text[])
      as k(kind, cause, severity) on k.kind = w.kind
    left join unnest(${limits.map(({ day }) => day)}::text[], ${limits.map(({ severity }) => severity)}::text[], ${limits.map(({ ms }) => ms?.toString() ?? null)}::text[]::bigint[])
      as l(day, severity, ms) on l.severity = k.severity and l.day = to_char(to_timestamp(w.opened_ms / 1000) at time zone 'Asia/Shanghai', 'YYYY-MM-DD')
    where w.closed_ms > ${nowMs - repairDays * dayMs} and (${district}::text is null or d.district = ${district})
    group by grouping sets ((k.cause), ())`;
  const minutes = (ms: number) => Math.round(ms / 6000) / 10;
  return new Map(
    rows
      .filter(({ closed }) => closed > 0)
      .map(({ cause, closed, mean, median, timed, in_time }) => [
        cause,
        {
          ...{ closed, meanMinutes: minutes(mean), medianMinutes: minutes(median) },
          inTime: timed === 0 ? null : in_time / timed,
        },
      ]),
  );
}
