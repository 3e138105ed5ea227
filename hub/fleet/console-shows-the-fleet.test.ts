import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MachinePage, MachinesPage, TimelineRow } from '../../contract/console/machines.ts';
import type { Overview } from '../../contract/console/overview.ts';
import type { QueuePage, QueueReply } from '../../contract/console/queue.ts';
import type { RatingsPage, RatingsReply } from '../../contract/console/ratings.ts';
import type { TransactionsPage } from '../../contract/console/transactions.ts';
import type { UsageReply } from '../../contract/console/usage.ts';
import { fleetGauges } from '../metrics/fleet-gauges.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import { seedFleet } from '../testing/seed-fleet.ts';
import { overview } from './overview.ts';
import { sampleStates } from './watch-fleet.ts';

const machines = 330;
const messages = 2000;
let f: HubFixture;
beforeAll(async () => {
  // Its rounds are made by the tests: one of the hub's own between two lines would do what they wait for.
  f = await openHubFixture({ isKeepingHouse: false });
  await seedFleet(f.sql, { machines, messages, nowMs: Math.round(f.clock.wallMs()) });
});
afterAll(() => f?.close());

const raw = (path: string) =>
  fetch(`${f.hub.url}/v1/console/${path}`, { headers: { authorization: `Bearer ${operatorToken}` } });
async function get<T>(path: string): Promise<T> {
  const reply = await raw(path);
  expect([path, reply.status]).toEqual([path, 200]);
  return (await reply.json()) as T;
}
async function all<T>(path: string): Promise<T[]> {
  const rows: T[] = [];
  for (let after = ''; ; ) {
    const page = await get<{ rows: T[]; next: string | null }>(
      `${path}&limit=37${after === '' ? '' : `&after=${after}`}`,
    );
    rows.push(...page.rows);
    if (page.next === null) return rows;
    after = page.next;
  }
}

describe('the list of machines', () => {
  type Row = MachinesPage['rows'][number];
  test('every order walks the whole fleet page by page, each machine once, in that order', async () => {
    for (const sort of ['kiosk', 'place', 'state', 'since', 'lastBeat', 'pending', 'oldest', 'version'] as const) {
      for (const order of ['asc', 'desc'] as const) {
        const rows = await all<Row>(`machines?sort=${sort}&order=${order}`);
        expect([sort, order, new Set(rows.map(({ kiosk }) => kiosk)).size, rows.length]).toEqual([
          sort,
          order,
          machines,
          machines,
        ]);
        const keys = rows.map((row) =>
          sort === 'lastBeat' ? row.lastBeat : sort === 'pending' ? row.pending : sort === 'kiosk' ? row.kiosk : 0,
        );
        const sorted = [...keys].sort(
          (a, b) => (Number(a) - Number(b) || (String(a) < String(b) ? -1 : 1)) * (order === 'asc' ? 1 : -1),
        );
        if (sort === 'kiosk' || sort === 'pending') expect(keys).toEqual(sorted);
      }
    }
  });

  test('filters say what they promise, and the total counts all pages', async () => {
    const limited = await get<MachinesPage>('machines?state=limited,outOfService&limit=5');
    expect(limited.rows).toHaveLength(5);
    expect(limited.total).toBe([...Array(machines).keys()].filter((n) => n % 100 >= 3 && n % 100 <= 9).length);
    for (const row of await all<Row>('machines?state=limited,outOfService'))
      expect(['limited', 'outOfService']).toContain(row.state);
    expect((await get<MachinesPage>('machines?district=TH')).rows.every(({ district }) => district === 'TH')).toBe(
      true,
    );
    expect((await get<MachinesPage>('machines?district=TH')).total).toBe(machines / 11);
    expect((await get<MachinesPage>('machines?trouble=gap')).rows.every(({ hasGap }) => hasGap)).toBe(true);
    expect((await get<MachinesPage>('machines?trouble=gap')).total).toBe(8);
    expect((await get<MachinesPage>('machines?trouble=order')).rows.every(({ openOrders }) => openOrders === 1)).toBe(
      true,
    );
    expect((await get<MachinesPage>('machines?text=xa0001')).rows.map(({ kiosk }) => kiosk)).toEqual(['XA0001']);
    expect((await get<MachinesPage>(`machines?text=${encodeURIComponent('站9')}`)).total).toBeGreaterThan(0);
    expect((await raw('machines?state=broken')).status).toBe(400);
    expect((await raw('machines?after=bent')).status).toBe(200);
  });

  test('whoever does not sign in sees nothing of it', async () => {
    for (const path of [
      'machines',
      'machines.csv',
      'machines/XA0001',
      'overview',
      'transactions.csv',
      'usage',
      'ratings',
      'queue',
    ])
      expect([path, (await fetch(`${f.hub.url}/v1/console/${path}`)).status]).toEqual([path, 401]);
  });
});

