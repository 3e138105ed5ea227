import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { districtOf } from '../../contract/district.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { cityCalendar } from '../city/reference.ts';
import { migrate } from '../database/migrations.ts';
import { openPool, type Sql } from '../database/pool.ts';
import { silentHubLog } from '../log.ts';
import { openSignals } from '../signals.ts';
import { databaseOnServer, type TestDatabase } from '../testing/test-database.ts';
import { arrivalsBetween, countArrivals } from './arrivals.ts';
import { type Beat, storeBeats } from './beats.ts';
import { dayPartition, dropOldHistory, sampleBeats, sampleEveryMinutes } from './history.ts';
import { listMachines } from './machine-list.ts';
import { machinePage } from './machine-page.ts';
import { overview } from './overview.ts';
import { queueState } from './queue.ts';
import { fleetState, stateSql } from './state.ts';
import { countVisits, storeVisits } from './visits.ts';
import { noticeSilence, sampleStates, stateSampleMs, watchFleet } from './watch-fleet.ts';

let server: TestDatabase;
/** No hub: its own rounds would be beside those of the tests. */
const f = { sql: null as unknown as Sql };
beforeAll(async () => {
  server = await databaseOnServer();
  f.sql = openPool(server.url, 4);
  await migrate(f.sql, silentHubLog);
});
afterAll(async () => {
  await f.sql.end({ timeout: 1 });
  await server.drop();
});

const t0 = Date.UTC(2026, 10, 27, 2, 0, 0);
const beatOf = (deviceId: string, patch: Partial<Beat['beat']> = {}): Beat => ({
  deviceId,
  beat: {
    ...{ version: '1.0.0', bootId: 'boot-1', wallMs: 0, monoMs: 0, outbox: { pending: 0, dead: 0, oldestAgeMs: null } },
    ...{ devices: [], durability: 'ok', ...patch },
  },
});
let number = 0;
const nextKiosk = () => {
  number += 1;
  return `NS${String(number).padStart(4, '0')}`;
};
async function device(kiosk = nextKiosk()): Promise<string> {
  await f.sql`insert into device (id, kiosk, place, keeper_phone, model, claimed_ms) values (${`dev-${kiosk}`}, ${kiosk}, 'here', '', 'm', 0)`;
  return `dev-${kiosk}`;
}
const events = async (id: string) =>
  (
    await f.sql<{ at_ms: string; kind: string; word: string }[]>`
      select at_ms, kind, word from machine_event where device_id = ${id} order by at_ms, kind`
  ).map((row) => [Number(row.at_ms) - t0, row.kind, row.word]);

test('the database names the same district as everybody else', async () => {
  for (const kiosk of ['TH0900', 'XA0001', 'XK0002', 'XL0003', 'XV0004', 'ZC0900']) await device(kiosk);
  const rows = await f.sql<{ kiosk: string; district: string }[]>`select kiosk, district from device`;
  expect(rows.length).toBeGreaterThan(5);
  for (const { kiosk, district } of rows) expect(district).toBe(districtOf(kiosk));
});

test('a migration may take as long as it needs: an index over a year of a city is no request', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-migration-'));
  writeFileSync(
    join(folder, '9999-slow.sql'),
    `create table seen_limit as select current_setting('statement_timeout') as value`,
  );
  await migrate(f.sql, silentHubLog, folder);
  expect(await f.sql`select value from seen_limit`).toEqual([{ value: '0' }]);
  const [{ statement_timeout: after } = { statement_timeout: '' }] = await f.sql`show statement_timeout`;
  expect(after).toBe('15s');
  await f.sql`drop table seen_limit`;
  rmSync(folder, { recursive: true });
});

test('only what changes comes into the timeline: state, boot and version, not each heartbeat', async () => {
  const id = await device();
  await storeBeats(f.sql, [beatOf(id)], t0);
  await storeBeats(f.sql, [beatOf(id)], t0 + 60_000);
  await storeBeats(f.sql, [beatOf(id, { durability: 'failed' })], t0 + 120_000);
  await storeBeats(f.sql, [beatOf(id, { durability: 'failed', bootId: 'boot-2', version: '1.1.0' })], t0 + 180_000);
  expect(await events(id)).toEqual([
    [0, 'boot', ''],
    [0, 'state', 'ok'],
    [0, 'version', '1.0.0'],
    [120_000, 'state', 'outOfService'],
    [180_000, 'boot', ''],
    [180_000, 'version', '1.1.0'],
  ]);
});

