import { createHash, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BookingReply, OrderReply, SwitchesReply } from '../../contract/hub-services.ts';
import { addDays, cityDay, isWorkingDay } from '../../contract/working-days.ts';
import { cityCalendar } from '../city/reference.ts';
import { tidy } from '../housekeeping.ts';
import { application, call, operator, people, submit, until, view } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture, tablesWith } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';
import { isBookable, slotCapacity } from './bookings/bookings.ts';
import { settleOrders } from './orders/orders.ts';

const { liYun, chenZhe, fangYuan, heWan, linJie, ouyang, wangYi } = people;
let f: HubFixture;
let machine: TestMachine;
beforeAll(async () => {
  f = await openHubFixture({ decisionDelayMs: 400 });
  machine = await f.machine();
});
afterAll(async () => {
  await f.close();
});

const get = (path: string) =>
  machine.send('GET', machine.path(path), null, { created: Math.floor(f.clock.wallMs() / 1000) });
const message = async (topic: 'case.rate' | 'custody.changed', body: object, receiptNo: string | null = null) => {
  const sealed = await machine.message(body, { receiptNo, orderKey: randomUUID() }, topic);
  await machine.batch([sealed]);
  await vi.waitFor(async () => {
    const [row] = await f.sql<{ state: string }[]>`select state from ingest where id = ${sealed.id}`;
    expect(row?.state).toBe('applied');
  }, 10_000);
  return sealed;
};