describe('the page of one machine', () => {
  test('says why it is not well, what it holds, what is proven, and what happened', async () => {
    const page = await get<MachinePage>('machines/XD0000');
    expect(page).toMatchObject({
      machine: { kiosk: 'XD0000', state: 'limited' },
      reasons: ['device:idReader'],
      districtZh: '天河区',
      hasKey: true,
    });
    expect(page.devices).toHaveLength(8);
    expect(page.supplies.map(({ state }) => state)).toEqual(['ok', 'low', 'ok', 'ok']);
    expect(page.facts).toMatchObject({
      rssMiB: 310,
      temperatureC: 51,
      sessions: { completed: 31 },
      selfTest: { failed: [] },
    });
    expect(page.proof).toMatchObject([{ upTo: 120, missing: 0 }]);
    const silent = await get<MachinePage>('machines/XA0000');
    expect([silent.machine.state, silent.reasons]).toEqual(['offline', ['silent']]);
    expect((await raw('machines/TH9999')).status).toBe(404);
  });

  test('the timeline of all sources walks back without a hole or a repeat', async () => {
    const { deviceId } = (await get<MachinePage>('machines/XA0005')).machine;
    const t = Date.UTC(2026, 0, 1);
    for (let n = 0; n < 60; n += 1) {
      // Pairs at one moment, from two sources.
      await f.sql`insert into machine_event (device_id, at_ms, kind, word) values (${deviceId}, ${t + n}, 'state', ${n % 2 === 0 ? 'ok' : 'limited'})`;
      await f.sql`insert into maintenance_order (device_id, kind, opened_ms, closed_ms) values (${deviceId}, ${`test:${n}`}, ${t + n}, ${t + n + 7})`;
    }
    const rows = await all<TimelineRow>('machines/XA0005/timeline?');
    expect(rows.filter(({ kind }) => kind === 'orderClosed')).toHaveLength(60);
    expect(rows.filter(({ at }) => at < '2026-01-02')).toHaveLength(180);
    const times = rows.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
  });
});

test('the overview counts every machine once, by district and by state, and none that a simulation made', async () => {
  await f.sql`insert into device (id, kiosk, place, keeper_phone, model, claimed_ms) values ('simulated', 'sim-0001', '', '', 'simulator', 0)`;
  await f.sql`insert into machine_now select (jsonb_populate_record(m, '{"device_id":"simulated","version":"0.0.0-simulated"}')).*
    from machine_now m where m.pending > 0 and m.dead > 0 limit 1`;
  await f.sql`insert into device_cursor select (jsonb_populate_record(c, '{"device_id":"simulated"}')).*
    from device_cursor c where gap_up_to is not null limit 1`;
  const city = await get<Overview>('overview');
  expect(city.machines).toBe(machines);
  expect(city.districts).toHaveLength(11);
  for (const { machines: count, states } of city.districts) {
    expect(count).toBe(machines / 11);
    expect(Object.values(states).reduce((a, b) => a + b)).toBe(count);
  }
  expect(city.states.offline).toBe(12);
  for (const part of [city.availability.lastDay, city.availability.last30Days]) expect(part).toBeCloseTo(0.99, 1);
  expect(city.history.length).toBeGreaterThan(280);
  const sum = city.today.hours.reduce((total, hour) => total + hour.messages, 0);
  expect(city.today.messages).toBe(sum);
  expect(city.attention).toMatchObject({ machinesWithGap: 8, machinesWithDead: 4, openOrders: expect.any(Number) });
  expect(city.versions.reduce((total, one) => total + one.machines, 0)).toBe(machines);
});