test('what lists look at is what the heartbeat said, whoever has changed it', async () => {
  const id = await device();
  const now = async () =>
    (await f.sql`select at_ms, reported, lost_ms, pending, version from machine_now where device_id = ${id}`)[0];
  await storeBeats(f.sql, [beatOf(id)], t0);
  await storeBeats(
    f.sql,
    [beatOf(id, { version: '1.2.0', durability: 'failed', outbox: { pending: 7, dead: 0, oldestAgeMs: 1 } })],
    t0 + 1000,
  );
  const told = { at_ms: String(t0 + 1000), reported: 'outOfService', lost_ms: null, pending: 7, version: '1.2.0' };
  expect(await now()).toEqual(told);
  await f.sql`update heartbeat_latest set lost_ms = ${t0 + 2000} where device_id = ${id}`;
  expect(await now()).toEqual({ ...told, lost_ms: String(t0 + 2000) });
});

test('silence stands in the timeline from when it began, once, and ends with the next heartbeat', async () => {
  const id = await device();
  await storeBeats(f.sql, [beatOf(id)], t0);
  expect(await noticeSilence(f.sql, t0 + 180_000)).not.toContain(id.slice(4));
  expect(await noticeSilence(f.sql, t0 + 600_000)).toContain(id.slice(4));
  expect(await noticeSilence(f.sql, t0 + 660_000)).not.toContain(id.slice(4));
  await storeBeats(f.sql, [beatOf(id)], t0 + 700_000);
  expect((await events(id)).filter(([, kind]) => kind === 'state')).toEqual([
    [0, 'state', 'ok'],
    [180_000, 'state', 'offline'],
    [700_000, 'state', 'ok'],
  ]);
});

test('the database and the program say the same state of the same heartbeat', async () => {
  const id = await device();
  await storeBeats(f.sql, [beatOf(id, { intake: 'key' })], t0);
  for (const [paceMs, lostMs, nowMs] of [
    [60_000, null, 180_000],
    [60_000, null, 180_001],
    [300_000, null, 900_000],
    [300_000, null, 900_001],
    [15_000, null, 180_000],
    [60_000, 100, 1],
    [60_000, -1, 1],
  ] as const) {
    await f.sql`update heartbeat_latest set pace_ms = ${paceMs}, lost_ms = ${lostMs === null ? null : t0 + lostMs} where device_id = ${id}`;
    const [row] = await f.sql<{ state: string }[]>`
      select ${stateSql(f.sql, t0 + nowMs)} as state from heartbeat_latest h where device_id = ${id}`;
    const last = { atMs: t0, reported: 'limited' as const, paceMs, lostMs: lostMs === null ? null : t0 + lostMs };
    expect(row?.state).toBe(fleetState(last, t0 + nowMs));
  }
});

test('text that no jsonb takes does not stop the heartbeats of others', async () => {
  const [one, two] = [await device(), await device()];
  const odd = { id: 'a\0b\ud800', link: 'lost', condition: 'ok', faults: [] };
  const selfTest = { atMs: 1, counts: { pass: 0, warn: 0, fail: 1, notFitted: 0 }, failed: ['\0\ud800'] };
  await storeBeats(f.sql, [beatOf(one, { devices: [odd], selfTest }), beatOf(two)], t0);
  expect(await f.sql`select 1 from heartbeat_latest where device_id = any(${[one, two]}::text[])`).toHaveLength(2);
});

test('a visit that is told three times, also by two instances, counts once; its sums are of its day and district', async () => {
  const id = await device('CH0001');
  const visit = {
    n: 1,
    item: 'ss.card.loss',
    end: 'completed',
    page: 'done',
    seconds: 90,
    touches: 14,
    pages: 9,
    papers: 0,
  } as const;
  const told = beatOf(id, { visits: [visit, { ...visit, n: 2, end: 'abandoned', page: 'identify' }] });
  await storeVisits(f.sql, [told], t0);
  await Promise.all([storeVisits(f.sql, [told], t0 + 1000), storeVisits(f.sql, [told], t0 + 1000)]);
  expect(await countVisits(f.sql, t0)).toBe(2);
  expect(await countVisits(f.sql, t0)).toBe(0);
  await storeVisits(f.sql, [told], t0 + 2000);
  expect(await countVisits(f.sql, t0)).toBe(0);
  // The same number of another boot is another visit.
  await storeVisits(f.sql, [beatOf(id, { bootId: 'boot-2', visits: [visit] })], t0);
  expect(await countVisits(f.sql, t0)).toBe(1);
  const sums =
    await f.sql`select day, measure, value, visits from visit_sum where district = 'CH' and measure in ('ended', 'page') order by 2, 3`;
  expect(sums).toEqual([
    { day: '2026-11-27', measure: 'ended', value: 'abandoned', visits: 1 },
    { day: '2026-11-27', measure: 'ended', value: 'completed', visits: 2 },
    { day: '2026-11-27', measure: 'page', value: 'identify', visits: 1 },
  ]);
});

