import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { StaffId } from '../technician/staff.ts';
import { workCauses, workSeverities } from '../technician/work-causes.ts';
import { WorkOrderRow, workStates } from '../technician/work-orders.ts';
import { District, Iso, Kiosk, pageOf, pageQuery } from './page.ts';

/** Keepers' tasks and the board of work orders. */

/** A number for each of these words. */
const countsOf = <const T extends readonly string[]>(words: T) =>
  Type.Unsafe<Record<T[number], number>>({
    ...{ type: 'object', required: [...words], additionalProperties: false },
    properties: Object.fromEntries(words.map((word) => [word, { type: 'integer', minimum: 0 }])),
  });

/**
 * What a keeper has to do at a machine. A task ends when the machine says so, never by a click.
 * `dailyCheck` no self-test today; `replenish` low, out, or less than two days left; `emptyBin`; `takeOut` a captured card is inside; `handOver` a found item is kept longer
 * than 30 days; `liftNotice` its expected return has passed; `postNotice` it serves nobody and no notice says so; `closeDoor`.
 */
export const taskKinds = [
  'dailyCheck',
  'replenish',
  'emptyBin',
  'takeOut',
  'handOver',
  'liftNotice',
  'postNotice',
  'closeDoor',
] as const;
export type TaskKind = (typeof taskKinds)[number];

export const TaskRow = Type.Object(
  {
    kiosk: Type.String(),
    place: Type.String(),
    district: Type.String(),
    kind: oneOf(taskKinds),
    /** `receiptPrinter.paper`; empty = the machine. */
    subject: Type.String(),
    since: Iso,
    due: Iso,
    isOverdue: Type.Boolean(),
  },
  strict,
);
export type TaskRow = Static<typeof TaskRow>;

/** `GET /v1/console/tasks`: what is due first comes first. */
export const TasksQuery = Type.Object(
  {
    district: Type.Optional(District),
    kiosk: Type.Optional(Kiosk),
    kind: Type.Optional(oneOf(taskKinds)),
    isOverdue: Type.Optional(Type.Boolean()),
    ...pageQuery,
  },
  strict,
);
export type TasksQuery = Static<typeof TasksQuery>;
export const TasksPage = Type.Object(
  {
    rows: Type.Array(TaskRow),
    next: nullable(Type.String()),
    /** Of the whole district or city, whatever the other filters. */
    counts: countsOf(taskKinds),
  },
  strict,
);
export type TasksPage = Static<typeof TasksPage>;

/** `GET /v1/console/work-orders`: open ones by due time (those without last), closed ones newest first. */
export const OrdersQuery = Type.Object(
  {
    status: Type.Optional(oneOf(['open', 'closed'] as const)),
    state: Type.Optional(oneOf(workStates)),
    district: Type.Optional(District),
    kiosk: Type.Optional(Kiosk),
    severity: Type.Optional(oneOf(workSeverities)),
    cause: Type.Optional(oneOf(workCauses)),
    assignedTo: Type.Optional(StaffId),
    /** Whether anybody was sent. */
    isAssigned: Type.Optional(Type.Boolean()),
    isOverdue: Type.Optional(Type.Boolean()),
    ...pageQuery,
  },
  strict,
);
export type OrdersQuery = Static<typeof OrdersQuery>;

/** One order on the board; `district` and `isOverdue` beside what every list of orders says. */
export const OrderCard = Type.Object(
  { ...WorkOrderRow.properties, district: Type.String(), isOverdue: Type.Boolean() },
  strict,
);
export type OrderCard = Static<typeof OrderCard>;
export const OrdersPage = pageOf(OrderCard);
export type OrdersPage = Static<typeof OrdersPage>;

const Spread = Type.Object(
  {
    closed: Type.Integer(),
    /** Minutes from opened to closed; null = none was closed. */
    meanMinutes: nullable(Type.Number()),
    medianMinutes: nullable(Type.Number()),
    /** Closed in time, of those that had a time. */
    inTime: nullable(Type.Number({ minimum: 0, maximum: 1 })),
  },
  strict,
);

/** `GET /v1/console/work-orders/board?district=…`: counts of open orders, and the time to repair over the last 30 days. */
export const OrdersBoard = Type.Object(
  {
    open: Type.Integer(),
    overdue: Type.Integer(),
    unassigned: Type.Integer(),
    byState: countsOf(workStates),
    bySeverity: countsOf(workSeverities),
    repair: Spread,
    byCause: Type.Array(Type.Object({ cause: oneOf(workCauses), open: Type.Integer(), repair: Spread }, strict)),
  },
  strict,
);
export type OrdersBoard = Static<typeof OrdersBoard>;

/** `POST /v1/operator/work-orders`: an operator opens one; `note` is for whoever goes there and holds nothing of a citizen. */
export const OpenOrderRequest = Type.Object(
  {
    kiosk: Kiosk,
    part: Type.String({ pattern: '^[A-Za-z]{1,32}$' }),
    note: Type.String({ minLength: 1, maxLength: 200 }),
  },
  strict,
);
export type OpenOrderRequest = Static<typeof OpenOrderRequest>;
/** `isNew` false = one was open already. */
export const OpenOrderReply = Type.Object({ id: Type.Integer(), isNew: Type.Boolean() }, strict);
