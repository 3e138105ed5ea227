import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CommandList, CommandReply, CommandSend } from '../../contract/console/commands.ts';
import { type CommandResultBody, readCommand } from '../../contract/remote-command.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import { hubCommandList, hubCommandSend, hubCommandShow } from '../cli/hub-commands.ts';
import { rotateHubKey } from '../keys/hub-keys.ts';
import { operator } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';
import { tidyCommands } from './command-results.ts';
import { lateMs, paceAfter } from './open-commands.ts';

const hourMs = 3_600_000;
const plainBeat = {
  ...{ version: '1', bootId: 'b', wallMs: 0, monoMs: 0, durability: 'ok' },
  ...{ outbox: { pending: 0, dead: 0, oldestAgeMs: null }, devices: [] },
};

let f: HubFixture;
let machine: TestMachine;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(() => f.close());
beforeEach(async () => {
  f.clock.shiftMs = 0;
  machine = await f.machine();
});

const kioskOf = (one: TestMachine) => one.claimed.kiosk;
const order = (more: object = {}, of: readonly TestMachine[] = [machine]) =>
  operator(f.hub.url, 'commands', { kiosks: of.map(kioskOf), act: { kind: 'selfTest' }, reason: 'trial', ...more });
const sent = async (more: object = {}, of: readonly TestMachine[] = [machine]) => {
  const answer = await order(more, of);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body as unknown as CommandReply;
};
const beat = async (commands: readonly object[] | undefined, of: TestMachine = machine, more: object = {}) => {
  const body = commands === undefined ? plainBeat : { ...plainBeat, commands, ...more };
  const created = Math.floor((Date.now() + f.clock.shiftMs) / 1000);
  const answer = await of.send('POST', of.path('heartbeats'), body, { created });
  expect([answer.status, answer.isSigned]).toEqual([200, true]);
  return answer.body as { commands?: readonly string[]; pace?: string; keys?: Parameters<TestMachine['takeOver']>[0] };
};
const read = (text: string | undefined, of: TestMachine = machine) =>
  readCommand(text ?? '', [of.claimed.replyKey], of.claimed.deviceId);
