import type { OrderReply } from '../../../contract/hub-services.ts';
import type { Tx } from '../../database/pool.ts';
import { isoTime } from '../../http.ts';
import { notify } from '../../signals.ts';
import { newId } from '../ids.ts';

/** Time to pay (docs/domain/journeys.md J1 step 10), time of the demonstration provider to give money back, time until money without goods goes back. */
const orderLimits = { payMs: 120_000, refundMs: 3000, goodsMs: 30 * 60_000 } as const;

/**
 * Of a card that was reserved at a machine which has said nothing of it since: so long it may be without a network, with the card in the citizen's hand. After that the money goes back and the
 * application ends; a card that turns up later never comes into force.
 */
export const silentCardMs = 7 * 24 * 3_600_000;

export type RefundReason = 'noCard' | 'cancelled' | 'jam' | 'offline' | 'late' | 'paidTwice' | 'captured';

interface OrderRow {
  readonly id: string;
  readonly item_id: string;
  readonly person: string;
  readonly amount_fen: number;
  readonly state: OrderReply['state'];
  readonly expires_ms: string;
  readonly used_ms: string | null;
}

/**
 * An order to pay. Whoever has paid for this item already and got nothing yet is not asked again: the paid order comes back. Money that was paid but
 * bought nothing goes back by itself (`settleOrders`).
 */
export async function openOrder(
  tx: Tx,
  order: {
    readonly deviceId: string;
    readonly itemId: string;
    readonly person: string;
    readonly amountFen: number;
    readonly nowMs: number;
  },
): Promise<OrderReply> {
  const { deviceId, itemId, person, nowMs } = order;
  await tx`select pg_advisory_xact_lock(hashtextextended(${`pay ${person} ${itemId}`}, 7151))`;
  const [known] = await tx<OrderRow[]>`select id, item_id, person, amount_fen, state, expires_ms, used_ms from pay_order
    where person = ${person} and item_id = ${itemId} and amount_fen = ${order.amountFen} and used_ms is null
      and (state = 'paid' or (state = 'pending' and device_id = ${deviceId} and expires_ms > ${nowMs + 30_000}))
    order by state = 'paid' desc, created_ms desc limit 1`;
  if (known !== undefined) return toReply(known);
  const id = newId('order');
  await tx`insert into pay_order (id, device_id, item_id, person, amount_fen, state, created_ms, expires_ms)
    values (${id}, ${deviceId}, ${itemId}, ${person}, ${order.amountFen}, 'pending', ${nowMs}, ${nowMs + orderLimits.payMs})`;
  return toReply(await lockOrder(tx, id, nowMs));
}

/** Nothing is opened: the amount is not the fee, or there is none. @param feeFen the right one */
export function refusedOrder(feeFen: number, nowMs: number): OrderReply {
  return {
    orderId: '',
    amountFen: feeFen,
    payCode: '',
    expiresAt: isoTime(nowMs),
    state: 'refused',
    reason: feeFen === 0 ? 'free' : 'wrongAmount',
    provider: 'demonstration',
    demonstration: true,
  };
}

/**
 * What the provider says of a payment. Paid after the time was over, or for what the same person has paid already: the money goes back at once.
 * The same word twice changes nothing.
 */
export async function takePayment(
  tx: Tx,
  id: string,
  outcome: 'paid' | 'unknown' | 'failed',
  nowMs: number,
): Promise<OrderReply | null> {
  const order = await tryLockOrder(tx, id, nowMs);
  if (order === null) return null;
  await notify(tx, `order:${id}`);
  if (['paid', 'refunded'].includes(order.state)) return toReply(order);
  const [asked] = await tx`select 1 from pay_refund where order_id = ${id}`;
  if (outcome === 'paid') {
    await tx`select pg_advisory_xact_lock(hashtextextended(${`pay ${order.person} ${order.item_id}`}, 7151))`;
    const twin = await tx`select 1 from pay_order
      where person = ${order.person} and item_id = ${order.item_id} and state = 'paid' and used_ms is null and id <> ${id}`;
    const isLate = order.state === 'expired';
    await tx`update pay_order set state = 'paid', paid_ms = ${nowMs} where id = ${id}`;
    if (asked !== undefined) await tx`update pay_order set state = 'refunding' where id = ${id}`;
    else if (isLate) await refund(tx, id, 'late', nowMs);
    else if (twin.length > 0) await refund(tx, id, 'paidTwice', nowMs);
  } else if (outcome === 'unknown') {
    if (order.state === 'pending') await tx`update pay_order set state = 'unknown' where id = ${id}`;
  } else if (order.state === 'pending' || order.state === 'unknown') {
    await tx`update pay_order set state = 'expired' where id = ${id}`;
  }
  return toReply(await lockOrder(tx, id, nowMs));
}

