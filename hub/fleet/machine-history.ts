import type { Static } from 'typebox';
import type { SamplesReply, TimelinePage, TimelineRow } from '../../contract/console/machines.ts';
import { pageOfRows, readCursor, wholeOf } from '../console/cursor.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';

const defaultLimit = 100;
const samplesAtMost = 2100;

interface Row {
  readonly at_ms: string;
  readonly kind: TimelineRow['kind'];
  readonly word: string;
  readonly detail: string;
  readonly place: string;
}

/** What happened at one machine, newest first: states, boots, versions, orders, assignments, what became of them, commands. */
export async function machineTimeline(
  sql: Sql,
  deviceId: string,
  query: { readonly after?: string; readonly limit?: number },
): Promise<Static<typeof TimelinePage>> {
  const limit = query.limit ?? defaultLimit;
  const after = readCursor(query.after, 2);
  const [atMs, place] = after ?? [null, ''];
  // Each source gives at most a page, so that a machine of ten years costs no more than a new one.
  const bound = (column: string) => (atMs === null ? sql`` : sql`and ${sql.unsafe(column)} <= ${wholeOf(atMs)}`);
  const newest = (column: string) => sql`order by ${sql.unsafe(column)} desc limit ${limit + 50}`;
  const rows = await sql<Row[]>`
    select * from (
      (select at_ms, kind, word, detail, kind || ':' || word as place from machine_event where device_id = ${deviceId} ${bound('at_ms')} ${newest('at_ms')})
      union all
      (select opened_ms, 'orderOpened', kind, '', 'orderOpened:' || id from maintenance_order
        where device_id = ${deviceId} ${bound('opened_ms')} ${newest('opened_ms')})
      union all
      (select closed_ms, 'orderClosed', kind, case when closed_by is null then '' else 'verified' end, 'orderClosed:' || id from maintenance_order
        where device_id = ${deviceId} and closed_ms is not null ${bound('closed_ms')} ${newest('closed_ms')})
      union all
      (select made_ms, 'assigned', target, '', 'assigned:' || counter from assignment where device_id = ${deviceId} ${bound('made_ms')} ${newest('made_ms')})
      union all
      (select received_ms, 'outcome', outcome, concat_ws(' ', release, cause), 'outcome:' || number from update_outcome
        where device_id = ${deviceId} ${bound('received_ms')} ${newest('received_ms')})
      union all
      (select c.made_ms, 'command', s.kind, concat_ws(' ', c.state, c.code), 'command:' || c.number from command c join command_send s on s.id = c.send_id
        where c.device_id = ${deviceId} ${bound('c.made_ms')} ${newest('c.made_ms')})
    ) t
    where ${atMs === null ? sql`true` : sql`(at_ms, place collate "C") < (${wholeOf(atMs)}::bigint, ${String(place)})`}
    order by at_ms desc, place collate "C" desc limit ${limit + 1}`;
  const page = pageOfRows(rows, limit, (row) => [Number(row.at_ms), row.place]);
  return {
    rows: page.rows.map(({ at_ms, kind, word, detail }) => ({ at: isoTime(Number(at_ms)), kind, word, detail })),
    next: page.next,
  };
}

interface Sample {
  readonly at_ms: string;
  readonly state: SamplesReply['rows'][number]['state'];
  readonly pending: number | null;
  readonly dead: number | null;
  readonly completed: number | null;
  readonly prints_failed: number | null;
  readonly rss_mib: number | null;
}

/** Samples of the last hours, oldest first. */
export async function machineSamples(sql: Sql, deviceId: string, hours: number, nowMs: number): Promise<SamplesReply> {
  const rows = await sql<Sample[]>`
    select at_ms, state, pending, dead, completed, prints_failed, rss_mib from heartbeat_hist
    where device_id = ${deviceId} and at_ms >= ${nowMs - hours * 3_600_000} and at_ms <= ${nowMs} order by at_ms desc limit ${samplesAtMost}`;
  return {
    rows: rows.reverse().map(({ at_ms, prints_failed: printsFailed, rss_mib: rssMiB, ...row }) => ({
      ...{ at: isoTime(Number(at_ms)), printsFailed, rssMiB },
      ...{ state: row.state, pending: row.pending, dead: row.dead, completed: row.completed },
    })),
  };
}
