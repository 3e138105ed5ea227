import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { OrderReply } from '../../../contract/hub-services.ts';
import { cityDay } from '../../../contract/working-days.ts';
import { transaction } from '../../database/pool.ts';
import { application, call, operator, people, submit, type TestPerson, until } from '../../testing/case-kit.ts';
import { type HubFixture, openHubFixture } from '../../testing/hub-fixture.ts';
import type { TestMachine } from '../../testing/machine.ts';
import { settleOrders, silentCardMs } from '../orders/orders.ts';

let f: HubFixture;
let machine: TestMachine;
beforeAll(async () => {
  f = await openHubFixture({ decisionDelayMs: 600_000 });
  machine = await f.machine();
});
afterAll(async () => {
  await f.close();
});

async function replace(person: TestPerson, card: string, fulfil: 'A' | 'C' | 'M') {
  const order = (await call(machine, 'orders', { itemId: 'ss.card.replace', amountFen: 2000, person }))
    .body as OrderReply;
  await operator(f.hub.url, `orders/${order.orderId}/pay`, { outcome: 'paid' });
  const answers = { card, reason: 'info', fulfil, mobile: '19900000105' };
  const body = application(machine, 'ss.card.replace', person, answers, { orderId: order.orderId });
  return { receiptNo: body.receiptNo, orderId: order.orderId, state: (await submit(machine, body)).state };
}

async function reserved(person: TestPerson, card: string) {
  const { receiptNo, orderId } = await replace(person, card, 'A');
  await call(machine, 'cards/reservations', { person, receiptNo, orderId, hopper: 5 });
  return receiptNo;
}

async function report(receiptNo: string, state: string, act: { kind: string; outcome: string }) {
  const body = {
    format: 'yitiji-custody/1',
    device: 'dispenser',
    receiptNo,
    act: { id: randomUUID(), by: 'reply', isLate: false, ...act },
    custody: { id: randomUUID(), kind: 'issuedCard', direction: 'out', state, isOrphan: false },
    counts: { hopper: 9, retain: 0 },
  };
  const sealed = await machine.message(body, { receiptNo, orderKey: randomUUID() }, 'custody.changed');
  await machine.batch([sealed]);
  await vi.waitFor(async () => {
    const [row] = await f.sql<{ state: string }[]>`select state from ingest where id = ${sealed.id}`;
    expect(row?.state).toBe('applied');
  }, 10_000);
}

const reservation = async (receiptNo: string) =>
  (await f.sql<{ state: string }[]>`select state from card_reservation where receipt_no = ${receiptNo}`)[0]?.state;

test('a card that is stuck although the unit tried to free it is void; one that was just moved is not', async () => {
  const receiptNo = await reserved(people.chenZhe, 'ss-0150-1');
  await report(receiptNo, 'held', { kind: 'feed', outcome: 'done' });
  expect(await reservation(receiptNo)).toBe('reserved');
  await report(receiptNo, 'held', { kind: 'recover', outcome: 'partial' });
  expect(await reservation(receiptNo)).toBe('void');
  expect((await replace(people.chenZhe, 'ss-0150-1', 'C')).state).toBe('accepted');
});

test('a machine that waits for the end of a card on the spot hears it when it comes: answered at once, it would ask on and on', async () => {
  const [person, card] = [people.liYun, await cardInUse(people.liYun)];
  const { receiptNo, orderId, state } = await replace(person, card, 'A');
  // Taken in: the card is to be made now, which nobody waits for in this question.
  expect(state).toBe('accepted');
  await call(machine, 'cards/reservations', { person, receiptNo, orderId, hopper: 5 });
  const heard: string[] = [];
  const waiting = machine.caseState(receiptNo, 20).then(({ body }) => heard.push(String(body.state)));
  await report(receiptNo, 'held', { kind: 'feed', outcome: 'done' });
  // What is asked without waiting is answered, and the other question is still open.
  expect((await machine.caseState(receiptNo)).body.state).toBe('inProgress');
  expect(heard).toEqual([]);
  await report(receiptNo, 'taken', { kind: 'present', outcome: 'done' });
  await waiting;
  expect(heard).toEqual(['done']);
});

