import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Envelope } from '../../contract/envelope.ts';
import { openPool, type Sql } from '../database/pool.ts';
import { openSignals } from '../signals.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import { TestMachine } from '../testing/machine.ts';
import { hubVersion } from '../version.ts';
import { unreadHint } from './open-again.ts';

let f: HubFixture;
let databaseUrl: string;
let inside: Sql;
let machine: TestMachine;
beforeAll(async () => {
  f = await openHubFixture();
  databaseUrl = await f.emptyDatabase();
  inside = openPool(databaseUrl, 2);
  const idle = await f.another({ databaseUrl, isWorking: false });
  machine = await new TestMachine(idle.url).enrol(operatorToken, 'OA0001');
});
afterAll(async () => {
  await inside.end({ timeout: 1 });
  await f.close();
});

/** A slip of no case. */
const print = (more: object) => {
  const body = { format: 'yitiji-print/1', actId: randomUUID(), receiptNo: '', outcome: 'done', copy: 1, ...more };
  return machine.message(body, { receiptNo: null, orderKey: randomUUID() }, 'act.print');
};
const custodyOf = (hopper: number) => ({
  ...{ format: 'yitiji-custody/1', device: 'dispenser', receiptNo: null, act: null, custody: null },
  counts: { hopper, retain: 0 },
});
const stateOf = async ({ id }: Envelope) =>
  (await inside<{ state: string }[]>`select state from ingest where id = ${id}`)[0]?.state;
/** As a hub of this version leaves a body that it cannot read. */
async function unreadBy(version: string, { id }: Envelope): Promise<void> {
  await inside`delete from work where message_id = ${id}`;
  await inside`update ingest set state = 'unreadable' where id = ${id}`;
  await inside`insert into unreadable values (${id}, ${version})`;
}
const renewed = async (look: () => Promise<void>) => {
  const hub = await f.another({ databaseUrl });
  await vi.waitFor(look, 10_000);
  await hub.close();
};

test('what an older hub could not read was acknowledged: the renewed one reads it, and leaves alone what it cannot read either', async () => {
  const good = await print({});
  const bad = await print({ copy: 'two' });
  const refused = await machine.message(machine.lossBody({ idNumber: '440199199203150026', name: '黎赟' }, null, 1));
  await machine.batch([good, bad, refused]);
  for (const one of [good, bad]) await unreadBy('0.0.1', one);
  await inside`delete from work where message_id = ${refused.id}`;
  await inside`update ingest set state = 'unreadable' where id = ${refused.id}`;
  await renewed(async () => {
    expect(await stateOf(good)).toBe('applied');
    expect(await inside`select message_id as id, hub_version from unreadable`).toEqual([
      { id: bad.id, hub_version: hubVersion },
    ]);
  });
  expect(await inside`select outcome from act_print where message_id = ${good.id}`).toEqual([{ outcome: 'done' }]);
  // Whoever was told that it is refused does not find it done later.
  expect(await stateOf(refused)).toBe('unreadable');
});

test('while a release is rolled out, what an instance of the one before marks is opened by the new one that runs beside it; what a newer one could not read is left alone', async () => {
  const hub = await f.another({ databaseUrl });
  const signals = await openSignals(inside);
  const hints: string[] = [];
  signals.on(unreadHint, (rest) => hints.push(rest));
  // Only this instance works here: messages are an hour away from it, so that the test can be the older one.
  await inside.unsafe(`create function later() returns trigger language plpgsql as
      $$ begin new.next_ms := new.next_ms + 3600000; return new; end $$;
    create trigger later before insert on work for each row execute function later()`);
  const [good, newer, bad] = [await print({}), await print({}), await print({ copy: 'two' })];
  await machine.batch([good, newer, bad]);
  await inside.unsafe('drop trigger later on work');
  await unreadBy('99.0.0', newer);
  await unreadBy('0.0.1', good);
  await inside`update work set next_ms = 0 where message_id = ${bad.id}`;
  await signals.send('work');
  // It marks one itself and says so; the other one's was marked when that hint came.
  await vi.waitFor(async () => expect(await stateOf(bad)).toBe('unreadable'), 10_000);
  await vi.waitFor(async () => expect(await stateOf(good)).toBe('applied'), 10_000);
  expect(hints).toEqual(['']);
  expect(await stateOf(newer)).toBe('unreadable');
  expect(
    await inside`select hub_version from unreadable where message_id = any(${[newer.id, bad.id]}::uuid[]) order by 1`,
  ).toEqual([{ hub_version: hubVersion }, { hub_version: '99.0.0' }]);
  expect(await inside`select 1 from work`).toEqual([]);
  await inside`delete from unreadable`;
  await signals.close();
  await hub.close();
});

