import { randomBytes } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Envelope, Tombstone } from '../contract/envelope.ts';
import { BatchReply } from '../contract/hub-api.ts';
import { uuid7 } from '../contract/uuid7.ts';
import { type HubFixture, openHubFixture } from './testing/hub-fixture.ts';
import type { TestMachine } from './testing/machine.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(async () => {
  await f.close();
});

const newId = () => uuid7(Date.now(), randomBytes(10));
const print = (machine: TestMachine, actId: string) =>
  machine.message(
    { format: 'yitiji-print/1', actId, receiptNo: '', outcome: 'done', copy: 0 },
    { orderKey: actId, receiptNo: null },
    'act.print',
  );
const tombstoneOf = ({ id, seq, sha256 }: Envelope): Tombstone => ({ id, seq, sha256, reason: 'rejected' });
const words = (body: Record<string, unknown>) =>
  (body.verdicts as { verdict: string; code?: string }[]).map(({ verdict, code }) => code ?? verdict);
const printsOf = async (actId: string) => (await f.sql`select 1 from act_print where act_id = ${actId}`).length;

test('a message that stays at the machine leaves no gap: its tombstone counts, once or ten times, and the message may still come', async () => {
  const machine = await f.machine();
  const [a, dead, c] = [await print(machine, 'p-1'), await print(machine, 'p-2'), await print(machine, 'p-3')];
  const before = await machine.batch([a, c]);
  expect(Compile(BatchReply).Check(before.body)).toBe(true);
  expect(before.body).toMatchObject({ upTo: 1, highest: 3, gaps: [[2, 2]] });
  for (const reason of ['rejected', 'rejected', 'waived'] as const) {
    const { body } = await machine.batch([], { tombstones: [{ ...tombstoneOf(dead), reason }] });
    expect(body).toMatchObject({
      verdicts: [{ id: dead.id, verdict: 'accepted' }],
      upTo: 3,
      highest: 3,
      gaps: [],
    });
  }
  const buried = await f.sql`select reason from tombstone where message_id = ${dead.id}`;
  expect([...buried]).toEqual([{ reason: 'rejected' }]);
  // A technician replays it: it is taken like any other, and its tombstone then finds it.
  expect(words((await machine.batch([dead])).body)).toEqual(['accepted']);
  await vi.waitFor(async () => expect(await printsOf('p-2')).toBe(1), 5000);
  const late = await machine.batch([], { tombstones: [tombstoneOf(dead)] });
  expect(words(late.body)).toEqual(['duplicate']);
  const other = await machine.batch([], { tombstones: [{ ...tombstoneOf(dead), sha256: '0'.repeat(64) }] });
  expect(words(other.body)).toEqual(['accepted']);
});

test('a batch without messages only asks for the proof, and each epoch has its own', async () => {
  const machine = await f.machine();
  expect((await machine.batch([])).body).toMatchObject({ verdicts: [], upTo: 0, highest: 0, gaps: [] });
  await machine.batch([await print(machine, 'q-1')]);
  machine.storeEpoch = 'epoch-2';
  const previousEpoch = { storeEpoch: 'epoch-1', lastSeq: 7 };
  expect((await machine.batch([], { previousEpoch })).body).toMatchObject({ upTo: 0, highest: 0 });
  // The first word is kept: a machine that is restored twice does not rewrite what it said.
  await machine.batch([], { previousEpoch: { storeEpoch: 'epoch-0', lastSeq: 1 } });
  const [row] = await f.sql`select previous_epoch, previous_last_seq from device_cursor
    where device_id = ${machine.claimed.deviceId} and store_epoch = 'epoch-2'`;
  expect(row).toEqual({ previous_epoch: 'epoch-1', previous_last_seq: '7' });
});