test('a blank that never left the hopper ends its reservation: its person is not left with a card in production for ever', async () => {
  const receiptNo = await reserved(people.linJie, 'ss-0064-1');
  await report(receiptNo, 'returned', { kind: 'feed', outcome: 'notDone' });
  expect(await reservation(receiptNo)).toBe('void');
  expect((await replace(people.linJie, 'ss-0064-1', 'C')).state).toBe('accepted');
});

test('the end of the void application takes nothing back from the one that was made since', async () => {
  const first = await reserved(people.ouyang, 'ss-0017-1');
  await report(first, 'retained', { kind: 'capture', outcome: 'done' });
  const second = await replace(people.ouyang, 'ss-0017-1', 'C');
  expect(second.state).toBe('accepted');
  f.clock.shiftMs = 62_000;
  await f.sql`select pg_notify('yitiji', 'work')`;
  await until(machine, first, 'expired');
  f.clock.shiftMs = 0;
  const old = await f.sql`select state, replaced from dept_ss_card where card_id = 'ss-0017-1'`;
  expect(old[0]).toEqual({ state: 'normal', replaced: true });
  expect(await f.sql`select 1 from dept_ss_card where card_id = ${`card-${second.receiptNo}`}`).toHaveLength(1);
});

test('a card at a machine that never speaks again keeps nobody’s money for ever, and nobody from applying anew', async () => {
  const person = people.fangYuan;
  const [card] = await f.sql<{ card_id: string }[]>`
    select card_id from dept_ss_card where id_number = ${person.idNumber} and state = 'normal' limit 1`;
  const { receiptNo, orderId } = await replace(person, card?.card_id ?? '', 'A');
  await call(machine, 'cards/reservations', { person, receiptNo, orderId, hopper: 5 });
  const order = async () => (await f.sql`select state from pay_order where id = ${orderId}`)[0]?.state;
  const due = async () => {
    await f.sql`update case_task set next_ms = 0 where receipt_no = ${receiptNo} and step = 'expire'`;
    await f.sql`select pg_notify('yitiji', 'work')`;
    await vi.waitFor(async () => {
      const tasks = await f.sql`select 1 from case_task where receipt_no = ${receiptNo} and next_ms = 0`;
      expect(tasks).toHaveLength(0);
    }, 10_000);
  };
  const reservedAgo = (ms: number) =>
    f.sql`update card_reservation set reserved_ms = ${f.clock.wallMs() - ms} where receipt_no = ${receiptNo}`;
  // The machine may be without a network for days, and the card in the citizen's hand.
  await f.sql`update pay_order set paid_ms = ${f.clock.wallMs() - silentCardMs} where id = ${orderId}`;
  await reservedAgo(silentCardMs - 60_000);
  await due();
  await transaction(f.sql, (tx) => settleOrders(tx, f.clock.wallMs()));
  expect([await order(), await reservation(receiptNo)]).toEqual(['paid', 'reserved']);
  await reservedAgo(silentCardMs + 1);
  await due();
  await until(machine, receiptNo, 'expired');
  expect([await order(), await reservation(receiptNo)]).toEqual(['refunding', 'void']);
  expect(await told(receiptNo)).toEqual(['新卡没有生效，如已付费将退回，可重新办理。']);
  expect((await replace(person, card?.card_id ?? '', 'C')).state).toBe('accepted');
});

/** Somebody with a card in use, and that card. */
async function heWanAndCard() {
  const person = people.heWan;
  return { person, card: await cardInUse(person) };
}
async function cardInUse({ idNumber }: TestPerson): Promise<string> {
  const [card = { card_id: '' }] = await f.sql<{ card_id: string }[]>`
    update dept_ss_card set state = 'normal', replaced = false
    where card_id = (select min(card_id) from dept_ss_card where id_number = ${idNumber} and card_id like 'ss-%') returning card_id`;
  return card.card_id;
}
const decide = (receiptNo: string, state: string) => operator(f.hub.url, `cases/${receiptNo}/decide`, { state });
const cardState = async (cardId: string) =>
  (await f.sql`select state, replaced from dept_ss_card where card_id = ${cardId}`)[0];