test('arrivals are counted once over every mark, and those after the mark are seen at once', async () => {
  const deviceId = await device('TH0001');
  for (const [seq, receivedMs] of [
    [1, t0 + 1000],
    [2, t0 + 3_600_000],
  ] as const) {
    await f.sql`insert into ingest (id, device_id, store_epoch, seq, prio, topic, order_key, suite, kid, enc, ct, sha256, wall_ms, boot_id, mono_ms, received_ms)
      values (${uuid7(t0, Buffer.alloc(10, seq))}, ${deviceId}, 'e', ${seq}, 0, 'case.submit', 'o', 's', 'k', '', '', '', 0, 'b', 0, ${receivedMs})`;
  }
  const seen = async () =>
    (await arrivalsBetween(f.sql, t0, t0 + 2 * 3_600_000, 'TH')).map((row) => [Number(row.hour_ms) - t0, row.messages]);
  const expected = [
    [0, 1],
    [3_600_000, 1],
  ];
  expect(await seen()).toEqual(expected);
  await f.sql`update flow_mark set upto_ms = ${t0}`;
  for (const nowMs of [t0 + 30_000, t0 + 62_000, t0 + 62_000, t0 + 4_000_000]) {
    await countArrivals(f.sql, nowMs);
    expect(await seen()).toEqual(expected);
  }
  await Promise.all([countArrivals(f.sql, t0 + 9_000_000), countArrivals(f.sql, t0 + 9_000_000)]);
  expect(await seen()).toEqual(expected);
  expect(await arrivalsBetween(f.sql, t0, t0 + 2 * 3_600_000, 'LW')).toEqual([]);
});

test('a clock that was years ahead for a minute does not end the figures until then', async () => {
  const deviceId = await device('LW0031');
  const atMs = t0 + 40_000_000;
  await f.sql`update flow_mark set upto_ms = ${t0 + 5 * 365 * 86_400_000}`;
  await countArrivals(f.sql, atMs);
  await f.sql`insert into ingest (id, device_id, store_epoch, seq, prio, topic, order_key, suite, kid, enc, ct, sha256, wall_ms, boot_id, mono_ms, received_ms)
    values (${uuid7(t0, Buffer.alloc(10, 77))}, ${deviceId}, 'e', 1, 0, 'case.submit', 'o', 's', 'k', '', '', '', 0, 'b', 0, ${atMs + 1000})`;
  for (const laterMs of [2000, 120_000]) {
    await countArrivals(f.sql, atMs + laterMs);
    const seen = await arrivalsBetween(f.sql, t0 + 36_000_000, t0 + 50_400_000, 'LW');
    expect(seen.map((row) => row.messages)).toEqual([1]);
  }
});

test('what a department has made for somebody to collect is counted as done, once, also when it was collected later or applied for again', async () => {
  const deviceId = await device('TH0031');
  const endsMs = t0 + 20_000_000;
  await f.sql`insert into ingest (id, device_id, store_epoch, seq, prio, topic, order_key, suite, kid, enc, ct, sha256, wall_ms, boot_id, mono_ms, received_ms)
    values (${uuid7(t0, Buffer.alloc(10, 31))}, ${deviceId}, 'e', 1, 0, 'case.submit', 'o', 's', 'k', '', '', '', 0, 'b', 0, ${t0})`;
  for (const [n, state] of (['ready', 'done', 'refused', 'expired'] as const).entries()) {
    await f.sql`insert into case_file (receipt_no, device_id, item_id, state, settled_ms)
      values (${`counted-${n}`}, ${deviceId}, 'civil.elder.card', ${state}, ${endsMs})`;
  }
  // Applied for once more, and led to the first one's receipt.
  await f.sql`insert into case_file (receipt_no, device_id, item_id, state, settled_ms, existing_receipt)
    values ('counted-again', ${deviceId}, 'civil.elder.card', 'done', ${endsMs}, 'counted-1')`;
  await f.sql`update flow_mark set upto_ms = ${endsMs}`;
  const outcomes = async () =>
    Object.fromEntries(
      (
        await f.sql<{ what: string; cases: number }[]>`
          select what, cases from outcome_hour where item_id = 'civil.elder.card' and district = 'TH'`
      ).map(({ what, cases }) => [what, cases]),
    );
  await countArrivals(f.sql, endsMs + 100_000);
  expect(await outcomes()).toEqual({ done: 2, refused: 1 });
  await f.sql`update case_file set state = 'done' where receipt_no = 'counted-0'`;
  await countArrivals(f.sql, endsMs + 200_000);
  expect(await outcomes()).toEqual({ done: 2, refused: 1 });
});

