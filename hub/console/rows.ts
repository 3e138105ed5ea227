import type { ConsoleTransaction } from '../../contract/hub-api.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';

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

/** The newest messages, newest first. Nothing here knows a person: bodies stay sealed and dept_ tables are not asked. */
export async function newestTransactions(sql: Sql, limit: number): Promise<readonly ConsoleTransaction[]> {
  const rows = await sql<Row[]>`${select(sql)} order by i.received_ms desc, i.id desc limit ${limit}`;
  return rows.map(toTransaction);
}

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
