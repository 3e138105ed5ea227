import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { MachinePage } from '../../contract/console/machines.ts';
import type { SuppliesPage, Visits } from '../../contract/console/supplies.ts';
import type { OrdersBoard, OrdersPage, TasksPage } from '../../contract/console/tasks.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import type { RegisterItem } from '../../contract/technician/register.ts';
import { consoleHint } from '../console/tell.ts';
import { takeRegisterItem } from '../staff/register.ts';
import { checkDayMs, makeTasks } from '../tasks/keeper-tasks.ts';
import { type AlertKit, alertKit, minuteMs } from '../testing/alert-kit.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';
import { sampleMachines } from './sample-machines.ts';

const dayMs = 86_400_000;
let f: HubFixture;
let kit: AlertKit;
let machine: TestMachine;
let other: TestMachine;
let odd: TestMachine;
let gone: TestMachine;
beforeAll(async () => {
  // Its rounds are made by the tests: one of the hub's own between two lines would do what they wait for.
  f = await openHubFixture({ isKeepingHouse: false });
  kit = alertKit(f);
  machine = await f.machine();
  other = await f.machine();
  // Enrolled before the clock goes on: a machine's own clock does not.
  odd = await f.machine();
  gone = await f.machine();
});
afterAll(() => f.close());

const nowMs = () => Math.round(f.clock.wallMs());
type Change = Partial<HeartbeatRequest>;
const cards = (count: number, state: 'ok' | 'low' | 'out' = 'ok'): Change => ({
  supplies: [{ id: 'cards', device: 'cardDispenser', count, state }],
});
async function seen(change: Change, of = machine): Promise<void> {
  await kit.beat(of, change);
  await sampleMachines({ sql: f.sql, clock: f.clock });
  await makeTasks(f.sql, nowMs());
}
const tasksOf = async (of: TestMachine) =>
  (await kit.get<TasksPage>(`tasks?kiosk=${of.claimed.kiosk}`)).rows.map(({ kind, subject }) =>
    `${kind} ${subject}`.trim(),
  );

test('cards that go at two a day last as long as they last; before a week is known nothing is told', async () => {
  const kiosk = machine.claimed.kiosk;
  await seen(cards(60));
  for (let day = 1; day <= 10; day += 1) {
    f.clock.shiftMs += dayMs;
    await seen(cards(60 - 5 * day));
    const [row] = (await kit.get<SuppliesPage>(`supplies?kiosk=${kiosk}`)).rows;
    if (day < 7) expect(row).toMatchObject({ daysLeft: null, unknown: 'history', isDue: false });
    else expect(row).toMatchObject({ unknown: null, perDay: 5, daysLeft: Math.floor((60 - 5 * day) / 5) });
  }
  expect((await kit.get<SuppliesPage>(`supplies?kiosk=${kiosk}`)).rows[0]).toMatchObject({
    left: 10,
    daysLeft: 2,
    isDue: false,
  });
  await seen(cards(9));
  expect((await kit.get<SuppliesPage>('supplies?withinDays=2')).rows).toMatchObject([{ kiosk, left: 9, isDue: true }]);
  expect(await tasksOf(machine)).toEqual(['replenish cardDispenser.cards']);
  const { districts } = await kit.get<Visits>('visits');
  expect(districts).toMatchObject([{ district: 'TH', due: 1, load: [{ supply: 'cards', machines: 1 }] }]);
  // The machine says that it was refilled, and nobody has to click anything.
  await seen(cards(200));
  expect((await kit.get<SuppliesPage>(`supplies?kiosk=${kiosk}`)).rows).toMatchObject([{ left: 200, isDue: false }]);
  expect(await tasksOf(machine)).toEqual([]);
});

