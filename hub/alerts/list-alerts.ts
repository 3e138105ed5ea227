import { type AlertCode, alertKinds } from '../../contract/alerts/catalogue.ts';
import type { AlertDetail, AlertRow, AlertSites, AlertsPage, AlertsQuery } from '../../contract/console/alerts.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { quietSql } from './alert-store.ts';
import { alertLimits } from './limits.ts';
import { maintenanceSign } from './signs.ts';

interface Row {
  readonly id: string;
  readonly code: AlertCode;
  readonly severity: AlertRow['severity'];
  readonly subject: string;
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
  readonly kiosks: string[];
  readonly numbers: Record<string, number>;
  readonly since_ms: string;
  readonly opened_ms: string;
  readonly resolved_ms: string | null;
  readonly acknowledged_ms: string | null;
  readonly acknowledged_by: string | null;
  readonly acknowledged_note: string | null;
  readonly mute_until_ms: string | null;
  readonly mute_reason: string | null;
  readonly is_maintained: boolean;
}

/** Order of severities, the gravest first; as in the index `alert_open_rank`. */
export const rank = `case a.severity when 'stop' then 0 when 'limit' then 1 else 2 end`;

/** Columns of `alert a` with what keeps it quiet; `$1` = now, `$2` = since when a heartbeat says "maintenance" for certain. */
const columns = `a.*, m.until_ms as mute_until_ms, m.reason as mute_reason,
  exists (select 1 from heartbeat_latest h where h.device_id = a.device_id and h.signs like '%${maintenanceSign}%' and h.at_ms > $2::bigint) as is_maintained`;
const joined = (table: string): string => `${table} a left join lateral (
  select until_ms, reason from alert_mute m where m.ended_ms is null and m.until_ms > $1::bigint and (m.kiosk is null or m.kiosk = a.kiosk)
    and (m.place is null or m.place = a.place) and (m.code is null or m.code = a.code) order by m.until_ms desc limit 1) m on a.resolved_ms is null`;

const times = (nowMs: number) => [nowMs, nowMs - alertLimits.maintenanceMs];

/** A page of alerts. The cursor is the place in the order: `rank.opened.id` of open ones, `resolved.id` of those that have ended. */
export async function listAlerts(sql: Sql, query: AlertsQuery, nowMs: number): Promise<AlertsPage> {
  const { state = 'open', limit = 100, after } = query;
  const isOpen = state === 'open';
  const cursor = (after ?? '').split('.').map(Number);
  const isCursor = cursor.length === (isOpen ? 3 : 2) && cursor.every(Number.isSafeInteger);
  const [a = 0, b = 0, c = 0] = isCursor ? cursor : [];
  const order = isOpen ? `${rank}, a.opened_ms, a.id` : 'a.resolved_ms desc, a.id desc';
  // What keeps an alert quiet is asked for the rows of the page only.
  const rows = await sql.unsafe<Row[]>(
    `with page as (
       select * from alert a where ${isOpen ? 'a.resolved_ms is null' : 'a.resolved_ms is not null'}
         and ($3::text is null or a.district = $3) and ($4::text is null or a.place = $4) and ($5::text is null or a.kiosk = $5)
         and ($6::text[] is null or a.code = any($6)) and ($7::text is null or a.severity = $7)
         and ($8::boolean is null or $8 = (a.acknowledged_ms is null)) ${query.withQuiet === false ? `and not ${quietSql(nowMs)}` : ''}
         and (not $9::boolean or ${isOpen ? `(${rank}, a.opened_ms, a.id) > ($10::int, $11::bigint, $12::bigint)` : '(a.resolved_ms, a.id) < ($10::bigint, $11::bigint) and $12::bigint = 0'})
       order by ${order} limit $13
     ) select ${columns} from ${joined('page')} order by ${order}`,
    [
      ...times(nowMs),
      ...[query.district ?? null, query.place ?? null, query.kiosk ?? null, codesOf(query), query.severity ?? null],
      ...[query.isNew ?? null, isCursor, a, b, c, limit + 1],
    ],
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(toRow),
    next:
      rows.length <= limit || last === undefined ? null : isOpen ? openPlace(last) : `${last.resolved_ms}.${last.id}`,
  };
}

const openPlace = ({ severity, opened_ms, id }: Row): string =>
  `${['stop', 'limit', 'watch'].indexOf(severity)}.${opened_ms}.${id}`;

