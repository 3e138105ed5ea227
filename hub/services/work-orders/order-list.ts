import { err, ok, type Result } from '../../../contract/result.ts';
import { dueMs, meaningOf } from '../../../contract/technician/work-causes.ts';
import {
  maxOrders,
  type WorkOrder,
  type WorkOrderRow,
  type WorkOrdersReply,
  type WorkState,
} from '../../../contract/technician/work-orders.ts';
import type { WorkingCalendar } from '../../../contract/working-days.ts';
import type { Note } from '../../audit/audit.ts';
import { type Sql, type Tx, transaction } from '../../database/pool.ts';
import { isoTime } from '../../http.ts';

/** Of a machine without open orders. */
export const noWork = '0.0';
/** Kind that only an operator ends: no test counts cards. */
export const mismatchKind = 'cards:mismatch';

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly state: WorkState;
  readonly opened_ms: string;
  readonly closed_ms: string | null;
  readonly closed_by: string | null;
  readonly assigned_to: string | null;
  readonly revision: string;
  readonly kiosk: string;
  readonly place: string;
}

const columns =
  'w.id, w.kind, w.state, w.opened_ms, w.closed_ms, w.closed_by, w.assigned_to, w.revision, d.kiosk, d.place';
const rowsOf = (sql: Sql | Tx) => sql.unsafe<Row[]>;

function orderOf(row: Row, calendar: WorkingCalendar): WorkOrder {
  const openedMs = Number(row.opened_ms);
  const due = dueMs(meaningOf(row.kind).severity, openedMs, calendar);
  return {
    ...{ id: Number(row.id), kind: row.kind, state: row.state, openedAt: isoTime(openedMs) },
    ...{ due: due === null ? null : isoTime(due), assignedTo: row.assigned_to },
  };
}

function operatorRow(row: Row, calendar: WorkingCalendar): WorkOrderRow {
  const { cause, severity } = meaningOf(row.kind);
  const { kiosk, place, closed_ms, closed_by } = row;
  const closedAt = closed_ms === null ? null : isoTime(Number(closed_ms));
  return { ...orderOf(row, calendar), kiosk, place, cause, severity, closedAt, isVerified: closed_by !== null };
}

/** What a machine is told: all open orders, and the counts of cards that were accepted. */
export async function ordersOfMachine(
  sql: Sql,
  deviceId: string,
  calendar: WorkingCalendar,
): Promise<Omit<WorkOrdersReply, 'hubTime'>> {
  const rows = await rowsOf(sql)(
    `select ${columns} from maintenance_order w join device d on d.id = w.device_id
     where w.device_id = $1 and w.closed_ms is null order by w.opened_ms, w.id`,
    [deviceId],
  );
  const accepted = await sql<{ id: string }[]>`
    select id from replenishment where device_id = ${deviceId} and accepted_ms is not null order by accepted_ms desc, id limit 50`;
  const newest = rows.reduce((max, { revision }) => Math.max(max, Number(revision)), 0);
  return {
    revision: rows.length === 0 ? noWork : `${rows.length}.${newest}`,
    orders: rows.slice(0, maxOrders).map((row) => orderOf(row, calendar)),
    accepted: accepted.map(({ id }) => id),
  };
}

/** Open ones oldest first, closed ones newest first. @param kiosk null = of every machine */
export async function listOrders(
  sql: Sql,
  which: { readonly kiosk: string | null; readonly isOpen: boolean },
  calendar: WorkingCalendar,
): Promise<readonly WorkOrderRow[]> {
  const { kiosk, isOpen } = which;
  const rows = await rowsOf(sql)(
    `select ${columns} from maintenance_order w join device d on d.id = w.device_id
     where ($1::text is null or d.kiosk = $1) and ${isOpen ? 'w.closed_ms is null order by w.opened_ms, w.id' : 'w.closed_ms is not null order by w.closed_ms desc, w.id'}
     limit 200`,
    [kiosk],
  );
  return rows.map((row) => operatorRow(row, calendar));
}

/** Null = there is none. */
export async function orderById(sql: Sql, id: number, calendar: WorkingCalendar): Promise<WorkOrderRow | null> {
  const [row] = await rowsOf(sql)(
    `select ${columns} from maintenance_order w join device d on d.id = w.device_id where w.id = $1`,
    [id],
  );
  return row === undefined ? null : operatorRow(row, calendar);
}

/** Why nobody was sent: no such open order, nobody has this number, or somebody else was faster. */
type AssignFault = 'order' | 'staff' | { readonly assignedTo: string | null };

/**
 * Sends somebody, or nobody any more (null).
 * @param seen whom whoever decides has seen as sent: where it is somebody else by now, nothing is done; whoever wants the same person as the other one has it. Undefined = not asked
 */
export async function assignOrder(
  sql: Sql,
  id: number,
  { staffId, seen }: { readonly staffId: string | null; readonly seen: string | null | undefined },
  note: Note,
): Promise<Result<null, AssignFault>> {
  return await transaction(sql, async (tx) => {
    const [order] = await tx<{ assigned_to: string | null }[]>`
      select assigned_to from maintenance_order where id = ${id} and closed_ms is null for update`;
    if (order === undefined) return err('order');
    if (seen !== undefined && order.assigned_to !== seen && order.assigned_to !== staffId)
      return err({ assignedTo: order.assigned_to });
    const rows = await tx`
    update maintenance_order set assigned_to = ${staffId}::text, revision = nextval('work_revision'),
      state = case when state in ('new', 'assigned', 'reopened') then ${staffId === null ? 'new' : 'assigned'} else state end
    where id = ${id}
      and (${staffId}::text is null or exists (select 1 from staff where staff_id = ${staffId} and revoked_ms is null))
    returning id`;
    if (rows.length === 0) return err('staff');
    await note(tx, { act: 'order.assigned', subject: `order:${id}`, detail: { staffId } });
    return ok(null);
  });
}

/**
 * An operator has looked: closed without a test. Closing `cards:mismatch` accepts the counts that opened it, and the machine issues cards again.
 * @returns false = no such open order
 */
export async function closeOrder(sql: Sql, id: number, nowMs: number, note: Note): Promise<boolean> {
  return await transaction(sql, async (tx) => {
    const [row] = await tx<{ device_id: string; kind: string }[]>`
      update maintenance_order set closed_ms = ${nowMs}
      where id = ${id} and closed_ms is null returning device_id, kind`;
    if (row === undefined) return false;
    if (row.kind === mismatchKind) {
      await tx`update replenishment set accepted_ms = ${nowMs}
        where device_id = ${row.device_id} and coalesce(difference, 0) <> 0 and accepted_ms is null`;
    }
    await note(tx, { act: 'order.closed', subject: `order:${id}`, detail: { kind: row.kind } });
    return true;
  });
}
