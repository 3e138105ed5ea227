import type { TransactionsPage, TransactionsQuery } from '../../contract/console/transactions.ts';
import type { ConsoleTransaction } from '../../contract/hub-api.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { pageOfRows, readCursor, wholeOf } from './cursor.ts';

interface Row {
  readonly id: string;
  readonly receipt_no: string | null;
  readonly item_id: string | null;
  readonly topic: string;
  readonly kiosk: string;
  readonly place: string;
  readonly seq: string;
  readonly received_ms: string;
  readonly wall_ms: string;
  readonly hub_offset_ms: string | null;
  readonly state: string;
  readonly settled_ms: string | null;
  readonly existing_receipt: string | null;
}

const defaultLimit = 100;

/**
 * Messages by what is asked, newest first. Nothing here knows a person: bodies stay sealed and dept_ tables are not asked. Whoever asks for the receipt gets the messages of its case.
 */
export async function listTransactions(sql: Sql, query: TransactionsQuery): Promise<TransactionsPage> {
  const { from, to, district, kiosk, item, topic, state, receipt, limit = defaultLimit } = query;
  const after = readCursor(query.after, 2);
  const ms = (iso: string) => (Number.isNaN(Date.parse(iso)) ? 0 : Date.parse(iso));
  const [atMs, id] = after ?? [null, ''];
  const rows = await sql<Row[]>`
    ${select(sql)}
    where ${from === undefined ? sql`true` : sql`i.received_ms >= ${ms(from)}`}
      ${to === undefined ? sql`` : sql`and i.received_ms < ${ms(to)}`}
      ${kiosk === undefined ? sql`` : sql`and i.device_id = (select id from device where kiosk = ${kiosk})`}
      ${district === undefined ? sql`` : sql`and d.district = ${district}`}
      ${item === undefined ? sql`` : sql`and i.item_id = ${item}`}
      ${topic === undefined ? sql`` : sql`and i.topic = ${topic}`}
      ${state === undefined ? sql`` : sql`and coalesce(c.state, i.state) = ${state}`}
      ${receipt === undefined ? sql`` : ofReceipt(sql, receipt)}
      ${atMs === null ? sql`` : sql`and (i.received_ms, i.id) < (${wholeOf(atMs)}::bigint, ${uuid(id)}::uuid)`}
    order by i.received_ms desc, i.id desc limit ${limit + 1}`;
  const page = pageOfRows(rows, limit, (row) => [Number(row.received_ms), row.id]);
  return { rows: page.rows.map(toTransaction), next: page.next };
}

/** A receipt, or all that begin so: its kiosk code leads to the machine, whose messages stand together. */
function ofReceipt(sql: Sql, typed: string) {
  const receipt = typed.toUpperCase();
  const kiosk = receipt.slice(0, 6);
  return sql`and i.device_id = (select id from device where kiosk = ${kiosk}) and starts_with(i.receipt_no, ${receipt})`;
}

/** A cursor that somebody has bent is compared as the least id. */
function uuid(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : '00000000-0000-0000-0000-000000000000';
}

/** These transactions as rows, in the order in which they came. */
export async function transactionsById(sql: Sql, ids: readonly string[]): Promise<readonly ConsoleTransaction[]> {
  const rows = await sql<Row[]>`${select(sql)} where i.id = any(${[...ids]}::uuid[]) order by i.received_ms, i.id`;
  return rows.map(toTransaction);
}

function select(sql: Sql) {
  return sql`
    select i.id, i.receipt_no, i.item_id, i.topic, coalesce(d.kiosk, '') as kiosk, coalesce(d.place, '') as place, i.seq, i.received_ms,
      i.wall_ms, i.hub_offset_ms, coalesce(c.state, i.state) as state, c.settled_ms, c.existing_receipt
    from ingest i left join device d on d.id = i.device_id left join case_file c on c.message_id = i.id`;
}

function toTransaction(row: Row): ConsoleTransaction {
  return {
    messageId: row.id,
    receiptNo: row.receipt_no,
    itemId: row.item_id,
    topic: row.topic,
    kiosk: row.kiosk,
    place: row.place,
    seq: Number(row.seq),
    receivedAt: isoTime(Number(row.received_ms)),
    // The machine's clock may be wrong; its own last difference to ours corrects it.
    capturedAt: isoTime(Number(row.wall_ms) + Number(row.hub_offset_ms ?? 0)),
    state: row.state,
    settledAt: row.settled_ms === null ? null : isoTime(Number(row.settled_ms)),
    existingReceipt: row.existing_receipt,
  };
}