/** Codes that the filters leave; null = all. */
function codesOf({ code, group }: AlertsQuery): AlertCode[] | null {
  if (code === undefined && group === undefined) return null;
  return (Object.keys(alertKinds) as AlertCode[]).filter(
    (one) => (code === undefined || one === code) && (group === undefined || alertKinds[one].group === group),
  );
}

function toRow(row: Row): AlertRow {
  const { code, severity, subject, place, district, numbers } = row;
  const time = (ms: string | null) => (ms === null ? null : isoTime(Number(ms)));
  const at = time(row.acknowledged_ms);
  const isOpen = row.resolved_ms === null;
  return {
    ...{ id: Number(row.id), code, group: alertKinds[code].group, severity, subject, place, district, numbers },
    ...{ kiosk: row.kiosk === '' ? null : row.kiosk, since: isoTime(Number(row.since_ms)) },
    ...{ openedAt: isoTime(Number(row.opened_ms)), resolvedAt: time(row.resolved_ms) },
    acknowledged: at === null ? null : { at, by: row.acknowledged_by ?? '', note: row.acknowledged_note },
    quiet: !isOpen
      ? null
      : row.mute_until_ms !== null
        ? { why: 'mute', until: time(row.mute_until_ms), reason: row.mute_reason }
        : row.is_maintained
          ? { why: 'maintenance', until: null, reason: null }
          : null,
  };
}

/** Open alerts by site. @param district null = of the whole city */
export async function alertSites(sql: Sql, district: string | null, nowMs: number): Promise<AlertSites> {
  const count = `(count(*) filter (where a.severity = 'stop'))::int as stop, (count(*) filter (where a.severity = 'limit'))::int as "limit",
    (count(*) filter (where a.severity = 'watch'))::int as watch, count(*)::int as open,
    (count(*) filter (where a.acknowledged_ms is null))::int as "isNew"`;
  const from = `from alert a where a.resolved_ms is null and ($1::text is null or a.district = $1)`;
  type Counts = Omit<AlertSites['counts'], 'quiet'>;
  const [counts] = await sql.unsafe<(Counts & { quiet: number })[]>(
    `select ${count}, (count(*) filter (where ${quietSql(nowMs)}))::int as quiet ${from}`,
    [district],
  );
  const sites = await sql.unsafe<(Counts & { place: string; district: string; machines: number; oldest: string })[]>(
    `select a.place, min(a.district) as district, ${count}, min(a.opened_ms) as oldest,
       greatest(count(distinct a.kiosk) filter (where a.kiosk <> ''), coalesce(max(cardinality(a.kiosks)), 0))::int as machines
     ${from} group by a.place order by stop desc, "limit" desc, watch desc, oldest, a.place limit 500`,
    [district],
  );
  return {
    counts: counts ?? { stop: 0, limit: 0, watch: 0, open: 0, isNew: 0, quiet: 0 },
    sites: sites.map(({ oldest, ...site }) => ({ ...site, oldest: isoTime(Number(oldest)) })),
  };
}

const kiosksShown = 100;
const monthMs = 30 * 86_400_000;

/** Null = there is none. */
export async function alertDetail(sql: Sql, id: number, nowMs: number): Promise<AlertDetail | null> {
  const [row] = await sql.unsafe<Row[]>(`select ${columns} from ${joined('alert')} where a.id = $3`, [
    ...times(nowMs),
    id,
  ]);
  if (row === undefined) return null;
  const events = await sql<
    { at_ms: string; what: AlertDetail['events'][number]['what']; by_name: string | null; note: string | null }[]
  >`
    select at_ms, what, by_name, note from alert_event where alert_id = ${id} order by number limit 200`;
  const deliveries = await sql<(Omit<AlertDetail['deliveries'][number], 'sentAt'> & { sent_ms: string | null })[]>`
    select port, change, state, attempts, sent_ms, cause from alert_delivery where alert_id = ${id} order by at_ms, change, port`;
  const [times30] = await sql<{ times: number }[]>`
    select count(*)::int as times from alert where kiosk = ${row.kiosk} and place = ${row.place} and code = ${row.code}
      and subject = ${row.subject} and opened_ms > ${nowMs - monthMs}`;
  return {
    alert: toRow(row),
    kiosks: row.kiosks.slice(0, kiosksShown),
    events: events.map(({ at_ms, what, by_name, note }) => ({ at: isoTime(Number(at_ms)), what, by: by_name, note })),
    deliveries: deliveries.map(({ sent_ms, ...one }) => ({
      ...one,
      sentAt: sent_ms === null ? null : isoTime(Number(sent_ms)),
    })),
    timesIn30Days: times30?.times ?? 0,
  };
}