/** Gives the money back, once. An order whose payment is unknown is marked, so that a payment that turns up goes back; what was used is not refunded. */
export async function refund(tx: Tx, id: string, reason: RefundReason, nowMs: number): Promise<OrderReply | null> {
  const order = await tryLockOrder(tx, id, nowMs);
  if (order === null || order.used_ms !== null) return order === null ? null : toReply(order);
  await tx`insert into pay_refund (order_id, reason, at_ms) values (${id}, ${reason}, ${nowMs}) on conflict do nothing`;
  if (order.state === 'paid') await tx`update pay_order set state = 'refunding' where id = ${id}`;
  if (order.state === 'pending') await tx`update pay_order set state = 'expired' where id = ${id}`;
  await notify(tx, `order:${id}`);
  return toReply(await lockOrder(tx, id, nowMs));
}

/** The goods are with the citizen, or the case is taken on: the money stays. */
export async function spendOrder(tx: Tx, id: string, receiptNo: string, nowMs: number): Promise<void> {
  await tx`update pay_order set used_ms = coalesce(used_ms, ${nowMs}), receipt_no = ${receiptNo}
    where id = ${id} and state = 'paid' and (used_ms is null or receipt_no = ${receiptNo})`;
}

/** What the money had bought is refused or withdrawn after all: it goes back. An order that bought something else, or nothing yet, stays as it is. */
export async function giveBackSpent(tx: Tx, id: string, receiptNo: string, nowMs: number): Promise<void> {
  const spent = await tx`update pay_order set used_ms = null
    where id = ${id} and receipt_no = ${receiptNo} and used_ms is not null`;
  if (spent.count > 0) await refund(tx, id, 'cancelled', nowMs);
}

/** An order of this machine as it stands; null = none of it. */
export async function readOrder(tx: Tx, deviceId: string, id: string, nowMs: number): Promise<OrderReply | null> {
  const mine = await tx`select 1 from pay_order where id = ${id} and device_id = ${deviceId}`;
  if (mine.length === 0) return null;
  const order = await tryLockOrder(tx, id, nowMs);
  return order === null ? null : toReply(order);
}

/** Whether a card is being made for this order at another machine than this. */
export async function makesCardElsewhere(tx: Tx, id: string, deviceId: string): Promise<boolean> {
  const rows = await tx`select 1 from card_reservation
    where order_id = ${id} and device_id <> ${deviceId} and state in ('reserved', 'issuedPending')`;
  return rows.length > 0;
}

/** Money that bought nothing in half an hour goes back (docs/domain/journeys.md H9). Harmless on several instances at once. */
export async function settleOrders(tx: Tx, nowMs: number): Promise<void> {
  const reserved = tx`select r.order_id from card_reservation r
    where r.order_id = o.id and r.state in ('reserved', 'issuedPending') and r.reserved_ms > ${nowMs - silentCardMs}`;
  // Whoever reserves a blank with it holds the order at this moment: then it has bought something.
  const idle = await tx<{ id: string }[]>`select o.id from pay_order o
    where state = 'paid' and used_ms is null and paid_ms < ${nowMs - orderLimits.goodsMs} and not exists (${reserved})
    order by o.id limit 100 for update of o skip locked`;
  // Looked at once more, now that nobody else can: a blank may have been reserved between the look and the hold.
  const still = await tx<{ id: string }[]>`
    select o.id from pay_order o where o.id = any(${idle.map(({ id }) => id)}::text[]) and not exists (${reserved}) order by o.id`;
  for (const { id } of still) await refund(tx, id, 'noCard', nowMs);
  const open = await tx<{ id: string }[]>`select id from pay_order where state = 'refunding'
    or (state = 'pending' and expires_ms < ${nowMs}) order by id limit 500`;
  for (const { id } of open) await tryLockOrder(tx, id, nowMs);
}

/** Locks an order and brings it to this moment: what is due has happened. */
async function tryLockOrder(tx: Tx, id: string, nowMs: number): Promise<OrderRow | null> {
  const [order] = await tx<OrderRow[]>`
    select id, item_id, person, amount_fen, state, expires_ms, used_ms from pay_order where id = ${id} for update`;
  if (order === undefined) return null;
  if (order.state === 'pending' && Number(order.expires_ms) <= nowMs) {
    await tx`update pay_order set state = 'expired' where id = ${id}`;
    return { ...order, state: 'expired' };
  }
  if (order.state !== 'refunding') return order;
  const due = await tx`update pay_refund set settled_ms = ${nowMs}
    where order_id = ${id} and at_ms <= ${nowMs - orderLimits.refundMs} and settled_ms is null`;
  if (due.count === 0) return order;
  await tx`update pay_order set state = 'refunded' where id = ${id}`;
  return { ...order, state: 'refunded' };
}

async function lockOrder(tx: Tx, id: string, nowMs: number): Promise<OrderRow> {
  const order = await tryLockOrder(tx, id, nowMs);
  if (order === null) throw new Error('an order that was just written is gone');
  return order;
}

function toReply(row: OrderRow): OrderReply {
  return {
    orderId: row.id,
    amountFen: row.amount_fen,
    // A name that exists nowhere: nobody can really pay here.
    payCode: `https://pay.demonstration.invalid/${row.id}`,
    expiresAt: isoTime(Number(row.expires_ms)),
    state: row.state,
    provider: 'demonstration',
    demonstration: true,
  };
}