const told = async (receiptNo: string) =>
  (await f.sql<{ text: string }[]>`select text from dept_sms where receipt_no = ${receiptNo} order by id`).map(
    ({ text }) => text.replace(/^.*办件 \S+ /, ''),
  );

test('what was paid for an application that is refused afterwards goes back, as the page says', async () => {
  const { person, card } = await heWanAndCard();
  const { receiptNo, orderId } = await replace(person, card, 'C');
  expect((await decide(receiptNo, 'refused')).status).toBe(200);
  expect(await f.sql`select state, used_ms from pay_order where id = ${orderId}`).toEqual([
    { state: 'refunding', used_ms: null },
  ]);
  expect(await cardState(card)).toEqual({ state: 'normal', replaced: false });
});

const orderOf = async (orderId: string) =>
  (await f.sql<{ state: string }[]>`select state from pay_order where id = ${orderId}`)[0]?.state;

test('a card on the spot that a clerk refuses while its blank is made: the money goes back at once and not after a week, and the chip is not found right any more', async () => {
  const { person, card } = await heWanAndCard();
  const { receiptNo, orderId } = await replace(person, card, 'A');
  const made = (await call(machine, 'cards/reservations', { person, receiptNo, orderId, hopper: 5 })).body;
  expect((await decide(receiptNo, 'refused')).body).toMatchObject({ state: 'refused' });
  expect([await orderOf(orderId), await reservation(receiptNo)]).toEqual(['refunding', 'void']);
  const digest = createHash('sha256').update(String(made.payload)).digest('hex');
  const path = `cards/reservations/${String(made.reservationId)}/verify`;
  expect((await call(machine, path, { serial: made.serial, digest })).body.state).toBe('mismatch');
  await report(receiptNo, 'retained', { kind: 'capture', outcome: 'done' });
  expect(await f.sql`select reason from pay_refund where order_id = ${orderId}`).toEqual([{ reason: 'cancelled' }]);
  expect((await machine.caseState(receiptNo)).body.state).toBe('refused');
});

test('a card that was found right is being handed out: a clerk can refuse it no more, and what becomes of it decides; a dead card is in nobody’s hand', async () => {
  const { person, card } = await heWanAndCard();
  const { receiptNo, orderId } = await replace(person, card, 'A');
  const made = (await call(machine, 'cards/reservations', { person, receiptNo, orderId, hopper: 5 })).body;
  const digest = createHash('sha256').update(String(made.payload)).digest('hex');
  const path = `cards/reservations/${String(made.reservationId)}/verify`;
  expect((await call(machine, path, { serial: made.serial, digest })).body.state).toBe('good');
  for (const state of ['refused', 'expired']) expect((await decide(receiptNo, state)).status).toBe(400);
  expect([await orderOf(orderId), await reservation(receiptNo)]).toEqual(['paid', 'issuedPending']);
  await report(receiptNo, 'taken', { kind: 'present', outcome: 'done' });
  await until(machine, receiptNo, 'done');
  expect((await cardState(`card-${receiptNo}`))?.state).toBe('inactive');
  await f.sql`delete from dept_ss_card where card_id = ${`card-${receiptNo}`}`;
  await f.sql`update dept_application set is_live = false, outcome = 'reset' where receipt_no = ${receiptNo}`;
});

test('what was paid for an application that is refused at the first look pays for the next one, or goes back by itself', async () => {
  const { person, card } = await heWanAndCard();
  await f.sql`update dept_ss_card set replaced = true where card_id = ${card}`;
  const first = await replace(person, card, 'C');
  expect([first.state, await told(first.receiptNo)]).toEqual(['refused', ['不予受理，请扫回执查看原因。']]);
  const order = async () =>
    (await call(machine, 'orders', { itemId: 'ss.card.replace', amountFen: 2000, person })).body as OrderReply;
  expect(await order()).toMatchObject({ orderId: first.orderId, state: 'paid' });
  await f.sql`update pay_order set paid_ms = paid_ms - 1800001 where id = ${first.orderId}`;
  await transaction(f.sql, (tx) => settleOrders(tx, f.clock.wallMs()));
  expect(await f.sql`select state from pay_order where id = ${first.orderId}`).toEqual([{ state: 'refunding' }]);
  // What goes back pays for nothing any more.
  expect(await order()).toMatchObject({ state: 'pending' });
});