test('what is out comes before what is low, page by page, and each once', async () => {
  await seen(
    {
      supplies: [
        { id: 'paper', device: 'receiptPrinter', count: null, state: 'low' },
        { id: 'retain', device: 'cardDispenser', count: 9, state: 'full' },
        { id: 'cards', device: 'cardDispenser', count: 30, state: 'ok' },
      ],
    },
    other,
  );
  const all = (await kit.get<SuppliesPage>('supplies')).rows.map(({ kiosk, supply }) => `${kiosk} ${supply}`);
  const paged: string[] = [];
  let after = '';
  do {
    const page = await kit.get<SuppliesPage>(
      `supplies?limit=1${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`,
    );
    paged.push(...page.rows.map(({ kiosk, supply }) => `${kiosk} ${supply}`));
    after = page.next ?? '';
  } while (after !== '');
  expect(paged).toEqual(all);
  expect(all).toHaveLength(4);
  expect(await tasksOf(other)).toEqual(['emptyBin cardDispenser.retain', 'replenish receiptPrinter.paper']);
});

test('tasks come from what a machine says and go with it: self-test, notice, door, captured card', async () => {
  const day = checkDayMs(nowMs());
  const selfTest = (atMs: number) =>
    ({ selfTest: { atMs, counts: { pass: 1, warn: 0, fail: 0, notFitted: 0 }, failed: [] } }) as unknown as Change;
  const past = new Date(nowMs() - minuteMs).toISOString();
  await seen({ ...cards(100), ...selfTest(day - 1), notice: { reason: 'paper', since: past, until: past } });
  expect(await tasksOf(machine)).toEqual(expect.arrayContaining(['dailyCheck', 'liftNotice paper']));
  const { counts } = await kit.get<TasksPage>('tasks?limit=1');
  expect(counts).toMatchObject({ dailyCheck: 1, liftNotice: 1, emptyBin: 1, takeOut: 0 });
  const item = { what: 'idCard', state: 'inMachine' };
  await f.sql`insert into register_item (device_id, id, version, item, is_open, found_ms, received_ms)
    values (${machine.claimed.deviceId}, 'i1', 1, ${f.sql.json(item)}, true, ${nowMs()}, ${nowMs()})`;
  await seen({ ...cards(100), ...selfTest(nowMs()), door: 'open' });
  await kit.minutes(2, () => kit.beat(machine, { ...cards(100), ...selfTest(nowMs()), door: 'open' }));
  await makeTasks(f.sql, nowMs());
  expect((await tasksOf(machine)).sort()).toEqual(['closeDoor', 'takeOut idCard']);
  await f.sql`update register_item set is_open = false`;
  await kit.minutes(3, () => kit.beat(machine, { ...cards(100), ...selfTest(nowMs()), door: 'closed' }));
  await makeTasks(f.sql, nowMs());
  expect(await tasksOf(machine)).toEqual([]);
});

test('one machine that says times and counts which are none ends no list and no round of the city', async () => {
  const until = '2026-13-45T99:99:99Z';
  const since = new Date(nowMs()).toISOString();
  const counts = { pass: 1, warn: 0, fail: 0, notFitted: 0 };
  for (const count of [2_147_483_647, 0, 2_147_483_647, 0]) {
    const selfTest = { atMs: count === 0 ? -1e300 : 1e300, counts, failed: [] };
    const far = { wallMs: 2 ** 60, monoMs: 1e300, metadataAgeMs: Number.MAX_SAFE_INTEGER };
    const clock = { trust: 'untrusted' as const, offsetMs: count === 0 ? -1e300 : 2 ** 60 };
    const outbox = { pending: 1e300, dead: 2 ** 60, oldestAgeMs: 1e300, missing: 1e300 };
    await seen({ ...cards(count), ...far, clock, outbox, selfTest, notice: { reason: 'paper', since, until } });
  }
  const item: RegisterItem = {
    ...{ format: 'yitiji-item/1', id: 'i-far', version: 1, what: 'keys', where: 'atMachine', custody: null },
    ...{ last4: null, count: 1, at: '+275760-09-12T23:00:00.000Z', state: 'inMachine', staff: [], handOver: null },
  };
  const { deviceId, kiosk } = machine.claimed;
  await f.sql.begin((tx) => takeRegisterItem(tx, { deviceId, nowMs: nowMs() }, item));
  await seen(cards(1, 'low'), other);
  expect(await tasksOf(other)).toContain('replenish cardDispenser.cards');
  expect(await tasksOf(machine)).toEqual(expect.arrayContaining(['takeOut keys', 'dailyCheck']));
  const { facts } = await kit.get<MachinePage>(`machines/${kiosk}`);
  expect(facts).toMatchObject({
    notice: { reason: 'paper', until: null },
    selfTest: { at: '1970-01-01T00:00:00.000Z' },
  });
  await f.sql`delete from register_item`;
  await f.sql`delete from supply_day`;
  await seen({ ...cards(100), selfTest: { atMs: nowMs(), counts, failed: [] } });
});