describe('once', () => {
  test('the same key has one effect and one answer, also at the same moment; it cannot be used for something else', async () => {
    const key = randomUUID();
    const body = { key, itemId: 'ss.card.replace', amountFen: 2000, person: liYun };
    const answers = await Promise.all([1, 2, 3].map(() => machine.send('POST', machine.path('orders'), body)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(await f.sql`select 1 from pay_order`).toHaveLength(1);
    const reused = await machine.send('POST', machine.path('orders'), { ...body, amountFen: 1 });
    expect([reused.status, reused.body.error]).toEqual([400, 'badRequest']);
    expect(reused.isSigned).toBe(true);
  });
});

describe('codes by SMS', () => {
  const send = (mobile: string | null, person: object | null = null) =>
    call(machine, 'sms-codes', { person, mobile, purpose: 'mobile' });
  const newest = async () => ((await operator(f.hub.url, 'sms')).body as unknown as { text: string }[])[0]?.text ?? '';
  const check = (codeId: unknown, code: string) =>
    machine.send('POST', machine.path(`sms-codes/${String(codeId)}/check`), { code });

  test('three tries, once good, five minutes, and not again within one', async () => {
    const sent = await send('19900000001');
    expect(sent.body).toMatchObject({ state: 'sent', to: '199****0001', waitS: 60 });
    const code = /\d{6}/.exec(await newest())?.[0] ?? '';
    const wrong = code === '000000' ? '111111' : '000000';
    expect((await send('19900000001')).body).toMatchObject({ state: 'tooSoon' });
    expect((await check(sent.body.codeId, wrong)).body).toEqual({ state: 'wrong', triesLeft: 2 });
    expect((await check(sent.body.codeId, code)).body.state).toBe('good');
    const goodAt = () => f.sql`select good_ms from sms_code where id = ${String(sent.body.codeId)}`;
    const first = [...(await goodAt())];
    // The answer was lost on the way, and the machine asks once more: the same word, and no longer good for it.
    expect((await check(sent.body.codeId, code)).body).toEqual({ state: 'good', triesLeft: 2 });
    expect([...(await goodAt())]).toEqual(first);
    expect((await check(sent.body.codeId, wrong)).body).toEqual({ state: 'wrong', triesLeft: 1 });
    await f.sql`update sms_code set expires_ms = ${f.clock.wallMs()} where id = ${String(sent.body.codeId)}`;
    expect((await check(sent.body.codeId, code)).body.state).toBe('expired');

    const other = await send('19900000002');
    const answers = await Promise.all([1, 2, 3, 4].map(() => check(other.body.codeId, '999999')));
    expect(answers.filter((answer) => answer.body.state === 'wrong').length).toBeLessThanOrEqual(2);
    const right = /\d{6}/.exec(await newest())?.[0] ?? '';
    expect((await check(other.body.codeId, right)).body).toEqual({ state: 'locked', triesLeft: 0 });
  });

  test('to the number on file only for a name that fits the number', async () => {
    expect((await send(null, chenZhe)).body).toMatchObject({ state: 'sent' });
    expect((await send(null, { ...chenZhe, name: '别人' })).body).toMatchObject({ state: 'noNumber', to: '' });
    expect((await send(null, wangYi)).body).toMatchObject({ state: 'noNumber' });
  });
});

describe('orders', () => {
  const open = async (person: object, itemId = 'ss.card.replace') =>
    (await call(machine, 'orders', { itemId, amountFen: 2000, person })).body as OrderReply;
  const pay = (order: OrderReply, outcome = 'paid') => operator(f.hub.url, `orders/${order.orderId}/pay`, { outcome });
  const at = async (order: OrderReply) => (await get(`orders/${order.orderId}`)).body as OrderReply;
  const refunds = (order: OrderReply) => f.sql`select reason from pay_refund where order_id = ${order.orderId}`;

  test('paid once: the waiting machine hears it, the provider may say it twice, and nobody is asked to pay again', async () => {
    const order = await open(chenZhe);
    expect(Compile(OrderReply).Check(order)).toBe(true);
    expect(order).toMatchObject({ state: 'pending', demonstration: true });
    const waiting = get(`orders/${order.orderId}?wait=10`);
    await pay(order);
    expect((await waiting).body).toMatchObject({ state: 'paid' });
    await pay(order);
    expect(await open(chenZhe)).toMatchObject({ orderId: order.orderId, state: 'paid' });
    expect(await refunds(order)).toHaveLength(0);
  });

  test('money that comes after the time was over, or a second time from another machine, goes back, once', async () => {
    const late = await open(linJie);
    f.clock.shiftMs = 121_000;
    expect(await at(late)).toMatchObject({ state: 'expired' });
    await pay(late);
    await pay(late);
    expect([...(await refunds(late))]).toEqual([{ reason: 'late' }]);
    f.clock.shiftMs = 130_000;
    expect(await at(late)).toMatchObject({ state: 'refunded' });
    f.clock.shiftMs = 0;

    const other = await f.machine();
    const mine = await open(ouyang);
    const twin = (await call(other, 'orders', { itemId: 'ss.card.replace', amountFen: 2000, person: ouyang }))
      .body as OrderReply;
    expect(twin.orderId).not.toBe(mine.orderId);
    await pay(mine);
    await pay(twin);
    expect([...(await refunds(twin))]).toEqual([{ reason: 'paidTwice' }]);
    expect(await refunds(mine)).toHaveLength(0);
  });

  test('an unknown payment is not taken for paid; refunded meanwhile, it goes back when it turns up', async () => {
    const order = await open(fangYuan);
    await pay(order, 'unknown');
    expect(await at(order)).toMatchObject({ state: 'unknown' });
    await call(machine, `orders/${order.orderId}/refund`, { reason: 'offline' });
    await pay(order, 'paid');
    expect(await at(order)).toMatchObject({ state: 'refunding' });
    const again = await Promise.all(
      [1, 2].map(() => call(machine, `orders/${order.orderId}/refund`, { reason: 'jam' })),
    );
    expect(again.map((answer) => answer.status)).toEqual([200, 200]);
    expect([...(await refunds(order))]).toEqual([{ reason: 'offline' }]);
  });

  test('money that bought nothing in half an hour goes back by itself', async () => {
    const order = await open(wangYi);
    await pay(order);
    f.clock.shiftMs = 31 * 60_000;
    await tidy({ sql: f.sql, clock: f.clock, log: () => undefined } as unknown as Parameters<typeof tidy>[0]);
    expect([...(await refunds(order))]).toEqual([{ reason: 'noCard' }]);
    f.clock.shiftMs = 0;
  });

  test('a blank that is reserved at the moment at which the money would go back keeps it: never the card and the money', async () => {
    const order = await open(heWan);
    await pay(order);
    const nowMs = f.clock.wallMs() + 31 * 60_000;
    let isOver = false;
    const settling = await f.sql.begin(async (tx) => {
      // As `reserveCard` does it: the order is held, then the blank is written.
      await tx`select 1 from pay_order where id = ${order.orderId} for update`;
      await tx`insert into card_reservation (id, device_id, receipt_no, person, order_id, serial, state, digest, card_id, last4, reserved_ms)
        values ('race', ${machine.claimed.deviceId}, 'r', 'p', ${order.orderId}, 'race', 'reserved', '', 'c', '0000', ${Math.round(nowMs)})`;
      const going = f.sql
        .begin((other) => settleOrders(other, nowMs))
        .finally(() => {
          isOver = true;
        });
      await vi.waitFor(async () => {
        const waits =
          await f.sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%pay_order%'`;
        expect(isOver || waits.length > 0).toBe(true);
      }, 10_000);
      return { going };
    });
    await settling.going;
    expect(await refunds(order)).toHaveLength(0);
    expect(await at(order)).toMatchObject({ state: 'paid' });
    await f.sql`delete from card_reservation where id = 'race'`;
  });
});

describe('cards on the spot', () => {
  const replace = async (person: { idNumber: string; name: string }, card: string, reason: string) => {
    const order = (await call(machine, 'orders', { itemId: 'ss.card.replace', amountFen: 2000, person }))
      .body as OrderReply;
    await operator(f.hub.url, `orders/${order.orderId}/pay`, { outcome: 'paid' });
    const body = application(
      machine,
      'ss.card.replace',
      person,
      { card, reason, fulfil: 'A', mobile: '19900000064' },
      { orderId: order.orderId },
    );
    expect(await submit(machine, body)).toMatchObject({ state: 'accepted' });
    return { receiptNo: body.receiptNo, orderId: order.orderId };
  };
  const reserve = (receiptNo: string, person: object, orderId: string | null, hopper = 5) =>
    call(machine, 'cards/reservations', { person, receiptNo, orderId, hopper });
  const verify = (reservation: Record<string, unknown>, digest?: string) =>
    call(machine, `cards/reservations/${String(reservation.reservationId)}/verify`, {
      serial: reservation.serial,
      digest: digest ?? createHash('sha256').update(String(reservation.payload)).digest('hex'),
    });
  const custody = (receiptNo: string, state: string, id: string = randomUUID()) =>
    message(
      'custody.changed',
      {
        format: 'yitiji-custody/1',
        device: 'dispenser',
        receiptNo,
        act: null,
        custody: { id, kind: 'issuedCard', direction: 'out', state, isOrphan: false },
        counts: { hopper: 9, retain: 0 },
      },
      receiptNo,
    );
  const cardOf = async (receiptNo: string) =>
    (await f.sql<{ state: string }[]>`select state from dept_ss_card where card_id = ${`card-${receiptNo}`}`)[0]?.state;
  const refund = async (orderId: string) =>
    (await f.sql<{ reason: string }[]>`select reason from pay_refund where order_id = ${orderId}`)[0]?.reason;

  test('nothing is promised unpaid, without a blank, or for somebody else; taken = in force, the old one is cancelled, the money stays', async () => {
    const { receiptNo, orderId } = await replace(chenZhe, 'ss-0150-1', 'info');
    expect((await reserve(receiptNo, chenZhe, null)).body).toMatchObject({ state: 'refused', reason: 'notPaid' });
    expect((await reserve(receiptNo, chenZhe, orderId, 0)).body).toMatchObject({ state: 'refused', reason: 'noStock' });
    expect((await reserve(receiptNo, liYun, orderId)).body).toMatchObject({ state: 'refused', reason: 'caseUnknown' });
    const reserved = await reserve(receiptNo, chenZhe, orderId);
    expect(reserved.body).toMatchObject({ state: 'reserved', reason: null });
    expect(String(reserved.body.payload)).not.toContain(chenZhe.idNumber);
    expect((await verify(reserved.body)).body).toMatchObject({ state: 'good' });
    expect(await cardOf(receiptNo)).toBe('inProduction');
    const sealed = await custody(receiptNo, 'taken');
    expect(await until(machine, receiptNo, 'done')).toMatchObject({
      data: { last4: expect.stringMatching(/^\d{4}$/) },
    });
    expect(await cardOf(receiptNo)).toBe('inactive');
    const [old] = await f.sql`select state, replaced from dept_ss_card where card_id = 'ss-0150-1'`;
    expect(old).toEqual({ state: 'cancelled', replaced: true });
    await machine.batch([sealed]);
    expect(await refund(orderId)).toBeUndefined();
    await call(machine, `orders/${orderId}/refund`, { reason: 'jam' });
    expect(await refund(orderId)).toBeUndefined();
    await tidy({ sql: f.sql, clock: f.clock, log: () => undefined } as unknown as Parameters<typeof tidy>[0]);
    expect(await refund(orderId)).toBeUndefined();
  });

  test('a card taken back is locked and the money goes back once; the old card stays', async () => {
    const { receiptNo, orderId } = await replace(linJie, 'ss-0064-1', 'info');
    const reserved = await reserve(receiptNo, linJie, orderId);
    await verify(reserved.body);
    await custody(receiptNo, 'offered');
    expect(await cardOf(receiptNo)).toBe('inProduction');
    await custody(receiptNo, 'retracted');
    expect(await until(machine, receiptNo, 'refused')).toMatchObject({ reason: 'cardCaptured' });
    expect(await cardOf(receiptNo)).toBe('cancelled');
    expect(await refund(orderId)).toBe('captured');
    const sent = (await operator(f.hub.url, 'sms')).body as unknown as { receiptNo: string; text: string }[];
    expect(sent.filter((one) => one.receiptNo === receiptNo).map(({ text }) => text)).toEqual([
      expect.stringContaining('已收回并锁定'),
    ]);
    await custody(receiptNo, 'taken');
    expect(await cardOf(receiptNo)).toBe('cancelled');
  });

  test('a chip that reads back wrongly gets one more blank; the first going to the bin late does not void the second', async () => {
    const { receiptNo, orderId } = await replace(fangYuan, 'ss-0114-1', 'info');
    const first = await reserve(receiptNo, fangYuan, orderId);
    expect((await verify(first.body, '0'.repeat(64))).body).toMatchObject({ state: 'mismatch' });
    const second = await reserve(receiptNo, fangYuan, orderId);
    expect(second.body).toMatchObject({ state: 'reserved' });
    const bin = randomUUID();
    await custody(receiptNo, 'retained', bin);
    await custody(receiptNo, 'retained', bin);
    expect((await verify(second.body)).body).toMatchObject({ state: 'good' });
    expect((await reserve(receiptNo, fangYuan, orderId)).body).toMatchObject({
      state: 'refused',
      reason: 'tooManyBlanks',
    });
    await custody(receiptNo, 'taken');
    const { data } = await until(machine, receiptNo, 'done');
    expect(await refund(orderId)).toBeUndefined();
    // What is printed on the second blank is what the city knows of it.
    expect(await f.sql`select last4 from dept_ss_card where card_id = ${`card-${receiptNo}`}`).toEqual([
      { last4: data.last4 },
    ]);
  });

  test('a jam ends it: after a minute without another blank the case is over and the money goes back', async () => {
    const { receiptNo, orderId } = await replace(ouyang, 'ss-0017-1', 'info');
    const reserved = await reserve(receiptNo, ouyang, orderId);
    expect(reserved.body.state).toBe('reserved');
    await custody(receiptNo, 'retained');
    expect(await cardOf(receiptNo)).toBe('cancelled');
    f.clock.shiftMs = 62_000;
    await f.sql`select pg_notify('yitiji', 'work')`;
    await vi.waitFor(async () => expect(await refund(orderId)).toBe('noCard'), 8000);
    f.clock.shiftMs = 0;
    expect(await until(machine, receiptNo, 'expired')).toMatchObject({ reason: 'noCard' });
  });
});

describe('bookings', () => {
  const day = (() => {
    let next = addDays(cityDay(Date.now()), 1);
    while (!isWorkingDay(cityCalendar, next)) next = addDays(next, 1);
    return next;
  })();
  const book = async (person: object, more: object = {}) =>
    (
      await call(machine, 'bookings', {
        person,
        serviceId: 'hukou.move',
        placeId: 'hall-LW',
        slotId: '0900',
        date: day,
        mobile: '19900000026',
        ...more,
      })
    ).body as BookingReply;

  test('one active booking per service, also when two machines ask at once; cancelled by its owner it is free again', async () => {
    const both = await Promise.all([book(liYun), book(liYun, { slotId: '0930' })]);
    expect(both.map((reply) => reply.state).sort()).toEqual(['already', 'booked']);
    const { bookingNo } = both.find((reply) => reply.state === 'booked') ?? both[0];
    expect(both[0].bookingNo).toBe(both[1].bookingNo);
    const cancel = (person: object) =>
      call(machine, `cases/${bookingNo}/acts`, { person, act: 'cancelBooking', answers: {} });
    expect((await cancel(chenZhe)).body).toMatchObject({ state: 'notYours' });
    expect((await cancel(liYun)).body).toMatchObject({ state: 'done' });
    const again = await book(liYun, { slotId: '1000' });
    expect(Compile(BookingReply).Check(again)).toBe(true);
    expect(again).toMatchObject({ state: 'booked', from: '10:00', date: day });
  });

  test('a working day from tomorrow to the fourteenth can be booked; today is none, nor is what no calendar has', () => {
    // A Thursday.
    const can = (date: string) => isBookable(cityCalendar, date, '2026-11-26');
    expect(['2026-11-27', '2026-12-10'].map(can)).toEqual([true, true]);
    const none = ['2026-11-26', '2026-11-28', '2026-12-11', '2026-11-31', '2026-12-0', '2026-11-27 ', 'tomorrow', ''];
    expect(none.filter(can)).toEqual([]);
  });

  test('the last place is given once; closed days and unknown slots are full', async () => {
    const crowd = await f.sql<
      { id_number: string; name: string }[]
    >`select id_number, name from dept_person order by id_number limit ${slotCapacity + 3}`;
    const replies = await Promise.all(
      crowd.map((row) => book({ idNumber: row.id_number, name: row.name }, { slotId: '1400' })),
    );
    expect(replies.filter((reply) => reply.state === 'booked').length).toBeLessThanOrEqual(slotCapacity);
    expect(replies.filter((reply) => reply.state === 'full').length).toBeGreaterThanOrEqual(2);
    const slots = await machine.pull('book.slots', liYun, { placeId: 'hall-LW', serviceId: 'hukou.move', date: day });
    const slot = (slots.body.data as { slots: { slotId: string; left: number }[] }).slots.find(
      (one) => one.slotId === '1400',
    );
    expect(slot?.left).toBe(0);
    expect((await book(linJie, { date: '2026-11-28' })).state).toBe('full');
    expect((await book(linJie, { slotId: '2359' })).state).toBe('full');
  });
});

describe('ratings', () => {
  const rate = (receiptNo: string, level: number, text = '', reasons: readonly string[] = level <= 2 ? ['slow'] : []) =>
    message(
      'case.rate',
      {
        format: 'yitiji-rate/1',
        receiptNo,
        level,
        reasons: [...reasons],
        text,
        callback: null,
        reasonsVersion: 1,
        at: 'x',
      },
      receiptNo,
    );
  const levelOf = async (receiptNo: string) =>
    (
      await f.sql<{ level: number; source: string }[]>`select level, source from rating where receipt_no = ${receiptNo}`
    )[0];

  test('one rating per case; after seven silent days fairly satisfied; a late word of the person goes before that', async () => {
    const spoken = application(machine, 'rated.one', liYun, {});
    const silent = application(machine, 'rated.two', chenZhe, {});
    for (const body of [spoken, silent]) {
      await submit(machine, body);
      await operator(f.hub.url, `cases/${body.receiptNo}/decide`, { state: 'done' });
    }
    expect((await view(machine, spoken.receiptNo, liYun))?.may).toContain('rate');
    await rate(spoken.receiptNo, 2, '等了很久，黎赟');
    await rate(spoken.receiptNo, 5);
    expect(await levelOf(spoken.receiptNo)).toEqual({ level: 2, source: 'person' });
    expect((await view(machine, spoken.receiptNo, liYun))?.may).not.toContain('rate');
    f.clock.shiftMs = 7 * 24 * 3_600_000 + 60_000;
    await tidy({ sql: f.sql, clock: f.clock, log: () => undefined } as unknown as Parameters<typeof tidy>[0]);
    f.clock.shiftMs = 0;
    expect(await levelOf(silent.receiptNo)).toEqual({ level: 3, source: 'default' });
    await rate(silent.receiptNo, 4);
    expect(await levelOf(silent.receiptNo)).toEqual({ level: 4, source: 'person' });
    expect(await tablesWith(f.sql, '等了很久')).toEqual([]);
  });

  test('a device that is named as faulty is one piece of work until somebody has looked, and names nobody', async () => {
    const [first, second, third] = [1, 2, 3].map((n) => application(machine, `faulty.n${n}`, liYun, {}));
    if (first === undefined || second === undefined || third === undefined) throw new Error('no application');
    const orders = async () =>
      (await operator(f.hub.url, 'work-orders')).body as unknown as { id: number; kind: string }[];
    for (const body of [first, second, third]) await submit(machine, body);
    await rate(first.receiptNo, 1, '', ['slow', 'device']);
    await rate(second.receiptNo, 2, '', ['device', 'card']);
    const open = await orders();
    expect(open.map(({ kind }) => kind).sort()).toEqual(['card', 'device']);
    expect(JSON.stringify(open)).not.toContain(liYun.name);
    for (const { id } of open) expect((await operator(f.hub.url, `work-orders/${id}/close`, {})).status).toBe(200);
    expect(await orders()).toEqual([]);
    // Said again after it was mended, it is work again; a good rating is none.
    await rate(third.receiptNo, 1, '', ['device']);
    expect((await orders()).map(({ kind }) => kind)).toEqual(['device']);
    expect((await view(machine, first.receiptNo, null))?.rated).toBe(true);
  });
});

test('the city switches phases and items; a machine hears it with a rising version', async () => {
  const before = (await get('switches')).body as SwitchesReply;
  expect(Compile(SwitchesReply).Check(before)).toBe(true);
  expect(before.phases).toEqual(['live', 'second']);
  await operator(f.hub.url, 'switches', { phases: ['live'], off: [{ item: 'hpf.query', reason: 'maintenance' }] });
  const after = (await get('switches')).body as SwitchesReply;
  expect(after).toMatchObject({
    phases: ['live'],
    off: [{ item: 'hpf.query', reason: 'maintenance' }],
    version: before.version + 1,
  });
  await operator(f.hub.url, 'switches', { phases: ['live', 'second'], off: [] });
});

test('the key of person tokens is the same all month and another next month; a video clerk says that it is a demonstration', async () => {
  const key = async () =>
    (
      await machine.send(
        'POST',
        machine.path('keys/person-token'),
        {},
        { created: Math.floor(f.clock.wallMs() / 1000) },
      )
    ).body;
  const first = await key();
  expect(await key()).toEqual(first);
  f.clock.shiftMs = 31 * 24 * 3_600_000;
  expect((await key()).key).not.toBe(first.key);
  f.clock.shiftMs = 0;
  const asked = await call(machine, 'video-checks', { person: liYun });
  expect(asked.body).toMatchObject({ state: 'waiting', assurance: 'demonstration' });
  expect((await get(`video-checks/${String(asked.body.checkId)}?wait=10`)).body).toMatchObject({
    state: 'good',
    assurance: 'demonstration',
  });
});

test('junk in any service gets a 4xx with a reason, never a 5xx', async () => {
  const person = { idNumber: liYun.idNumber, name: liYun.name };
  const digest = 'a'.repeat(64);
  const valid: Readonly<Record<string, readonly [method: string, body: Record<string, unknown>]>> = {
    'sms-codes': ['POST', { person, mobile: null, purpose: 'identity' }],
    'sms-codes/none/check': ['POST', { code: '123456' }],
    'video-checks': ['POST', { person }],
    orders: ['POST', { itemId: 'x.y', amountFen: 1, person }],
    'orders/none/refund': ['POST', { reason: 'jam' }],
    documents: [
      'POST',
      { document: 'cert.unit.history', itemId: 'x', person, answers: { from: '2026-01', copies: '1' }, preview: true },
    ],
    'cards/reservations': ['POST', { person, receiptNo: 'x', orderId: null, hopper: 1 }],
    'drafts/new': [
      'PUT',
      { itemId: 'biz.open', person, version: 0, section: 0, answers: { shareholders: [{ person }] } },
    ],
    'drafts/none/signatures': ['POST', { person, method: 'face', version: 1, digest, at: 'x' }],
    'cases/TH0001-261127-0001-0/acts': ['POST', { person, act: 'supplement', answers: { a: 'b' } }],
    bookings: ['POST', { person, serviceId: 'x', placeId: 'y', slotId: 'z', date: '2026-12-01', mobile: '' }],
  };
  const junk = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(1e308, -1, 2 ** 53, '\ud800', '', null, '__proto__', 'x'.repeat(70), [], {}, '9999-99'),
    fc.string({ unit: 'binary' }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(valid)), fc.nat(), junk, async (path, at, value) => {
      const [method = '', body = {}] = valid[path] ?? [];
      const keys = Object.keys(body);
      const key = keys[at % keys.length] ?? '';
      const deep = key === 'answers' || key === 'person' ? { ...(body[key] as object), a: value, from: value } : value;
      const sent = path.endsWith('check') ? {} : { key: randomUUID() };
      const answer = await machine.send(method, machine.path(path), {
        ...sent,
        ...body,
        [key]: key === 'answers' ? deep : value,
      });
      expect([path, answer.status < 500]).toEqual([path, true]);
      expect(answer.isSigned).toBe(true);
    }),
    { numRuns: 150 },
  );
});
