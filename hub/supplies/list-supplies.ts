import type { SuppliesPage, SuppliesQuery, SupplyRow, VisitNeed, Visits } from '../../contract/console/supplies.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { joinVisits, type Need } from './visits.ts';

interface Row {
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
  readonly device: string;
  readonly supply: string;
  readonly state: SupplyRow['state'];
  readonly count: number | null;
  readonly per_day: number | null;
  readonly days_left: number | null;
  readonly unknown: SupplyRow['unknown'];
  readonly is_due: boolean;
  readonly at_ms: string | null;
  readonly made_ms: string;
}

/** Of what nobody can tell how long it lasts: after everything else. */
const never = 100_000;

/**
 * What ends first comes first: what is due, then by days left, then what nobody can tell. The cursor is the place in that order.
 * @param by `machine` = by its code, an order in which nothing moves while a long list is read
 */
export async function listSupplies(
  sql: Sql,
  query: SuppliesQuery,
  by: 'end' | 'machine' = 'end',
): Promise<SuppliesPage> {
  const { limit = 100 } = query;
  const [isNotDue = '', days = '', ...place] = (query.after ?? '').split('~');
  const isCursor = place.length === 3 && /^[01]$/.test(isNotDue) && /^\d{1,6}$/.test(days);
  const [kiosk = '', device = '', supply = ''] = place;
  const ends = by === 'end' ? sql`(not s.is_due), (coalesce(s.days_left, 100000)), ` : sql``;
  const rows = await sql<Row[]>`
    select s.*, h.at_ms from supply_latest s left join heartbeat_latest h on h.device_id = s.device_id
    where (${query.district ?? null}::text is null or s.district = ${query.district ?? null})
      and (${query.kiosk ?? null}::text is null or s.kiosk = ${query.kiosk ?? null})
      and (${query.state ?? null}::text is null or s.state = ${query.state ?? null})
      and (${query.withinDays ?? null}::int is null or s.is_due or s.days_left < ${query.withinDays ?? null}::int)
      and (not ${isCursor}::boolean or (${ends}s.kiosk, s.device, s.supply)
        > (${by === 'end' ? sql`${isNotDue === '1'}::boolean, ${Number(isCursor ? days : 0)}::int, ` : sql``}${kiosk}, ${device}, ${supply}))
    order by ${ends}s.kiosk, s.device, s.supply limit ${limit + 1}`;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(toRow),
    next: rows.length <= limit || last === undefined ? null : placeOf(last),
  };
}

const placeOf = ({ is_due, days_left, kiosk, device, supply }: Row): string =>
  [is_due ? 0 : 1, days_left ?? never, kiosk, device, supply].join('~');

function toRow(row: Row): SupplyRow {
  const { kiosk, place, district, device, supply, state, unknown } = row;
  return {
    ...{ kiosk, place, district, device, supply, state, left: row.count, unknown, isDue: row.is_due },
    ...{ perDay: row.per_day === null ? null : Math.round(row.per_day * 10) / 10, daysLeft: row.days_left },
    seenAt: isoTime(Number(row.at_ms ?? row.made_ms)),
  };
}

/** Supplies of a district that end within this many days are worth a stop on the way. */
const onTheWayDays = 7;
const needsAtMost = 20_000;

/** Sites that somebody has to go to, with what else can be done on the same way. @param district null = of the whole city */
export async function listVisits(sql: Sql, district: string | null): Promise<Visits> {
  const rows = await sql<
    (Omit<Need, 'what' | 'orderId' | 'daysLeft' | 'isDue'> & {
      what: VisitNeed['what'];
      order_id: string | null;
      days_left: number | null;
      is_due: boolean;
    })[]
  >`
    select * from (
      select district, place, kiosk, 'supply' as what, device || '.' || supply as subject, null::bigint as order_id, days_left, is_due
      from supply_latest where is_due or days_left < ${onTheWayDays}
      union all
      select district, place, kiosk, 'task', kind, null, null, true from keeper_task where kind in ('takeOut', 'handOver')
      union all
      select d.district, d.place, d.kiosk, 'order', w.kind, w.id, null, split_part(w.kind, ':', 1) not in ('device', 'print', 'card')
      from maintenance_order w join device d on d.id = w.device_id
      where w.closed_ms is null and w.kind not like 'low:%' and w.kind not like 'sync:%'
    ) n where ${district}::text is null or district = ${district} order by district, place, kiosk, what, subject limit ${needsAtMost}`;
  return {
    districts: joinVisits(
      rows.map(({ order_id, days_left, is_due, ...need }) => ({
        ...need,
        ...{ orderId: order_id === null ? null : Number(order_id), daysLeft: days_left, isDue: is_due },
      })),
    ),
  };
}