test('the board puts orders in the order in which they are due and measures how long repairs take', async () => {
  // Of the test before.
  await f.sql`delete from maintenance_order`;
  const kiosk = machine.claimed.kiosk;
  expect((await kit.act('work-orders', { kiosk: 'TH9999', part: 'camera', note: '镜头花了' })).status).toBe(404);
  const asked = await kit.act('work-orders', { kiosk, part: 'camera', note: '镜头花了' });
  expect(asked.body).toMatchObject({ isNew: true });
  expect((await kit.act('work-orders', { kiosk, part: 'camera', note: '还是花' })).body).toEqual({
    ...asked.body,
    isNew: false,
  });
  // Whoever has the board open hears of it, wherever it was opened.
  const heard: string[] = [];
  const listening = await f.sql.listen('yitiji', (hint) => heard.push(hint));
  await kit.act('work-orders', { kiosk, part: 'touchPanel', note: '点不动' });
  await vi.waitFor(() => expect(heard).toContain(consoleHint('orders', [])), 10_000);
  await listening.unlisten();
  // Nothing that a machine says ends what an operator asked for.
  await kit.beat(machine, { selfTest: { atMs: nowMs(), counts: {}, failed: [] } as never });
  const { rows } = await kit.get<OrdersPage>(`work-orders?kiosk=${kiosk}`);
  expect(rows.map(({ kind, severity, isOverdue }) => [kind, severity, isOverdue])).toEqual([
    ['asked:touchPanel', 'stop', false],
    ['asked:camera', 'limit', false],
  ]);
  const first = await kit.get<OrdersPage>(`work-orders?kiosk=${kiosk}&limit=1`);
  const second = await kit.get<OrdersPage>(`work-orders?kiosk=${kiosk}&limit=1&after=${first.next}`);
  expect([...first.rows, ...second.rows]).toEqual(rows);
  expect(second.next).toBeNull();
  expect((await kit.get<OrdersPage>('work-orders?cause=camera')).rows.map(({ kind }) => kind)).toEqual([
    'asked:camera',
  ]);

  // The number of those to whom nobody was sent leads to them, whatever state they are in.
  await f.sql`update maintenance_order set state = 'reopened' where kind = 'asked:camera'`;
  const { unassigned } = await kit.get<OrdersBoard>('work-orders/board');
  expect(unassigned).toBe(2);
  expect((await kit.get<OrdersPage>('work-orders?isAssigned=false')).rows).toHaveLength(unassigned);
  expect((await kit.get<OrdersPage>('work-orders?isAssigned=true')).rows).toEqual([]);

  f.clock.shiftMs += 5 * 60 * minuteMs;
  expect((await kit.get<OrdersPage>('work-orders?isOverdue=true')).rows.map(({ kind }) => kind)).toEqual([
    'asked:touchPanel',
  ]);
  for (const { id } of rows) await kit.act(`work-orders/${id}/close`);
  const board = await kit.get<OrdersBoard>('work-orders/board');
  expect(board).toMatchObject({ open: 0, overdue: 0, repair: { closed: 2, inTime: 0.5 } });
  expect(board.byCause.find(({ cause }) => cause === 'touchPanel')?.repair).toMatchObject({ closed: 1, inTime: 0 });
  expect(board.byCause.find(({ cause }) => cause === 'camera')?.repair.meanMinutes).toBeCloseTo(300, 0);
  // What has stood since spring was not in time, however long ago its time ended.
  await f.sql`insert into maintenance_order (device_id, kind, receipt_no, opened_ms, closed_ms, state)
    values (${machine.claimed.deviceId}, 'asked:scanner', null, ${nowMs() - 200 * dayMs}, ${nowMs()}, 'closed')`;
  expect(await kit.get<OrdersBoard>('work-orders/board')).toMatchObject({ repair: { closed: 3, inTime: 1 / 3 } });
  await f.sql`delete from maintenance_order where kind = 'asked:scanner'`;
  const closed = await kit.get<OrdersPage>('work-orders?status=closed&isOverdue=true');
  expect(closed.rows.map(({ kind }) => kind)).toEqual(['asked:touchPanel']);
});