const reading = async (path: string) => {
  const answer = await fetch(`${f.hub.url}/v1/console/${path}`, {
    headers: { authorization: `Bearer ${operatorToken}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as unknown;
};
const rows = async (query = `kiosk=${kioskOf(machine)}`) => ((await reading(`commands?${query}`)) as CommandList).rows;
const states = async () => (await rows()).map(({ state, code }) => [state, code]);
const result = (id: string, number = 0, more: Partial<CommandResultBody> = {}): CommandResultBody => ({
  ...{ format: 'yitiji-command-result/1', id, number, state: 'done', code: null, detail: null },
  ...{ begunAt: '2026-11-28T12:00:00.000Z', endedAt: '2026-11-28T12:00:01.000Z', ...more },
});
const report = async (body: CommandResultBody, of: TestMachine = machine) => {
  await of.batch([await of.message(body, { orderKey: 'command' }, 'tech.command')]);
  const open = () => f.sql`select 1 from work where device_id = ${of.claimed.deviceId}`;
  await vi.waitFor(async () => expect(await open()).toHaveLength(0), { timeout: 10_000 });
};

describe('a command', () => {
  test('comes with the heartbeat, signed for this machine, until the machine says that it has it', async () => {
    const { commands } = await sent();
    const id = commands[0]?.id;
    const first = await beat([]);
    expect(read(first.commands?.[0])).toMatchObject({
      ok: true,
      value: { id, number: commands[0]?.number, act: { kind: 'selfTest' }, whenBusy: 'wait', isDryRun: false },
    });
    // The reply was lost: it comes again.
    expect((await beat([])).commands).toHaveLength(1);
    expect((await beat([{ id, state: 'accepted' }])).commands).toBeUndefined();
    expect(await states()).toEqual([['accepted', null]]);
    await beat([{ id, state: 'running' }]);
    // A beat of an earlier release says nothing of when it started.
    expect((await rows())[0]?.isHeard).toBe(false);
    await beat([{ id, state: 'accepted' }], machine, { startedMs: 1 });
    expect((await rows())[0]?.isHeard).toBe(true);
    // An older heartbeat that was held up on its way takes nothing back.
    expect(await states()).toEqual([['running', null]]);
    await report(result(id ?? '', commands[0]?.number, { detail: '31 pass' }));
    expect((await rows())[0]).toMatchObject({
      state: 'done',
      detail: '31 pass',
      by: 'operator token',
      reason: 'trial',
    });
  });

  test('is told to no machine that did not say it takes commands, and to no other machine', async () => {
    const other = await f.machine();
    await sent();
    const reply = await beat(undefined);
    expect([reply.commands, reply.pace]).toEqual([undefined, undefined]);
    expect((await beat([], other)).commands).toBeUndefined();
    const text = (await beat([])).commands?.[0];
    expect(readCommand(text ?? '', [machine.claimed.replyKey], other.claimed.deviceId)).toEqual({
      ok: false,
      error: 'otherDevice',
    });
  });

  test('that was changed on the way is not believed, and neither is one of a key that the machine does not know', async () => {
    await sent({ act: { kind: 'lockItem', item: 'a.b' } });
    const text = (await beat([])).commands?.[0] ?? '';
    expect(read(text).ok).toBe(true);
    expect(read(text.replace('"a.b"', '"a.c"'))).toEqual({ ok: false, error: 'badSignature' });
    expect(read(text.replace('"whenBusy":"wait"', '"whenBusy":"refuse"'))).toEqual({
      ok: false,
      error: 'badSignature',
    });
    expect(
      readCommand(text, [{ kid: 'other', publicKey: machine.claimed.replyKey.publicKey }], machine.claimed.deviceId),
    ).toEqual({
      ok: false,
      error: 'unknownKey',
    });
  });

  test('is signed with the key that the machine knows while the keys of the hub change', async () => {
    const first = machine.claimed.replyKey.kid;
    await sent();
    await rotateHubKey(f, 'reply', Date.now());
    const reply = await vi.waitFor(async () => {
      const heard = await beat([]);
      expect(heard.keys).toBeDefined();
      return heard;
    }, 10_000);
    expect(JSON.parse(reply.commands?.[0] ?? '')).toMatchObject({ kid: first });
    if (reply.keys !== undefined) machine.takeOver(reply.keys);
    expect(read((await beat([])).commands?.[0])).toMatchObject({ ok: true });
  });

  test('has the next number of its machine, and the machine hears them in their order', async () => {
    const all = await Promise.all([sent(), sent(), sent()]);
    const numbers = all.map(({ commands }) => commands[0]?.number ?? 0).sort((a, b) => a - b);
    expect(new Set(numbers).size).toBe(3);
    const heard = (await beat([])).commands?.map((text) => read(text));
    expect(heard?.map((one) => (one.ok ? one.value.number : 0))).toEqual(numbers);
  });

  test('that nobody heard in time is not handed out any more, and its end is said', async () => {
    await sent({ minutes: 1 });
    f.clock.shiftMs = 61_000;
    expect((await beat([])).commands).toBeUndefined();
    await tidy();
    expect(await states()).toEqual([['expired', 'neverHeard']]);
  });

  test('whose end never comes is called so two days later; the word of the machine counts whenever it comes, and only its first', async () => {
    const { commands } = await sent({ minutes: 1 });
    const id = commands[0]?.id ?? '';
    await beat([{ id, state: 'running' }]);
    await tidy(47 * hourMs);
    expect(await states()).toEqual([['running', null]]);
    await tidy(49 * hourMs);
    expect(await states()).toEqual([['failed', 'noWord']]);
    await report(result(id, commands[0]?.number));
    expect(await states()).toEqual([['done', null]]);
    await report(result(id, commands[0]?.number, { state: 'failed', code: 'error' }));
    expect(await states()).toEqual([['done', null]]);
  });

  test('that a newer machine ended with a code which this hub does not know has ended so, and is never said to be without a word', async () => {
    const { commands } = await sent();
    const { id = '', number = 0 } = commands[0] ?? {};
    await beat([{ id, state: 'accepted' }]);
    await report(result(id, number, { state: 'refused', code: 'solarFlare' as never }));
    expect(await states()).toEqual([['refused', 'solarFlare']]);
  });

  test('cannot be ended by another machine', async () => {
    const other = await f.machine();
    const { commands } = await sent();
    await report(result(commands[0]?.id ?? '', commands[0]?.number), other);
    expect(await states()).toEqual([['offered', null]]);
  });
});

describe('an order', () => {
  test('goes to all of its machines or to none', async () => {
    const other = await f.machine();
    const wrong = await operator(f.hub.url, 'commands', {
      kiosks: [kioskOf(machine), 'ZZ9999'],
      act: { kind: 'selfTest' },
      reason: 'trial',
    });
    expect([wrong.status, wrong.body.detail]).toEqual([404, expect.stringContaining('ZZ9999')]);
    expect(await rows()).toEqual([]);
    const { sendId, commands } = await sent({ act: { kind: 'liftNotice' } }, [machine, other]);
    expect(commands.map(({ kiosk }) => kiosk).sort()).toEqual([kioskOf(machine), kioskOf(other)].sort());
    await beat([{ id: commands.find(({ kiosk }) => kiosk === kioskOf(other))?.id, state: 'accepted' }], other);
    const { rows: sends } = (await reading('command-sends')) as { rows: readonly CommandSend[] };
    expect(sends.find((one) => one.sendId === sendId)).toMatchObject({
      machines: 2,
      states: { offered: 1, accepted: 1 },
      act: { kind: 'liftNotice' },
    });
  });

  test('behind the newest hundred is found by whoever has its address, and one that is not there is said to be none', async () => {
    const { sendId } = await sent();
    // Its machine has a hundred newer orders, which have all ended.
    const newer = Array.from({ length: 100 }, () => uuid7(Date.now(), randomBytes(10)));
    await f.sql`insert into command_send (id, act, is_dry_run, when_busy, reason, actor_id, actor_name, asked, made_ms, expires_ms)
      select n.id::uuid, s.act, s.is_dry_run, s.when_busy, s.reason, s.actor_id, s.actor_name, s.asked, s.made_ms + 3600000 + n.at, s.expires_ms
      from command_send s, unnest(${newer}::text[]) with ordinality as n(id, at) where s.id = ${sendId}`;
    await f.sql`insert into command (id, send_id, device_id, number, state, made_ms, expires_ms)
      select s.id, s.id, ${machine.claimed.deviceId}, s.made_ms, 'expired', s.made_ms, s.expires_ms
      from command_send s where s.id = any(${newer}::uuid[])`;
    const sends = async (query = '') =>
      ((await reading(`command-sends${query}`)) as { rows: readonly CommandSend[] }).rows.map((one) => one.sendId);
    expect((await sends()).includes(sendId)).toBe(false);
    expect(await sends(`?sendId=${sendId}`)).toEqual([sendId]);
    expect(await sends(`?sendId=${uuid7(Date.now(), randomBytes(10))}`)).toEqual([]);
    await f.sql`delete from command where send_id = any(${newer}::uuid[])`;
    await f.sql`delete from command_send where id = any(${newer}::uuid[])`;
  });

  test('that is sent twice, since its answer was lost, reaches each machine once; another one under its id is refused', async () => {
    const sendId = uuid7(Date.now(), randomBytes(10));
    const [first, second] = [await sent({ sendId }), await sent({ sendId })];
    expect(second.commands.map(({ id }) => id)).toEqual(first.commands.map(({ id }) => id));
    expect((await beat([])).commands).toHaveLength(1);
    const other = await order({ sendId, reason: 'another one' });
    expect([other.status, other.body.detail]).toEqual([400, expect.stringContaining('otherOrder')]);
  });

  test('is in the audit log with its person and its reason, once', async () => {
    const sendId = uuid7(Date.now(), randomBytes(10));
    await sent({ sendId, reason: 'printer blinks' });
    await sent({ sendId, reason: 'printer blinks' });
    const entries = await f.sql<{ act: string; detail: string }[]>`
      select act, detail from audit_entry where subject = ${`command:${sendId}`}`;
    expect(entries.map(({ act }) => act)).toEqual(['command.sent']);
    expect(JSON.parse(entries[0]?.detail ?? '')).toMatchObject({
      kind: 'selfTest',
      machines: 1,
      reason: 'printer blinks',
    });
  });

  test('is taken back where no machine has it; a machine that had it all the same tells the truth', async () => {
    const other = await f.machine();
    const { sendId, commands } = await sent({}, [machine, other]);
    const own = commands.find(({ kiosk }) => kiosk === kioskOf(machine));
    await beat([{ id: commands.find(({ kiosk }) => kiosk === kioskOf(other))?.id, state: 'accepted' }], other);
    expect((await operator(f.hub.url, 'commands/withdraw', { sendId })).body).toEqual({ withdrawn: 1 });
    expect(await states()).toEqual([['expired', 'withdrawn']]);
    expect((await beat([])).commands).toBeUndefined();
    await report(result(own?.id ?? '', own?.number));
    expect(await states()).toEqual([['done', null]]);
  });

  test('beyond eight open ones of a machine, with an act that is not on the list, or by nobody, is refused', async () => {
    for (const _ of Array.from({ length: 8 })) await sent();
    expect((await order()).body.detail).toContain('tooManyOpen');
    for (const act of [{ kind: 'shell', run: 'ls' }, { kind: 'restartDevice' }, { kind: 'selfTest', more: 1 }])
      expect((await order({ act })).status).toBe(400);
    const nobody = await fetch(`${f.hub.url}/v1/operator/commands`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ kiosks: [kioskOf(machine)], act: { kind: 'selfTest' }, reason: 'x' }),
    });
    expect(nobody.status).toBe(401);
  });
});

test('numbers go on above all that were given out: after old commands were removed, and with a clock that was turned back', async () => {
  const { commands } = await sent();
  const number = commands[0]?.number ?? 0;
  await report(result(commands[0]?.id ?? '', number));
  await tidy(101 * 24 * hourMs);
  f.clock.shiftMs = -hourMs;
  expect((await sent()).commands[0]?.number).toBe(number + 1);
  f.clock.shiftMs = hourMs;
  expect((await sent()).commands[0]?.number).toBeGreaterThan(number + hourMs / 2);
});

test('a machine that somebody looks at is asked to tell often, for two minutes', async () => {
  const watch = (kiosk: string) =>
    fetch(`${f.hub.url}/v1/console/machines/${kiosk}/watch`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${operatorToken}` } },
    });
  expect((await beat([])).pace).toBeUndefined();
  expect((await watch('ZZ9999')).status).toBe(404);
  expect((await watch(kioskOf(machine))).status).toBe(200);
  expect((await beat([])).pace).toBe('watched');
  f.clock.shiftMs = 121_000;
  expect((await beat([])).pace).toBeUndefined();
});

