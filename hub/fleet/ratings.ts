import type {
  RatingListQuery,
  RatingRow,
  RatingsPage,
  RatingsQuery,
  RatingsReply,
} from '../../contract/console/ratings.ts';
import { addDays, cityDay, dueDay, type WorkingCalendar } from '../../contract/working-days.ts';
import { reasons as cityReasons, districts } from '../city/reference.ts';
import { pageOfRows, readCursor, wholeOf } from '../console/cursor.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { dayBegin } from './overview.ts';

const dayMs = 24 * 3_600_000;
const defaultDays = 30;
const defaultLimit = 100;
/** Ratings at and below it are bad ones: they are answered within so many working days (docs/domain/journeys.md J8). */
const badUpTo = 2;
const answerWorkingDays = 15;

interface SpanQuery {
  readonly days?: number;
  readonly district?: string;
  readonly item?: string;
}

const spanOf = ({ days = defaultDays }: SpanQuery, nowMs: number) => {
  const to = cityDay(nowMs);
  const from = addDays(to, 1 - days);
  return { from, to, fromMs: dayBegin(from) };
};

/** Where a rating belongs: the machine of its case. */
const joined = (sql: Sql, { district, item }: SpanQuery, fromMs: number) => sql`
  rating r left join case_file c on c.receipt_no = r.receipt_no left join device d on d.id = c.device_id
  where r.at_ms >= ${fromMs} ${district === undefined ? sql`` : sql`and d.district = ${district}`}
    ${item === undefined ? sql`` : sql`and c.item_id = ${item}`}`;

/** Sums of ratings; means are of persons only, since a default says nothing. */
export async function ratingSums(sql: Sql, query: RatingsQuery, nowMs: number): Promise<RatingsReply> {
  const { from, to, fromMs } = spanOf(query, nowMs);
  const [cells, reasons] = await Promise.all([
    sql<{ day: number; level: number; source: 'person' | 'default'; item: string; district: string; count: number }[]>`
      select ((r.at_ms - ${fromMs}::bigint) / ${dayMs})::int as day, r.level, r.source,
        coalesce(c.item_id, '') as item, coalesce(d.district, '') as district, count(*)::int as count
      from ${joined(sql, query, fromMs)} group by 1, 2, 3, 4, 5`,
    sql<{ reason: string; count: number }[]>`
      select reason, count(*)::int as count from (select jsonb_array_elements_text(r.reasons) as reason from ${joined(sql, query, fromMs)}) x
      group by 1 order by 2 desc, 1 limit 64`,
  ]);
  const said = cells.filter(({ source }) => source === 'person');
  const by = <K extends 'day' | 'item' | 'district'>(key: K) => [...Map.groupBy(said, (cell) => cell[key])];
  const count = (rows: readonly { readonly count: number }[]) => rows.reduce((total, row) => total + row.count, 0);
  return {
    ...{ from, to, mean: meanOf(said) },
    levels: [1, 2, 3, 4, 5].map((level) => {
      const own = cells.filter((cell) => cell.level === level);
      return {
        level,
        byPersons: count(own.filter(({ source }) => source === 'person')),
        byDefault: count(own.filter(({ source }) => source === 'default')),
      };
    }),
    reasons: reasons.map(({ reason, count: named }) => {
      const known = cityReasons.reasons.find(({ code }) => code === reason);
      return { reason, nameZh: known?.nameZh ?? reason, nameEn: known?.nameEn ?? reason, count: named };
    }),
    days: by('day')
      .map(([day, rows]) => ({ day: addDays(from, day), count: count(rows), mean: meanOf(rows) }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
    items: by('item')
      .filter(([itemId]) => itemId !== '')
      .map(([itemId, rows]) => ({ itemId, count: count(rows), mean: meanOf(rows) }))
      .sort((a, b) => b.count - a.count || (a.itemId < b.itemId ? -1 : 1)),
    districts: districts.map(({ letters, nameZh, nameEn }) => {
      const rows = said.filter(({ district }) => district === letters);
      return { district: letters, nameZh, nameEn, count: count(rows), mean: meanOf(rows) };
    }),
  };
}

function meanOf(rows: readonly { readonly level: number; readonly count: number }[]): number | null {
  const count = rows.reduce((total, row) => total + row.count, 0);
  return count === 0 ? null : rows.reduce((total, row) => total + row.level * row.count, 0) / count;
}

interface Row {
  readonly receipt_no: string;
  readonly item_id: string | null;
  readonly kiosk: string | null;
  readonly place: string | null;
  readonly level: number;
  readonly reasons: readonly string[];
  readonly source: 'person' | 'default';
  readonly at_ms: string;
  readonly has_words: boolean;
}

/** Ratings one by one, newest first, without words and without anybody. */
export async function listRatings(
  sql: Sql,
  query: RatingListQuery,
  calendar: WorkingCalendar,
  nowMs: number,
): Promise<RatingsPage> {
  const { upTo, source, limit = defaultLimit } = query;
  const after = readCursor(query.after, 2);
  const [atMs, receipt] = after ?? [null, ''];
  const rows = await sql<Row[]>`
    select r.receipt_no, c.item_id, d.kiosk, d.place, r.level, r.reasons, r.source, r.at_ms, r.words is not null as has_words
    from ${joined(sql, query, spanOf(query, nowMs).fromMs)}
      ${upTo === undefined ? sql`` : sql`and r.level <= ${upTo}`} ${source === undefined ? sql`` : sql`and r.source = ${source}`}
      ${atMs === null ? sql`` : sql`and (r.at_ms, r.receipt_no) < (${wholeOf(atMs)}::bigint, ${String(receipt)})`}
    order by r.at_ms desc, r.receipt_no desc limit ${limit + 1}`;
  const page = pageOfRows(rows, limit, (row) => [Number(row.at_ms), row.receipt_no]);
  return { rows: page.rows.map((row) => toRow(row, calendar)), next: page.next };
}

function toRow(row: Row, calendar: WorkingCalendar): RatingRow {
  const isDue = row.source === 'person' && row.level <= badUpTo;
  return {
    ...{ receiptNo: row.receipt_no, itemId: row.item_id, kiosk: row.kiosk, place: row.place, level: row.level },
    ...{ reasons: [...row.reasons], source: row.source, at: isoTime(Number(row.at_ms)), hasWords: row.has_words },
    answerBy: isDue ? dueDay(calendar, cityDay(Number(row.at_ms)), answerWorkingDays) : null,
  };
}