test('a count that is garbage and goes down by one every other day ends neither the round of the city nor the pages of its list', async () => {
  const { deviceId, kiosk } = odd.claimed;
  for (let day = 0; day <= 20; day += 1) {
    f.clock.shiftMs += dayMs;
    await seen(cards(2_147_483_647 - Math.floor(day / 2)), odd);
  }
  expect((await kit.get<SuppliesPage>(`supplies?kiosk=${kiosk}`)).rows).toMatchObject([
    { perDay: 0.5, daysLeft: 99_999 },
  ]);
  const { rows } = await kit.get<SuppliesPage>('supplies');
  let after = '';
  for (const row of rows) {
    const page = await kit.get<SuppliesPage>(
      `supplies?limit=1${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`,
    );
    expect(page.rows).toEqual([row]);
    after = page.next ?? '';
  }
  expect(after).toBe('');
  await f.sql`delete from supply_latest where device_id = ${deviceId}`;
  await f.sql`delete from heartbeat_latest where device_id = ${deviceId}`;
});

test('nobody is sent to fill a machine that was taken out of service, and a keeper has no task that its silence would never let end', async () => {
  const { deviceId, kiosk } = gone.claimed;
  const due = async () => (await kit.get<SuppliesPage>(`supplies?kiosk=${kiosk}`)).rows.length;
  const needs = async () =>
    (await kit.get<Visits>('visits')).districts.flatMap(({ sites }) =>
      sites.flatMap((site) => site.needs.filter((need) => need.kiosk === kiosk).map(({ subject }) => subject)),
    );
  await seen(cards(1, 'low'), gone);
  const item = { what: 'idCard', state: 'inMachine' };
  await f.sql`insert into register_item (device_id, id, version, item, is_open, found_ms, received_ms)
    values (${deviceId}, 'i2', 1, ${f.sql.json(item)}, true, ${nowMs()}, ${nowMs()})`;
  f.clock.shiftMs += dayMs + minuteMs;
  await seen({}, other);
  // It is away: somebody else goes there, and takes paper along. The card of a citizen in it stays to be taken out.
  expect(await tasksOf(gone)).toEqual(['takeOut idCard']);
  expect([await due(), await needs()]).toEqual([1, ['cardDispenser.cards', 'takeOut']]);
  // It was heard a moment before its key ended.
  await seen(cards(1, 'low'), gone);
  expect(await tasksOf(gone)).toEqual(['replenish cardDispenser.cards', 'takeOut idCard']);
  expect((await kit.act(`machines/${kiosk}/revoke`, { reason: 'sold' })).status).toBe(200);
  await sampleMachines({ sql: f.sql, clock: f.clock });
  await makeTasks(f.sql, nowMs());
  expect(await tasksOf(gone)).toEqual(['takeOut idCard']);
  expect([await due(), await needs()]).toEqual([0, ['takeOut']]);
});

test('every list is a file as well, with all its rows', async () => {
  await kit.beat(other, { durability: 'failed' });
  const lines = async (path: string) => {
    const reply = await fetch(`${f.hub.url}/v1/console/${path}`, {
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    expect(reply.headers.get('content-type')).toContain('text/csv');
    return (await reply.text()).trimEnd().split('\r\n').slice(1);
  };
  expect(await lines('alerts.csv?code=durabilityFailed')).toMatchObject([
    expect.stringContaining(',stop,落盘检查未通过,'),
  ]);
  expect(await lines('supplies.csv')).toHaveLength((await kit.get<SuppliesPage>('supplies')).rows.length);
  expect(await lines('tasks.csv')).toHaveLength((await kit.get<TasksPage>('tasks')).rows.length);
  expect(await lines('work-orders.csv?status=closed')).toHaveLength(2);
});
