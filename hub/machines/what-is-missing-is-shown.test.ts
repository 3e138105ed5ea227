import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Envelope } from '../../contract/envelope.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import { hubMachines } from '../cli/hub-machines.ts';
import { dropOldPartitions, ensurePartitions, monthPartitions } from '../database/partitions.ts';
import { silentHubLog } from '../log.ts';
import { operator } from '../testing/case-kit.ts';
import { type HubFixture, liYun, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';
import type { MachineState } from './machine-state.ts';
import { watchMachines } from './watch-machines.ts';

let f: HubFixture;
beforeAll(async () => {
  // Its rounds are made by the tests: one of the hub's own between two lines would do what they wait for.
  f = await openHubFixture({ isKeepingHouse: false });
});
afterAll(async () => {
  await f.close();
});

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A round of the watch, as if it were that much later. */
const watch = (laterMs: number) =>
  watchMachines({ sql: f.sql, clock: { ...f.clock, wallMs: () => Date.now() + laterMs }, log: silentHubLog }, hourMs);
const stateOf = async (machine: TestMachine): Promise<MachineState> => {
  const machines = (await operator(f.hub.url, 'machines')).body as unknown as MachineState[];
  const found = machines.find(({ kiosk }) => kiosk === machine.claimed.kiosk);
  if (found === undefined) throw new Error('the machine is not listed');
  return found;
};
const prints = async (machine: TestMachine, ...seqs: readonly number[]) =>
  Promise.all(seqs.map((seq) => machine.message({}, { seq }, 'act.print')));
const beat = (machine: TestMachine, bootId: string, dead = 0) =>
  machine.send('POST', machine.path('heartbeats'), {
    ...{ version: '1', bootId, wallMs: 0, monoMs: 0, devices: [], durability: 'ok' },
    outbox: { pending: 0, dead, oldestAgeMs: null },
  });
const words = (body: Record<string, unknown>) => (body.verdicts as { verdict: string }[]).map(({ verdict }) => verdict);

describe('a number that has not arrived', () => {
  test('is shown with its place, becomes work only when it stands, and the work ends by itself when it arrives', async () => {
    const machine = await f.machine();
    const [one, two, three, four, five] = await prints(machine, 1, 2, 3, 4, 5);
    await machine.batch([one, two, five]);
    expect(await stateOf(machine)).toMatchObject({
      epochs: [{ storeEpoch: 'epoch-1', upTo: 2, highest: 5, missing: 2, gaps: [[3, 4]], gapSince: null }],
      isWhole: false,
      alarms: [],
    });
    await watch(0);
    await watch(hourMs - 60_000);
    expect((await stateOf(machine)).alarms).toEqual([]);
    // The lowest gap has moved: what is missing now has not been missing for an hour.
    await machine.batch([three]);
    await watch(hourMs + 60_000);
    expect((await stateOf(machine)).alarms).toEqual([]);
    await watch(2 * hourMs + 120_000);
    await watch(2 * hourMs + 180_000);
    expect((await stateOf(machine)).alarms).toEqual(['sync:gap']);
    await machine.batch([four]);
    await watch(2 * hourMs + 240_000);
    expect(await stateOf(machine)).toMatchObject({
      epochs: [{ upTo: 5, missing: 0, gapSince: null }],
      isWhole: true,
      alarms: [],
    });
  });

  test('at the very beginning is missing too, and another numbering of the machine hides nothing', async () => {
    const machine = await f.machine();
    await machine.batch(await prints(machine, 2));
    machine.storeEpoch = 'epoch-2';
    await machine.batch(await prints(machine, 1, 2));
    const state = await stateOf(machine);
    expect(state.epochs.map(({ storeEpoch, upTo, missing }) => [storeEpoch, upTo, missing])).toEqual([
      ['epoch-1', 0, 1],
      ['epoch-2', 2, 0],
    ]);
    expect(state.isWhole).toBe(false);
    await watch(0);
    await watch(2 * hourMs);
    expect((await stateOf(machine)).alarms).toEqual(['sync:gap']);
    const said = await hubMachines.run(
      { options: { hub: f.hub.url, 'operator-token': operatorToken, 'only-alarms': true }, positionals: [] },
      { out: () => undefined, note: () => undefined, signal: new AbortController().signal },
    );
    expect(said.exit).toBe(1);
    expect(said.text).toContain(`${machine.claimed.kiosk}  1-0, missing 1 (1, since `);
    expect(said.json).toMatchObject({ isWhole: false, machines: [{ kiosk: machine.claimed.kiosk }] });
  });

  test('nobody reads it without the operator token', async () => {
    expect((await fetch(`${f.hub.url}/v1/operator/machines`)).status).toBe(401);
  });
});

test('messages that a machine gave up are work until it has none; two boots in turn are a clone, a restart is not', async () => {
  const restarted = await f.machine();
  for (const boot of ['a', 'b', 'c', 'd']) await beat(restarted, boot, 1);
  // A late packet of the life before.
  await beat(restarted, 'c', 1);
  await beat(restarted, 'd', 1);
  const copied = await f.machine();
  for (const boot of ['a', 'b', 'a', 'b', 'a']) await beat(copied, boot);
  await watch(0);
  expect((await stateOf(restarted)).alarms).toEqual(['sync:dead']);
  expect((await stateOf(copied)).alarms).toEqual(['sync:clone']);
  await beat(restarted, 'd', 0);
  await beat(copied, 'a');
  await watch(60_000);
  expect((await stateOf(restarted)).alarms).toEqual([]);
  // Nobody but an operator ends it.
  expect((await stateOf(copied)).alarms).toEqual(['sync:clone']);
});

test('metrics count the city by region, model and version, and name no machine', async () => {
  const machine = await f.machine();
  await machine.batch(await prints(machine, 1, 3));
  const rejected = { ...(await machine.message({}, { seq: 4 }, 'act.print')), kid: 'seal-other' };
  expect(words((await machine.batch([rejected])).body)).toEqual(['rejected']);
  await beat(machine, 'a', 2);
  await watch(0);
  // A step of another machine that is due in a thousand years.
  const [waits] = await f.sql<{ id: string }[]>`
    insert into work (message_id, device_id, store_epoch, order_key, seq, prio, next_ms)
    values (gen_random_uuid(), 'other', 'epoch-1', 'other', 1, 9, ${Date.now() + 365_000 * dayMs}) returning message_id as id`;
  const answer = await fetch(`${f.hub.url}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.e+-]+)$/);
  }
  const value = (series: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length),
    );
  const counted = await f.sql<{ count: number }[]>`select count(*)::int as count from ingest`;
  expect(value('yitiji_ingest_messages_total{verdict="accepted"}')).toBe(counted[0]?.count);
  expect(value('yitiji_ingest_messages_total{verdict="rejected"}')).toBe(1);
  const group = '{region="TH",model="test",version="1"}';
  expect(value(`yitiji_outbox_dead${group}`)).toBe(2);
  expect(value(`yitiji_machines_online${group}`)).toBeGreaterThan(0);
  const [gapped] = await f.sql<{ count: number }[]>`
    select count(distinct c.device_id)::int as count from device_cursor c join heartbeat_latest h using (device_id) where gap_since_ms is not null`;
  expect(value(`yitiji_machines_with_gap${group}`)).toBe(gapped?.count);
  expect(value('yitiji_work_waiting{kind="message"}')).toBeGreaterThanOrEqual(1);
  await f.sql`delete from work where message_id = ${waits?.id ?? null}`;
  expect(text).toContain('yitiji_http_request_seconds_bucket{route="POST /v1/devices/:deviceId/batches",le="+Inf"}');
  expect(text).not.toContain(machine.claimed.kiosk);
  expect(text).not.toContain(machine.claimed.deviceId);
});

describe('partitions of messages', () => {
  const idOf = (ms: number) => uuid7(ms, randomBytes(10));
  const partitionOf = async (id: string) =>
    (await f.sql<{ name: string }[]>`select tableoid::regclass::text as name from ingest where id = ${id}`)[0]?.name;
  const settled = (messages: readonly Envelope[]) =>
    vi.waitFor(async () => {
      const waiting =
        await f.sql`select 1 from ingest where state = 'received' and id = any(${messages.map(({ id }) => id)}::uuid[])`;
      expect(waiting).toHaveLength(0);
    }, 10_000);

  test('a message whose clock ran ahead does not keep its month from being made, and is still known afterwards', async () => {
    const machine = await f.machine();
    const later = Date.now() + 200 * dayMs;
    const ahead = await machine.message({}, { id: idOf(later) }, 'act.print');
    expect(words((await machine.batch([ahead])).body)).toEqual(['accepted']);
    expect(await partitionOf(ahead.id)).toBe('ingest_default');
    await settled([ahead]);
    await ensurePartitions(f.sql, later, silentHubLog);
    expect(await partitionOf(ahead.id)).toBe(monthPartitions(later, 0)[0]?.name);
    expect(words((await machine.batch([ahead])).body)).toEqual(['duplicate']);
    const [months] = await f.sql<{ count: number }[]>`
      select count(*)::int as count from pg_inherits where inhparent = 'ingest'::regclass`;
    // Three from now, three from then, and the default one.
    expect(months?.count).toBe(7);
  });

  test('a month goes only when all in it has taken effect; then the number decides: known = duplicate, unknown = too old, never stored again', async () => {
    const machine = await f.machine();
    const then = Date.now() - 100 * dayMs;
    await ensurePartitions(f.sql, then, silentHubLog);
    const loss = machine.lossBody(liYun, null, 1);
    const old = await machine.message(loss, { id: idOf(then), seq: 1 });
    const never = await machine.message({}, { id: idOf(then + 1), seq: 2 }, 'act.print');
    const young = await machine.message({}, { seq: 3 }, 'act.print');
    expect(words((await machine.batch([old, young])).body)).toEqual(['accepted', 'accepted']);
    await settled([old, young]);
    const name = await partitionOf(old.id);
    expect(name).toBe(monthPartitions(then, 0)[0]?.name);

    // Something of that month still waits for its effect.
    await f.sql`update ingest set state = 'received' where id = ${old.id}`;
    await dropOldPartitions(f.sql, Date.now(), 31 * dayMs, silentHubLog);
    expect(await partitionOf(old.id)).toBe(name);
    await f.sql`update ingest set state = 'applied' where id = ${old.id}`;
    await dropOldPartitions(f.sql, Date.now(), 31 * dayMs, silentHubLog);
    expect(await partitionOf(old.id)).toBeUndefined();

    const again = (await machine.batch([old, never, young])).body;
    expect(words(again)).toEqual(['duplicate', 'tooOld', 'duplicate']);
    expect(again.upTo).toBe(1);
    expect(await f.sql`select 1 from ingest where id = any(${[old.id, never.id]}::uuid[])`).toHaveLength(0);
    expect(await f.sql`select 1 from work where device_id = ${machine.claimed.deviceId}`).toHaveLength(0);
    // Another machine, or another numbering, does not profit from this one's numbers.
    const other = await f.machine();
    expect(words((await other.batch([await other.message({}, { id: old.id, seq: 1 }, 'act.print')])).body)).toEqual([
      'tooOld',
    ]);
    // The effect of what was dropped stands.
    expect((await machine.caseState(loss.receiptNo)).body.state).toBe('done');
  });

  test('a hub whose clock is five years ahead for a minute drops no month of today, and calls nothing too old afterwards', async () => {
    const machine = await f.machine();
    const [first, second] = await prints(machine, 1, 2);
    await machine.batch([first]);
    await settled(first === undefined ? [] : [first]);
    await dropOldPartitions(f.sql, Date.now() + 5 * 365 * dayMs, 400 * dayMs, silentHubLog);
    expect(words((await machine.batch([first, second])).body)).toEqual(['duplicate', 'accepted']);
    expect(await partitionOf(first?.id ?? '')).toBe(monthPartitions(Date.now(), 0)[0]?.name);
    await settled(second === undefined ? [] : [second]);
  });

  test('a repeat that comes while its month is being dropped is never stored a second time', async () => {
    const machine = await f.machine();
    // As on a hub that has dropped nothing yet.
    await f.sql`update ingest_horizon set below_ms = 0`;
    const then = Date.now() - 300 * dayMs;
    await ensurePartitions(f.sql, then, silentHubLog);
    const olds = await Promise.all(
      Array.from({ length: 8 }, (_, i) => machine.message({}, { id: idOf(then), seq: i + 1 }, 'act.print')),
    );
    await machine.batch(olds);
    await settled(olds);
    const racing = olds.map((old) => machine.batch([old]));
    await dropOldPartitions(f.sql, Date.now(), 31 * dayMs, silentHubLog);
    const answers = [...(await Promise.all(racing)), await machine.batch(olds)];
    for (const { body } of answers) expect(new Set(words(body))).toEqual(new Set(['duplicate']));
    expect(await f.sql`select 1 from ingest where id = any(${olds.map(({ id }) => id)}::uuid[])`).toHaveLength(0);
  });
});