test('a machine whose heartbeat had to wait is asked to tell rarely, unless somebody looks at it', () => {
  expect([paceAfter('usual', lateMs), paceAfter('usual', lateMs + 1)]).toEqual(['usual', 'degraded']);
  expect(paceAfter('watched', 60_000)).toBe('watched');
});

test('the command line sends, lists and shows; it ends with 1 until all is done', async () => {
  const options = { hub: f.hub.url, 'operator-token': operatorToken, minutes: '5', reason: 'trial' };
  const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
  const kiosk = kioskOf(machine);
  const done = await hubCommandSend.run({ options: { ...options, kiosk }, positionals: ['restartApp'] }, io);
  expect([done.exit, done.text]).toEqual([0, expect.stringContaining('restartApp for 1 machines')]);
  const { sendId } = done.json as { sendId: string };
  expect((await hubCommandList.run({ options, positionals: [] }, io)).text).toContain(sendId);
  const before = await hubCommandShow.run({ options, positionals: [sendId] }, io);
  expect([before.exit, before.text]).toEqual([1, expect.stringContaining('offered')]);
  const [row] = await rows();
  await report(result(row?.id ?? '', row?.number));
  expect((await hubCommandShow.run({ options, positionals: [kiosk] }, io)).exit).toBe(0);
  for (const [act, more, words] of [
    ['shell', {}, /ACT is one of/],
    ['restartDevice', {}, /--device/],
    ['postNotice', { notice: 'paper', until: 'soon' }, /--until/],
    ['restartApp', { 'send-id': 'once' }, /--send-id/],
  ] as const)
    await expect(
      hubCommandSend.run({ options: { ...options, kiosk, ...more }, positionals: [act] }, io),
    ).rejects.toThrow(words);
});