test('a machine whose keys were ended is not away: no figure of machines has it, and what it has not sent is missing all the same', async () => {
  const nowMs = Math.round(f.clock.wallMs());
  // Silent, and one with a queue.
  const taken = ['seed_0', 'seed_20'];
  const figures = async () => {
    const city = await overview(f.sql, nowMs);
    const gauges = await fleetGauges(f.sql, nowMs);
    const gauge = (name: string) =>
      gauges.find((one) => one.name === name)?.samples.reduce((sum, { value }) => sum + value, 0) ?? 0;
    await f.sql`delete from state_sample`;
    await f.sql`delete from availability_day`;
    // Noon of the city: most sites are open.
    await sampleStates(f.sql, Date.UTC(2026, 10, 30, 4, 0, 0));
    const [sampled] = await f.sql<{ machines: number; open: number }[]>`
      select (select sum(machines)::int from state_sample) as machines, (select sum(sampled)::int from availability_day) as open`;
    return {
      ...{ machines: city.machines, offline: city.states.offline, ofVersions: city.versions },
      ...{ sampled: sampled?.machines ?? 0, open: sampled?.open ?? 0 },
      ...{ listed: (await get<MachinesPage>('machines?state=offline')).total },
      ...{ gauged: gauge('yitiji_machines'), pending: [city.attention.pending, gauge('yitiji_outbox_pending')] },
    };
  };
  const before = await figures();
  expect(before).toMatchObject({ machines, sampled: machines, listed: 12 });
  await f.sql`update device_key set revoked_ms = ${nowMs} where device_id = any(${taken}::text[])`;
  const after = await figures();
  const versions = (of: typeof before) => of.ofVersions.reduce((sum, one) => sum + one.machines, 0);
  expect(after).toMatchObject({ machines: machines - 2, sampled: machines - 2, gauged: before.gauged - 2 });
  expect(after).toMatchObject({
    offline: before.offline - 1,
    listed: 11,
    open: before.open - 2,
    pending: before.pending,
  });
  expect([versions(before), versions(after)]).toEqual([machines, machines - 2]);
  expect((await get<MachinesPage>('machines?text=XA0000')).rows).toHaveLength(1);
  await f.sql`update device_key set revoked_ms = null where device_id = any(${taken}::text[])`;
});

describe('transactions', () => {
  type Row = TransactionsPage['rows'][number];
  test('pages hold each message once, newest first, and nobody can be found by a forged cursor', async () => {
    const rows = await all<Row>('transactions?topic=case.submit');
    expect(rows).toHaveLength(messages / 2);
    expect(new Set(rows.map(({ messageId }) => messageId)).size).toBe(rows.length);
    const times = rows.map(({ receivedAt }) => receivedAt);
    expect(times).toEqual([...times].sort().reverse());
    expect((await raw('transactions?after=WzEsMiwzXQ')).status).toBe(200);
    const bent = Buffer.from('["x","y"]').toString('base64url');
    for (const list of [
      'transactions',
      'machines',
      'machines?sort=pending',
      'queue/machines',
      'ratings/list',
      'machines/XA0000/timeline',
    ])
      expect([list, (await raw(`${list}${list.includes('?') ? '&' : '?'}after=${bent}`)).status]).toEqual([list, 200]);
  });
  test('filters hold together', async () => {
    const some = await all<Row>('transactions?item=hpf.query&state=done&district=TH');
    expect(some.length).toBeGreaterThan(0);
    for (const row of some) expect([row.itemId, row.state, row.kiosk.slice(0, 2)]).toEqual(['hpf.query', 'done', 'XD']);
    const [first] = await all<Row>('transactions?topic=case.submit');
    const kiosk = first?.kiosk ?? '';
    for (const row of await all<Row>(`transactions?kiosk=${kiosk}`)) expect(row.kiosk).toBe(kiosk);
    const to = encodeURIComponent(first?.receivedAt ?? '');
    expect((await get<TransactionsPage>(`transactions?to=${to}&topic=case.submit`)).rows[0]?.messageId).not.toBe(
      first?.messageId,
    );
  });
  test('a receipt is found as somebody types it, in small letters too', async () => {
    const [row] = await all<Row>('transactions?topic=act.print');
    const receipt = `${row?.kiosk}-261130-0042-3`;
    await f.sql`update ingest set receipt_no = ${receipt} where id = ${row?.messageId ?? ''}`;
    for (const typed of [receipt, receipt.toLowerCase(), receipt.toLowerCase().slice(0, 10)])
      expect((await get<TransactionsPage>(`transactions?receipt=${typed}`)).rows).toMatchObject([
        { messageId: row?.messageId, receiptNo: receipt },
      ]);
    await f.sql`update ingest set receipt_no = null where id = ${row?.messageId ?? ''}`;
  });
});