test('a machine that tells late that a paid visit was given up takes no money back for which a card is being made elsewhere', async () => {
  const { person, card } = await heWanAndCard();
  const asked = { itemId: 'ss.card.replace', amountFen: 2000, person };
  const { orderId } = (await call(machine, 'orders', asked)).body as OrderReply;
  await operator(f.hub.url, `orders/${orderId}/pay`, { outcome: 'paid' });
  const other = await f.machine();
  expect((await call(other, 'orders', asked)).body).toMatchObject({ orderId, state: 'paid' });
  const answers = { card, reason: 'info', fulfil: 'A' };
  const body = application(other, 'ss.card.replace', person, answers, { orderId });
  expect((await submit(other, body)).state).toBe('accepted');
  const { receiptNo } = body;
  const made = await call(other, 'cards/reservations', { person, receiptNo, orderId, hopper: 5 });
  expect(made.body.state).toBe('reserved');
  expect((await call(machine, `orders/${orderId}/refund`, { reason: 'cancelled' })).body.state).toBe('paid');
  await decide(receiptNo, 'refused');
});

test('what was free when it was handed in stays free however long it waited for the hub', async () => {
  const { person, card } = await heWanAndCard();
  const dayMs = 86_400_000;
  // A year old the day before yesterday: until then a broken card is not its holder's doing.
  const handedIn = f.clock.wallMs() - 3 * dayMs;
  const yearOld = cityDay(handedIn + dayMs);
  const issued = `${Number(yearOld.slice(0, 4)) - 1}${yearOld.slice(4)}`;
  await f.sql`update dept_ss_card set issued = ${issued} where card_id = ${card}`;
  const late = { offline: true, capturedAt: new Date(handedIn).toISOString() };
  const answers = { card, reason: 'damaged', fulfil: 'C' };
  const taken = await submit(machine, application(machine, 'ss.card.replace', person, answers, late));
  expect([taken.state, taken.reason]).toEqual(['accepted', null]);
  await decide(taken.receiptNo, 'refused');
});

test('the old card stays as it is until the new one was collected, as the pages say', async () => {
  const { person, card } = await heWanAndCard();
  const { receiptNo } = await replace(person, card, 'C');
  await decide(receiptNo, 'ready');
  expect(await cardState(card)).toEqual({ state: 'normal', replaced: true });
  await decide(receiptNo, 'collected');
  expect(await cardState(card)).toEqual({ state: 'cancelled', replaced: true });
  expect((await cardState(`card-${receiptNo}`))?.state).toBe('inactive');
  expect(await told(receiptNo)).toEqual(['可领取，请带身份证。']);
});

test('a card that was posted is not told as one to collect, and its application stands in nobody’s way', async () => {
  const { person, card } = await heWanAndCard();
  const { receiptNo } = await replace(person, card, 'M');
  await decide(receiptNo, 'ready');
  expect(await told(receiptNo)).toEqual(['已办结，卡已寄出。']);
  expect((await machine.caseState(receiptNo)).body.state).toBe('done');
  expect((await cardState(`card-${receiptNo}`))?.state).toBe('inactive');
  expect((await machine.pull('hrss.cards', person)).body).toMatchObject({ data: { pendingReceipt: null } });
  // Nobody has activated the new one yet: money still goes where it went.
  expect((await machine.pull('bank.ssAccount', person)).body).toMatchObject({ data: { active: true } });
  // Another application for the same card is refused, and takes nothing back that the first has done.
  expect((await replace(person, card, 'C')).state).toBe('refused');
  expect(await cardState(card)).toEqual({ state: 'normal', replaced: true });
  // The lost one is never in use beside it again.
  await f.sql`update dept_ss_card set state = 'formalLoss' where card_id = ${card}`;
  expect(await submit(machine, application(machine, 'ss.card.loss', person, { action: 'undo', card }))).toMatchObject({
    ...{ state: 'refused', reason: 'replaced' },
  });
});
