import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentDigest } from '../../contract/content-digest.ts';
import type { HubKeyOffer } from '../../contract/hub-api.ts';
import { suiteOf } from '../../contract/public-key.ts';
import { readCommand } from '../../contract/remote-command.ts';
import { newSigningKey, readPrivateKey } from '../../contract/signing.ts';
import { keyMachine } from '../../tests/support/key-machine.ts';
import { hubRotateKey } from '../cli/hub-keys.ts';
import type { RunningHub } from '../main.ts';
import { operator } from '../testing/case-kit.ts';
import { type HubFixture, liYun, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import { TestMachine } from '../testing/machine.ts';

let f: HubFixture;
let second: RunningHub;
beforeAll(async () => {
  f = await openHubFixture();
  second = await f.another();
});
afterAll(() => f.close());

const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
const rotateReply = (suite: string) =>
  hubRotateKey.run(
    { options: { hub: f.hub.url, 'operator-token': operatorToken, purpose: 'reply', suite }, positionals: [] },
    io,
  );
const beat = async (machine: TestMachine) => {
  const answer = await machine.send('POST', machine.path('heartbeats'), {
    ...{ version: '1', bootId: 'b', wallMs: 0, monoMs: 0, devices: [], durability: 'ok', commands: [] },
    outbox: { pending: 0, dead: 0, oldestAgeMs: null },
  });
  expect([answer.status, answer.isSigned]).toEqual([200, true]);
  return answer.body as { readonly keys?: HubKeyOffer; readonly commands?: readonly string[] };
};
const replySuite = (machine: TestMachine) => suiteOf(machine.claimed.replyKey.publicKey);
let kiosks = 0;
const national = async (url = f.hub.url) => {
  kiosks += 1;
  return await new TestMachine(url, 'gm-1').enrol(operatorToken, `GM${String(kiosks).padStart(4, '0')}`);
};

test('a machine of the national suite is enrolled, answered and commanded in it, on every instance, and its neighbour of before notices nothing', async () => {
  const before = await f.machine(second.url);
  const machine = await national();
  expect([replySuite(before), replySuite(machine)]).toEqual(['intl-1', 'gm-1']);

  const body = machine.lossBody(liYun, null, 1);
  const sent = await machine.batch([await machine.message(body)]);
  expect([sent.isSigned, sent.headers.get('content-digest')?.slice(0, 4)]).toEqual([true, 'sm3=']);
  expect((await machine.caseState(body.receiptNo, 10)).body.state).toBe('done');
  // The instance that has not made the key.
  machine.url = second.url;
  expect((await beat(machine)).keys).toBeUndefined();
  expect((await beat(before)).keys).toBeUndefined();

  await operator(f.hub.url, 'commands', {
    ...{ kiosks: [machine, before].map(({ claimed }) => claimed.kiosk), act: { kind: 'selfTest' }, reason: 'trial' },
  });
  for (const one of [machine, before]) {
    const { replyKey, deviceId } = one.claimed;
    const text = (await beat(one)).commands?.[0] ?? '';
    expect(readCommand(text, [replyKey], deviceId).ok).toBe(true);
    const bent = text.replace('selfTest', 'selfTesT');
    expect(readCommand(bent, [replyKey], deviceId)).toMatchObject({ error: 'badSignature' });
  }
});

test('a request that names the other suite than its key, or brings a digest of the other one, is refused', async () => {
  const machine = await national();
  const path = machine.path(`cases/${machine.lossBody(liYun, null, 9).receiptNo}`);
  expect((await machine.send('GET', path, null)).status).toBe(404);
  // A stranger of either suite.
  for (const suite of ['gm-1', 'intl-1'] as const) {
    const key = readPrivateKey(newSigningKey(suite).privateKey);
    expect((await machine.send('GET', path, null, { key })).body.error).toBe('badSignature');
  }
  const headers = { 'content-digest': contentDigest('intl-1', '') };
  expect((await machine.send('GET', path, null, { headers })).body.error).toBe('badSignature');
});

test('each suite has reply keys of its own: a new one of either is offered to its machines alone', async () => {
  const machines = { 'intl-1': await f.machine(), 'gm-1': await national() };
  for (const suite of ['gm-1', 'intl-1'] as const) {
    expect((await rotateReply(suite)).exit).toBe(0);
    for (const machine of Object.values(machines)) {
      const offer = (await beat(machine)).keys;
      expect([suite, replySuite(machine), offer === undefined]).toEqual([
        suite,
        replySuite(machine),
        replySuite(machine) !== suite,
      ]);
      if (offer !== undefined) machine.takeOver(offer);
    }
    expect((await beat(machines[suite])).keys).toBeUndefined();
  }
});

test('the real machine changes its suite by a change of its key, forth and back, whatever breaks off, and the hub’s key follows', async () => {
  const machine = await keyMachine(f.hub.url, operatorToken, 'GM9001');
  const suites = () => [suiteOf(machine.publicKey), suiteOf(machine.store.identity()?.replyKey.publicKey ?? '')];
  const follow = async () => {
    const offer = await machine.offered();
    if (offer !== undefined) machine.takeOver(offer);
  };
  for (const [to, from] of [
    ['gm-1', 'intl-1'],
    ['intl-1', 'gm-1'],
  ] as const) {
    for (const side of ['before', 'after'] as const)
      expect((await machine.rotate({ request: 0, side }, to)).ok).toBe(false);
    expect([await machine.isTaken(), ...suites()]).toEqual([true, from, from]);
    expect((await machine.rotate(null, to)).ok).toBe(true);
    expect(suites()).toEqual([to, from]);
    // Answered with the key that it has still, which vouches for the other one.
    await follow();
    expect([await machine.isTaken(), ...suites(), await machine.offered()]).toEqual([true, to, to, undefined]);
    expect(await machine.sendOne()).toMatchObject({ verdicts: ['accepted'] });
  }
  // One that was begun under another suite is brought to its end first.
  await machine.rotate({ request: 0, side: 'after' }, 'gm-1');
  const rotated = await machine.rotate(null, 'intl-1');
  expect([rotated.ok, ...suites(), await machine.isTaken()]).toEqual([true, 'intl-1', 'intl-1', true]);
  machine.close();
});
