import type { QueueMachinesQuery, QueuePage, QueueReply } from '../../contract/console/queue.ts';
import { pageOfRows, readCursor, wholeOf } from '../console/cursor.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { type CursorRow, toProof } from '../machines/machine-state.ts';
import { oldQueueMs } from './machine-list.ts';

const minuteMs = 60_000;
const minutesShown = 60;
const defaultLimit = 100;

/** What has not arrived, and what has arrived and not taken effect. */
export async function queueState(sql: Sql, nowMs: number): Promise<QueueReply> {
  const [machines, gaps, work, arrivals] = await Promise.all([
    sql<
      Record<'pending' | 'dead' | 'oldest', string | null>[] &
        Record<'with_pending' | 'with_old' | 'with_dead', number>[]
    >`
      select coalesce(sum(pending), 0)::text as pending, (count(*) filter (where pending > 0))::int as with_pending,
        max(oldest_age_ms)::text as oldest, (count(*) filter (where oldest_age_ms > ${oldQueueMs}))::int as with_old,
        coalesce(sum(dead), 0)::text as dead, (count(*) filter (where dead > 0))::int as with_dead
      from machine_now h join device d on d.id = h.device_id where d.district <> 'si'`,
    gapRows(sql),
    sql<{ kind: string; waiting: number; due: number; lag: string }[]>`
      select 'message' as kind, count(*)::int as waiting, (count(*) filter (where next_ms <= ${nowMs}))::int as due,
        greatest(0, ${nowMs}::bigint - coalesce(min(next_ms), ${nowMs}::bigint))::text as lag from work
      union all select 'case', count(*)::int, (count(*) filter (where next_ms <= ${nowMs}))::int, '0' from case_task`,
    sql<{ minute: string; messages: number }[]>`
      select received_ms / ${minuteMs} as minute, count(*)::int as messages from ingest
      where received_ms >= ${(Math.floor(nowMs / minuteMs) - minutesShown + 1) * minuteMs} group by 1`,
  ]);
  const [row] = machines;
  const of = (kind: string) => work.find((one) => one.kind === kind) ?? { waiting: 0, due: 0, lag: '0' };
  const byMinute = new Map(arrivals.map(({ minute, messages }) => [Number(minute), messages]));
  return {
    asOf: isoTime(nowMs),
    machines: {
      ...{ pending: Number(row?.pending ?? 0), withPending: row?.with_pending ?? 0 },
      oldestAgeMs: row?.oldest == null ? null : Number(row.oldest),
      ...{ withOld: row?.with_old ?? 0, dead: Number(row?.dead ?? 0), withDead: row?.with_dead ?? 0 },
      withGap: new Set(gaps.map(({ device_id: id }) => id)).size,
      missing: gaps.reduce((total, gap) => total + toProof(gap).missing, 0),
    },
    arrivals: Array.from({ length: minutesShown }, (_, n) => {
      const minute = Math.floor(nowMs / minuteMs) - minutesShown + 1 + n;
      return { at: isoTime(minute * minuteMs), messages: byMinute.get(minute) ?? 0 };
    }),
    hub: {
      ...{ waiting: of('message').waiting, due: of('message').due, lagMs: Number(of('message').lag) },
      ...{ caseSteps: of('case').waiting, caseStepsDue: of('case').due },
    },
  };
}

type GapRow = CursorRow & { readonly device_id: string };

function gapRows(sql: Sql, deviceIds: readonly string[] | null = null) {
  return sql<GapRow[]>`
    select c.device_id, c.store_epoch, c.ranges, c.gap_since_ms::float8 as gap_since_ms
    from device_cursor c join device d on d.id = c.device_id
    where c.gap_up_to is not null and d.district <> 'si'
      ${deviceIds === null ? sql`` : sql`and c.device_id = any(${[...deviceIds]}::text[])`} order by c.device_id, c.store_epoch`;
}

interface MachineRow {
  readonly id: string;
  readonly kiosk: string;
  readonly district: string;
  readonly place: string;
  readonly at_ms: string | null;
  readonly pending: number;
  readonly oldest_age_ms: string | null;
  readonly dead: number;
  readonly worst: string;
}

/**
 * Machines with something of this kind.
 * @param by the worst first; `kiosk` = by code, an order in which none moves while a long list is read
 */
export async function queueMachines(
  sql: Sql,
  query: QueueMachinesQuery,
  by: 'worst' | 'kiosk' = 'worst',
): Promise<QueuePage> {
  const { kind = 'pending', district, limit = defaultLimit } = query;
  const after = readCursor(query.after, 2);
  const [worst, kiosk] = after ?? [null, ''];
  const having = {
    pending: sql`h.pending > 0`,
    old: sql`h.oldest_age_ms > ${oldQueueMs}`,
    dead: sql`h.dead > 0`,
    gap: sql`d.id in (select device_id from device_cursor where gap_up_to is not null)`,
  }[kind];
  const order = {
    pending: 'h.pending',
    old: 'h.oldest_age_ms',
    dead: 'h.dead',
    // Since when it is known: the longest first.
    gap: '-(select min(gap_since_ms) from device_cursor c where c.device_id = d.id)',
  }[kind];
  const rows = await sql<MachineRow[]>`
    select * from (
      select d.id, d.kiosk, d.district, d.place, h.at_ms, coalesce(h.pending, 0) as pending, h.oldest_age_ms, coalesce(h.dead, 0) as dead,
        ${by === 'kiosk' ? sql`0::bigint` : sql`coalesce((${sql.unsafe(order)})::bigint, 0)`} as worst
      from device d left join machine_now h on h.device_id = d.id
      where d.district <> 'si' and ${having} ${district === undefined ? sql`` : sql`and d.district = ${district}`}
    ) m
    where ${worst === null ? sql`true` : sql`worst < ${wholeOf(worst)} or (worst = ${wholeOf(worst)} and kiosk > ${String(kiosk)})`}
    order by worst desc, kiosk limit ${limit + 1}`;
  const page = pageOfRows(rows, limit, (row) => [Number(row.worst), row.kiosk]);
  const gaps = Map.groupBy(
    await gapRows(
      sql,
      page.rows.map(({ id }) => id),
    ),
    ({ device_id: id }) => id,
  );
  return {
    rows: page.rows.map((row) => ({
      ...{ kiosk: row.kiosk, district: row.district, place: row.place },
      lastBeat: row.at_ms === null ? null : isoTime(Number(row.at_ms)),
      ...{ pending: row.pending, dead: row.dead },
      oldestAgeMs: row.oldest_age_ms === null ? null : Number(row.oldest_age_ms),
      gaps: (gaps.get(row.id) ?? []).map(toProof),
    })),
    next: page.next,
  };
}