test('an order of the command line whose answer was lost goes out once, however often it is given again', async () => {
  // Passes everything on to the hub, and loses the first answer.
  let lost = 0;
  const gateway = createServer(async (asked, answer) => {
    const body = await text(asked);
    const headers = { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' };
    const reply = await fetch(`${f.hub.url}${asked.url}`, { method: 'POST', headers, body });
    if (lost++ === 0) asked.socket.destroy();
    else answer.writeHead(reply.status).end(await reply.text());
  });
  await once(gateway.listen(0, '127.0.0.1'), 'listening');
  try {
    const hub = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    const options = { hub, 'operator-token': operatorToken, minutes: '5', reason: 'trial', kiosk: kioskOf(machine) };
    const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
    const first = await hubCommandSend.run({ options, positionals: ['restartApp'] }, io);
    const { sendId } = first.json as { sendId: string };
    expect([first.exit, first.text]).toEqual([1, expect.stringContaining(`--send-id ${sendId}`)]);
    const again = { ...options, 'send-id': sendId };
    expect(await hubCommandSend.run({ options: again, positionals: ['restartApp'] }, io)).toMatchObject({
      ...{ exit: 0, json: { sendId, commands: [{ kiosk: options.kiosk }] } },
    });
    expect(await rows()).toHaveLength(1);
    const other = await hubCommandSend.run({ options: again, positionals: ['selfTest'] }, io);
    expect([other.exit, other.text]).toEqual([1, expect.stringContaining('another order has this id')]);
  } finally {
    gateway.close();
  }
});

function tidy(inMs = 0): Promise<void> {
  return tidyCommands(
    {
      sql: f.sql,
      signals: {
        on: () => () => true,
        onResume: () => () => undefined,
        send: () => Promise.resolve(),
        close: () => Promise.resolve(),
      },
    },
    Date.now() + f.clock.shiftMs + inMs,
  );
}