test('states are sampled once in five minutes, and only machines of open sites count for availability', async () => {
  const slot = Math.floor(t0 / stateSampleMs) * stateSampleMs;
  await f.sql`delete from state_sample`;
  expect(await sampleStates(f.sql, slot + 1000)).toBe(true);
  expect(await sampleStates(f.sql, slot + 60_000)).toBe(false);
  expect(await sampleStates(f.sql, slot + stateSampleMs)).toBe(true);
  const [machines] = await f.sql`select count(*)::int as n from device`;
  const [sampled] = await f.sql`select sum(machines)::int as n from state_sample where at_ms = ${slot}`;
  expect(sampled).toEqual(machines);
  const served = async () =>
    (await f.sql`select coalesce(sum(sampled), 0)::int as n from availability_day where day = '2026-11-27'`)[0]?.n;
  const before = await served();
  // 23:00 in the city: hardly any site is open.
  await sampleStates(f.sql, Date.UTC(2026, 10, 27, 15, 0, 0));
  expect((await served()) - before).toBeLessThan(machines?.n / 2);
});

test('samples go to the partition of their day, a big fleet is sampled rarely, old days are dropped whole', async () => {
  expect([sampleEveryMinutes(10), sampleEveryMinutes(8000), sampleEveryMinutes(50_000)]).toEqual([5, 10, 60]);
  for (let minute = 0; minute < 5; minute += 1) await sampleBeats(f.sql, t0 + minute * 60_000);
  const [{ n } = { n: 0 }] = await f.sql<
    { n: number }[]
  >`select count(distinct device_id)::int as n from heartbeat_hist`;
  const [{ all } = { all: 0 }] = await f.sql<{ all: number }[]>`select count(*)::int as all from heartbeat_latest`;
  expect(n).toBe(all);
  await dropOldHistory(f.sql, t0 + 7 * 86_400_000);
  expect(await f.sql`select 1 from pg_class where relname = ${dayPartition(t0).name}`).toHaveLength(1);
  await dropOldHistory(f.sql, t0 + 8 * 86_400_000);
  expect(await f.sql`select 1 from pg_class where relname = ${dayPartition(t0).name}`).toHaveLength(0);
});

test('pages and rounds ask in the same words at every moment: a connection keeps each statement that it has met', async () => {
  const one = openPool(server.url, 1);
  const sorts = ['kiosk', 'place', 'version', 'state', 'since', 'lastBeat', 'pending', 'oldest'] as const;
  const askAll = async (nowMs: number) => {
    for (const sort of sorts) {
      const { next } = await listMachines(one, { sort, state: 'ok,offline', limit: 1 }, nowMs);
      await listMachines(one, { sort, state: 'ok,offline', limit: 1, after: next ?? '' }, nowMs);
    }
    await machinePage(one, 'TH0900', cityCalendar, nowMs);
    await overview(one, nowMs);
    await queueState(one, nowMs);
    await watchFleet({ sql: one, clock: new VirtualClock(nowMs), signals: { send: () => undefined } as never });
    await sampleStates(one, nowMs);
  };
  // There is something to count in each round.
  await f.sql`update flow_mark set upto_ms = ${t0}`;
  const kept = async () => (await one<{ n: number }[]>`select count(*)::int as n from pg_prepared_statements`)[0]?.n;
  await askAll(t0 + 10 * stateSampleMs);
  const before = await kept();
  expect(before).toBeGreaterThan(20);
  for (let again = 1; again < 4; again += 1) await askAll(t0 + 10 * stateSampleMs + again * stateSampleMs);
  expect(await kept()).toBe(before);
  await one.end({ timeout: 1 });
});

test('the round of a minute tells readers of the console who has fallen silent', async () => {
  const id = await device();
  await storeBeats(f.sql, [beatOf(id)], t0 - 600_000);
  const signals = await openSignals(f.sql);
  const heard = new Promise<string>((done) => signals.on('console:machines=', done));
  await watchFleet({ sql: f.sql, clock: new VirtualClock(t0), signals });
  expect((await heard).split(',')).toContain(id.slice(4));
  await signals.close();
});