test('a machine cannot write into the log of the hub by the name of its database', async () => {
  const machine = await f.machine();
  machine.storeEpoch = 'Chosen-by-the-machine-2';
  await machine.batch([], { previousEpoch: { storeEpoch: 'Chosen-by-the-machine-1', lastSeq: 7 } });
  const told = f.logLines.filter((line) => line.includes(machine.claimed.deviceId));
  expect(told.filter((line) => line.includes('hub.epoch.followed'))).toHaveLength(1);
  expect(told.filter((line) => line.includes('Chosen'))).toEqual([]);
});

test('a re-issued message is opened with its old place and takes effect once, under however many new ids it comes', async () => {
  const machine = await f.machine();
  const old = await print(machine, 'r-1');
  const reissueOf = { id: old.id, seq: old.seq, storeEpoch: machine.storeEpoch };
  const again = { ...old, id: newId(), seq: old.seq + 1, reissueOf };
  const unnamed = { ...old, id: newId(), seq: old.seq + 3 };
  expect(words((await machine.batch([again])).body)).toEqual(['accepted']);
  await vi.waitFor(async () => expect(await printsOf('r-1')).toBe(1), 5000);
  expect(words((await machine.batch([again])).body)).toEqual(['duplicate']);
  const second = { ...again, id: newId(), seq: old.seq + 2 };
  expect((await machine.batch([second])).body).toMatchObject({
    verdicts: [{ id: second.id, verdict: 'duplicate' }],
    highest: old.seq + 2,
  });
  // Without the old place the seal does not open: nothing happens.
  expect(words((await machine.batch([unnamed])).body)).toEqual(['accepted']);
  const stateOf = async (id: string) =>
    (await f.sql<{ state: string }[]>`select state from ingest where id = ${id}`)[0]?.state;
  await vi.waitFor(async () => expect(await stateOf(unnamed.id)).toBe('unreadable'), 5000);
  expect(await printsOf('r-1')).toBe(1);
});

test('what the hub has already is not taken again as a re-issue of itself', async () => {
  const machine = await f.machine();
  const first = await print(machine, 's-1');
  await machine.batch([first]);
  const again = {
    ...first,
    id: newId(),
    seq: first.seq + 1,
    reissueOf: { id: first.id, seq: first.seq, storeEpoch: machine.storeEpoch },
  };
  expect((await machine.batch([again])).body).toMatchObject({ verdicts: [{ verdict: 'duplicate' }], upTo: 2 });
  const rows = await f.sql`select 1 from ingest where id = ${again.id}`;
  expect(rows).toHaveLength(0);
});

test('a machine that names the old id of another one takes nothing away from it', async () => {
  const [machine, thief] = [await f.machine(), await f.machine()];
  const old = await print(machine, 't-1');
  const reissueOf = { id: old.id, seq: old.seq, storeEpoch: machine.storeEpoch };
  const stolen = { ...old, id: newId(), reissueOf };
  expect(words((await thief.batch([stolen])).body)).toEqual(['accepted']);
  expect(words((await machine.batch([{ ...old, id: newId(), seq: old.seq + 1, reissueOf }])).body)).toEqual([
    'accepted',
  ]);
  await vi.waitFor(async () => expect(await printsOf('t-1')).toBe(1), 5000);
});

test('the hub keeps the newest place of the audit chain, shows it to the machine, and notices a chain that got shorter', async () => {
  const machine = await f.machine();
  const at = (seq: number, digit: string) => ({ audit: { seq, hash: digit.repeat(64) } });
  expect((await machine.batch([], at(5, 'a'))).body.audit).toBeUndefined();
  expect((await machine.batch([], at(9, 'b'))).body.audit).toEqual(at(5, 'a').audit);
  const cuts = () => f.logLines.filter((line) => line.includes('hub.audit.cut')).length;
  const before = cuts();
  expect((await machine.batch([], at(7, 'c'))).body.audit).toEqual(at(9, 'b').audit);
  expect((await machine.batch([], at(9, 'c'))).body.audit).toEqual(at(9, 'b').audit);
  expect(cuts()).toBe(before + 2);
});