test('usage gives medians, where visits ended, and what is promised beside what was measured', async () => {
  const { rows } = await get<UsageReply>('usage?days=7');
  const row = rows.find(({ itemId }) => itemId === 'ss.card.loss');
  expect(row).toMatchObject({ started: 7700, completed: 6160, abandoned: 1540, success: 0.8, isOn: true });
  expect(row?.measured.pages).toBeGreaterThan(16);
  expect(row?.measured.visits).toBeNull();
  const district = (await get<UsageReply>('usage?days=7&district=TH')).rows.find(
    ({ itemId }) => itemId === 'ss.card.loss',
  );
  expect(district?.started).toBe(700);
});

test('ratings: sums of persons, the list without words, and until when a bad one is answered', async () => {
  const sums = await get<RatingsReply>('ratings?days=7');
  expect(sums.levels.reduce((total, { byPersons }) => total + byPersons, 0)).toBe(messages / 16);
  expect(sums.mean).toBeCloseTo(3, 0);
  expect(sums.reasons[0]?.reason).toBe('slow');
  const rows = await all<RatingsPage['rows'][number]>('ratings/list?days=7&upTo=2');
  expect(rows).toHaveLength(messages / 40);
  for (const { level, answerBy, hasWords } of rows)
    expect([level <= 2, answerBy !== null, hasWords]).toEqual([true, true, false]);
  expect((await get<RatingsPage>('ratings/list?days=7')).rows.find(({ level }) => level === 5)?.answerBy).toBeNull();
});

test('the queue: the worst first, page by page, with what is missing', async () => {
  const queue = await get<QueueReply>('queue');
  expect(queue.machines).toMatchObject({ withGap: 8, missing: 16, withDead: 4 });
  expect(queue.arrivals).toHaveLength(60);
  const rows = await all<QueuePage['rows'][number]>('queue/machines?kind=pending');
  expect(rows).toHaveLength(queue.machines.withPending);
  const pending = rows.map((row) => row.pending);
  expect(pending).toEqual([...pending].sort((a, b) => b - a));
  const gaps = await all<QueuePage['rows'][number]>('queue/machines?kind=gap');
  expect(gaps).toHaveLength(8);
  for (const row of gaps) expect(row.gaps).toMatchObject([{ missing: 2, gaps: [[91, 92]] }]);
});

describe('files for spreadsheets', () => {
  test('the whole list comes, with a byte order mark, and what looks like a formula is text', async () => {
    await f.sql`update device set place = ${'=HYPERLINK("http://evil","x")'} where kiosk = 'XA0002'`;
    const reply = await raw('machines.csv?sort=pending&order=desc');
    expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="machines-\d{4}-\d\d-\d\d\.csv"$/);
    const bytes = Buffer.from(await reply.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = bytes.toString('utf8').trimEnd().split('\r\n');
    expect(lines).toHaveLength(machines + 1);
    expect(lines.find((line) => line.startsWith('XA0002'))).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
  });
  test('stand in an order in which nothing moves: a machine whose queue grows while the file is written was left out of it, or stood in it twice', async () => {
    const codes = async (path: string) =>
      (await (await raw(path)).text())
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((line) => line.slice(0, 6));
    for (const path of ['machines.csv?sort=pending&order=desc', 'queue/machines.csv?kind=pending']) {
      const found = await codes(path);
      expect(found.length).toBeGreaterThan(5);
      expect([path, found]).toEqual([path, found.toSorted()]);
    }
  });
  test('every other list has its file', async () => {
    for (const [path, rows] of [
      ['transactions.csv', messages],
      ['queue/machines.csv?kind=gap', 8],
      ['ratings/list.csv?days=7', messages / 16],
    ] as const) {
      const text = await (await raw(path)).text();
      expect([path, text.trimEnd().split('\r\n').length]).toEqual([path, rows + 1]);
    }
    expect(await (await raw('usage.csv')).text()).toContain('ss.card.loss');
  });
});