test('the same release looks once: what it cannot read is no work of every start', async () => {
  const bad = await print({ outcome: 7 });
  await machine.batch([bad]);
  await renewed(async () => expect(await stateOf(bad)).toBe('unreadable'));
  const logged = () => f.logLines.filter((line) => line.includes(bad.id)).length;
  expect(logged()).toBe(1);
  const last = await print({});
  await machine.batch([last]);
  await renewed(async () => expect(await stateOf(last)).toBe('applied'));
  expect(logged()).toBe(1);
});

test('what became of an update is read late only where nothing later was told: a roll-out goes by the last word', async () => {
  const release = '1.0.1-0123456789abcdef';
  const told = (outcome: string, cause: string | null) => {
    const body = { format: 'yitiji-update/1', release, from: '1.0.0-fedcba9876543210', outcome, cause };
    const at = new Date(machine.wallMs()).toISOString();
    return machine.message({ ...body, at }, { orderKey: 'update', receiptNo: null, prio: 3 }, 'tech.update');
  };
  const [first, second] = [await told('rolledBack', 'silent'), await told('succeeded', null)];
  await machine.batch([first, second]);
  await unreadBy(hubVersion, first);
  await renewed(async () => expect(await stateOf(second)).toBe('applied'));
  await inside`update unreadable set hub_version = '0.0.1' where message_id = ${first.id}`;
  const last = await print({});
  await machine.batch([last]);
  await renewed(async () => expect(await stateOf(last)).toBe('applied'));
  expect(await stateOf(first)).toBe('unreadable');
  const [newest] = await inside`select outcome from update_outcome order by number desc`;
  expect(newest).toEqual({ outcome: 'succeeded' });
});

test('a count of cards that is read late is no newer than what the machine has counted since', async () => {
  const old = await machine.message(custodyOf(3), { prio: 1 }, 'custody.changed');
  await machine.batch([old]);
  await unreadBy('0.0.1', old);
  // The machine was mended and has a store of its own numbers since.
  machine.storeEpoch = 'epoch-2';
  const newer = await machine.message(custodyOf(40), { prio: 1 }, 'custody.changed');
  await machine.batch([newer]);
  await inside`update ingest set received_ms = received_ms - 60000 where id = ${old.id}`;
  await renewed(async () => expect([await stateOf(old), await stateOf(newer)]).toEqual(['applied', 'applied']));
  const noted = await inside<{ hopper: number }[]>`select hopper from custody_report order by noted_ms desc`;
  expect(noted.map(({ hopper }) => hopper)).toEqual([40, 3]);
});

test('a commissioning report that names the address of a dispenser, which an older hub cannot read, is there once the hub is renewed', async () => {
  const number = `${machine.claimed.kiosk}-SET-1`;
  const unit = { port: '/dev/ttyS1', baud: null, serial: null, firmware: null, link: 'up' };
  const body = {
    ...{ format: 'yitiji-commissioning/1', id: 'c-1', number, staff: null, begunAt: '', at: '', model: 'm' },
    versions: { program: '0.1.0', node: 'v24' },
    panel: { inch: 21.5, orientation: 'portrait', bottomEdgeMm: 800, fitsModel: true },
    network: { hub: 'https://hub.example', roundTripMs: 12, offsetMs: 40, certificateUntil: null },
    devices: [{ role: 'cardDispenser', driver: 'f2', ...unit, settings: { address: 3 } }],
    ...{ tests: [], previous: null, hash: '0'.repeat(64), signature: '' },
  };
  const report = await machine.message(body, { orderKey: 'c-1', receiptNo: null }, 'tech.commissioned');
  await machine.batch([report]);
  await unreadBy('0.0.1', report);
  await renewed(async () => expect(await stateOf(report)).toBe('applied'));
  expect(
    await inside`select report #>> '{devices,0,settings,address}' as address from commissioning where message_id = ${report.id}`,
  ).toEqual([{ address: '3' }]);
});
