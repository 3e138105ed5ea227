import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { keyRotationProof } from '../../contract/http-signature.ts';
import type { HubKeyOffer } from '../../contract/hub-api.ts';
import { receiptNumber } from '../../contract/receipt-number.ts';
import { newSigningKey, readPrivateKey } from '../../contract/signing.ts';
import { keyMachine } from '../../tests/support/key-machine.ts';
import { hubRevoke, hubRotateKey } from '../cli/hub-keys.ts';
import type { RunningHub } from '../main.ts';
import { operator } from '../testing/case-kit.ts';
import { type HubFixture, liYun, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import { claimCode, TestMachine } from '../testing/machine.ts';

let f: HubFixture;
let second: RunningHub;
beforeAll(async () => {
  f = await openHubFixture();
  second = await f.another();
});
afterEach(() => {
  f.clock.shiftMs = 0;
});
afterAll(async () => {
  await f.close();
});

const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
const atHub = () => ({ hub: f.hub.url, 'operator-token': operatorToken });
const beat = (machine: TestMachine) =>
  machine.send('POST', machine.path('heartbeats'), {
    ...{ version: '1', bootId: 'b', wallMs: 0, monoMs: 0, devices: [], durability: 'ok' },
    outbox: { pending: 0, dead: 0, oldestAgeMs: null },
  });
const words = (body: Record<string, unknown>) => (body.verdicts as { verdict: string }[]).map(({ verdict }) => verdict);

describe('a machine changes its key', () => {
  const enter = (machine: TestMachine, next: ReturnType<typeof newSigningKey>, proofKey = next) =>
    machine.send('POST', machine.path('keys'), {
      publicKey: next.publicKey,
      proof: readPrivateKey(proofKey.privateKey).sign(keyRotationProof(machine.claimed.deviceId, next.publicKey)),
    });

  test('the old key signs the new one; both count until the new one is used; the old one ends an hour later, everywhere', async () => {
    const machine = await f.machine();
    const old = machine.signing;
    const next = newSigningKey();
    expect((await enter(machine, next)).body).toMatchObject({ publicKey: next.publicKey, othersUntil: null });
    // The reply was lost: the same again.
    expect((await enter(machine, next)).status).toBe(200);
    machine.url = second.url;
    expect((await beat(machine)).status).toBe(200);
    machine.useKey(next);
    expect((await beat(machine)).status).toBe(200);
    // Never told that it is in use: the old one stays, however long it takes.
    f.clock.shiftMs = 2 * 3_600_000;
    const late = { created: Math.floor(f.clock.wallMs() / 1000) };
    const send = (key: ReturnType<typeof newSigningKey>) =>
      machine.send('GET', machine.path(`cases/${machine.lossBody(liYun, null, 99).receiptNo}`), null, {
        ...late,
        key: readPrivateKey(key.privateKey),
      });
    expect((await send(old)).status).toBe(404);
    f.clock.shiftMs = 0;
    expect((await enter(machine, next)).body.othersUntil).not.toBeNull();
    expect(
      (
        await machine.send('GET', machine.path(`cases/${machine.lossBody(liYun, null, 99).receiptNo}`), null, {
          key: readPrivateKey(old.privateKey),
        })
      ).status,
    ).toBe(404);
    f.clock.shiftMs = 2 * 3_600_000;
    expect((await send(old)).body.error).toBe('unknownKey');
    expect((await send(next)).status).toBe(404);
    // A disk that was put back from before the change: enrolled under that key it would be told that all is well, and be refused from then on.
    const asked = await machine.send(
      'POST',
      '/v1/enrolments',
      { ...machine.enrolmentBody(), publicKey: old.publicKey },
      {
        ...{ ...late, keyId: `new:${old.publicKey}`, key: readPrivateKey(old.privateKey) },
      },
    );
    expect([asked.status, asked.body.error]).toEqual([401, 'unknownKey']);
    f.clock.shiftMs = 0;
  });

  test('a key that the sender does not hold, one of another machine, and a fifth are refused', async () => {
    const machine = await f.machine();
    const other = await f.machine();
    expect((await enter(machine, newSigningKey(), newSigningKey())).body.error).toBe('badSignature');
    expect((await enter(machine, other.signing)).body.error).toBe('forbidden');
    expect((await beat(other)).status).toBe(200);
    const more = Array.from({ length: 4 }, () => newSigningKey());
    const statuses: number[] = [];
    for (const key of more) statuses.push((await enter(machine, key)).status);
    expect(statuses).toEqual([200, 200, 200, 403]);
  });
});

test('a revoked machine is refused at once on every instance, and comes back with a new key under its own code and numbering', async () => {
  const machine = await f.machine();
  const { deviceId, kiosk } = machine.claimed;
  expect((await machine.batch([await machine.message({}, {}, 'act.print')])).body.upTo).toBe(1);
  machine.url = second.url;
  expect((await beat(machine)).status).toBe(200);
  const said = await hubRevoke.run({ options: { ...atHub(), kiosk, reason: '机箱被打开' }, positionals: [] }, io);
  expect(said).toMatchObject({ exit: 0, json: { kiosk, keys: 1 } });
  expect((await beat(machine)).body.error).toBe('unknownKey');
  expect(await f.sql`select revoked_reason from device_key where device_id = ${deviceId}`).toMatchObject([
    { revoked_reason: '机箱被打开' },
  ]);
  expect((await operator(f.hub.url, 'machines')).body).toEqual(
    expect.arrayContaining([expect.objectContaining({ kiosk, hasKey: false })]),
  );

  machine.useKey(newSigningKey());
  await machine.enrol(operatorToken, kiosk);
  expect(machine.claimed).toMatchObject({ deviceId, kiosk });
  expect((await machine.batch([await machine.message({}, {}, 'act.print')])).body.upTo).toBe(2);
  // It has a key again: nobody else gets its code.
  const thief = new TestMachine(f.hub.url);
  const code = String((await thief.askCode()).body.code);
  expect((await claimCode(f.hub.url, operatorToken, { code, kiosk })).status).toBe(400);
});

test('a machine that comes back on another model is known as that one: roll-outs and parts go by it', async () => {
  const machine = await f.machine();
  const { kiosk } = machine.claimed;
  await operator(f.hub.url, `machines/${kiosk}/revoke`, { reason: 'test' });
  machine.useKey(newSigningKey());
  machine.enrolmentBody = () => ({ publicKey: machine.signing.publicKey, model: 'wall', version: '0.2.0' });
  await machine.enrol(operatorToken, kiosk);
  expect(await f.sql`select model from device where kiosk = ${kiosk}`).toEqual([{ model: 'wall' }]);
});

test('a code that was shown before its key was revoked enrols nobody: the machine would be told that it is enrolled, and be refused', async () => {
  const machine = await f.machine();
  const { kiosk } = machine.claimed;
  const asked = await machine.askCode();
  await operator(f.hub.url, `machines/${kiosk}/revoke`, { reason: 'test' });
  const claim = { code: String(asked.body.code), kiosk };
  expect(await claimCode(f.hub.url, operatorToken, claim)).toMatchObject({
    status: 403,
    body: { error: 'codeInvalid' },
  });
  expect((await machine.enrolmentState(asked.body.enrolmentId)).body.state).toBe('expired');
  expect((await machine.askCode()).body.error).toBe('unknownKey');
  machine.useKey(newSigningKey());
  await machine.enrol(operatorToken, kiosk);
  expect((await beat(machine)).status).toBe(200);
});

test('new keys of the hub reach a machine under the old one, and until then it is answered and read as before', async () => {
  const machine = await f.machine(second.url);
  const away = await f.machine(second.url);
  const before = machine.claimed;
  for (const purpose of ['reply', 'seal']) {
    expect((await hubRotateKey.run({ options: { ...atHub(), purpose }, positionals: [] }, io)).exit).toBe(0);
  }
  const fresh = await f.machine(f.hub.url);
  expect(fresh.claimed.replyKey.kid).not.toBe(before.replyKey.kid);
  expect(fresh.claimed.sealing.kid).not.toBe(before.sealing.kid);
  // An instance that may not have heard of the keys yet believes and reads what was made with them.
  fresh.url = second.url;
  const sealedNew = fresh.lossBody(liYun, null, 1);
  const taken = await fresh.batch([await fresh.message(sealedNew)]);
  expect([words(taken.body), taken.isSigned]).toEqual([['accepted'], true]);
  expect((await fresh.caseState(sealedNew.receiptNo, 10)).body.state).toBe('done');

  const told = await beat(machine);
  expect(told.isSigned).toBe(true);
  const offer = told.body.keys as HubKeyOffer;
  expect(offer).toEqual({ replyKey: fresh.claimed.replyKey, sealing: fresh.claimed.sealing });
  machine.takeOver(offer);
  const again = await beat(machine);
  expect([again.isSigned, again.body.keys]).toEqual([true, undefined]);

  // One that hears nothing of it for long.
  const sealedOld = away.lossBody(liYun, null, 1);
  const takenOld = await away.batch([await away.message(sealedOld)]);
  expect([words(takenOld.body), takenOld.isSigned]).toEqual([['accepted'], true]);
  expect((await away.caseState(sealedOld.receiptNo, 10)).body.state).toBe('done');
});

test('a hub that changes to the national suite offers an SM2 key; what was sealed before is read, and what is sealed to the wrong suite is not', async () => {
  const machine = await f.machine(f.hub.url);
  const old = machine.claimed.sealing;
  const waiting = machine.lossBody(liYun, null, 1);
  const sealedBefore = await machine.message(waiting);
  const options = { ...atHub(), purpose: 'seal', suite: 'gm-1' };
  expect((await hubRotateKey.run({ options, positionals: [] }, io)).exit).toBe(0);

  const offer = (await beat(machine)).body.keys as HubKeyOffer;
  expect([old.suite, offer.sealing.suite]).toEqual(['intl-1', 'gm-1']);
  machine.takeOver(offer);
  const next = machine.lossBody(liYun, null, 2);
  const sealedNow = await machine.message(next);
  expect(sealedNow.enc).toHaveLength(192);
  // An envelope that names a suite which its key is not of.
  const mixed = { ...(await machine.message(machine.lossBody(liYun, null, 3))), kid: old.kid };
  const taken = await machine.batch([sealedBefore, sealedNow, mixed]);
  expect(words(taken.body)).toEqual(['accepted', 'accepted', 'accepted']);
  for (const { receiptNo } of [waiting, next]) expect((await machine.caseState(receiptNo, 10)).body.state).toBe('done');
  expect((await machine.caseState(String(mixed.receiptNo), 10)).body).toMatchObject({
    state: 'refused',
    reason: 'unreadable',
  });

  // A hub that is started with a suite changes nothing where the newest key is of it, and makes one where not.
  const kids = async () => (await f.sql<{ kid: string }[]>`select kid from hub_key where purpose = 'seal'`).length;
  const before = await kids();
  for (const [sealSuite, more] of [
    ['gm-1', 0],
    ['gm-1', 0],
    ['intl-1', 1],
    ['intl-1', 1],
  ] as const) {
    await (await f.another({ sealSuite })).close();
    expect([sealSuite, await kids()]).toEqual([sealSuite, before + more]);
  }
});

test('the real machine enrols at a hub of the national suite, seals to it what nobody but the hub opens, and changes with the hub', async () => {
  const machine = await keyMachine(f.hub.url, operatorToken, 'KM0009');
  const suiteNow = () => machine.store.identity()?.sealing.suite;
  expect(suiteNow()).toBe('intl-1');
  const options = { ...atHub(), purpose: 'seal', suite: 'gm-1' };
  expect((await hubRotateKey.run({ options, positionals: [] }, io)).exit).toBe(0);
  const offer = await machine.offered();
  if (offer === undefined) throw new Error('nothing was offered');
  machine.takeOver(offer);
  expect(suiteNow()).toBe('gm-1');
  // A key that is none is left alone: the machine would seal to nobody.
  machine.takeOver({ ...offer, sealing: { ...offer.sealing, kid: 'bad', publicKey: 'A'.repeat(86) } });
  expect(machine.store.identity()?.sealing.kid).toBe(offer.sealing.kid);
  const sent = await machine.sendOne();
  expect(sent).toMatchObject({ suites: ['gm-1'], verdicts: ['accepted'] });
  // Whatever the department says of it: it was opened.
  expect([sent.state.state, sent.state.reason]).not.toContain('delivered');
  expect(sent.state.reason).not.toBe('unreadable');
  machine.close();
});

describe('the real machine', () => {
  test('a change of its key that breaks off anywhere leaves a key that the hub takes, and goes on where it stopped', async () => {
    const machine = await keyMachine(f.hub.url, operatorToken, 'KM0001');
    const { deviceId } = machine.store.identity() ?? { deviceId: '' };
    // The service that runs beside: it has read the key at its start.
    const { client } = machine.link();
    const isServiceTaken = async () => {
      const reply = await client.caseState(receiptNumber('KM0001', '261123', 1), 0);
      return reply.ok ? 'found' : reply.error.hubError;
    };
    for (const side of ['before', 'after'] as const) {
      for (const request of [0, 1]) {
        const old = machine.publicKey;
        const broken = await machine.rotate({ request, side });
        // Before the hub has it for sure the old one is kept; after that its end alone is open.
        expect([broken.ok, machine.publicKey === old]).toEqual(request === 0 ? [false, true] : [true, false]);
        expect(await machine.isTaken()).toBe(true);
        const whole = await machine.rotate();
        expect(whole).toMatchObject({
          ok: true,
          value: { publicKey: machine.publicKey, oldUntil: expect.any(String) },
        });
        expect(machine.publicKey).not.toBe(old);
        expect(await machine.isTaken()).toBe(true);
        expect(await isServiceTaken()).toBe('notFound');
      }
    }
    const valid = await f.sql`select public_key from device_key where device_id = ${deviceId}
      and revoked_ms is null and (not_after_ms is null or not_after_ms > ${Date.now() + 3_700_000})`;
    expect(valid).toEqual([{ public_key: machine.publicKey }]);
    machine.close();
  });

  test('takes over new keys of the hub with a heartbeat, and not from anybody else', async () => {
    const machine = await keyMachine(f.hub.url, operatorToken, 'KM0002');
    const before = machine.store.identity();
    const rotated = await operator(f.hub.url, 'keys/rotate', { purpose: 'reply' });
    const { sync } = machine.link();
    const online = new Promise<void>((settle) => sync.onOnline((isOnline) => isOnline && settle()));
    sync.start();
    await online;
    await vi.waitFor(() => expect(machine.store.identity()?.replyKey.kid).toBe(rotated.body.kid), 5000);
    await sync.stop();
    expect(machine.store.identity()?.replyKey).not.toEqual(before?.replyKey);
    // With the new key it is answered, believed, and offered nothing more.
    expect([await machine.isTaken(), await machine.offered()]).toEqual([true, undefined]);
    machine.close();
  });

  test('revoked, it comes back with `enrol --again` as what it was; claimed as another machine it does not', async () => {
    const machine = await keyMachine(f.hub.url, operatorToken, 'KM0003');
    const before = machine.store.identity();
    await operator(f.hub.url, 'machines/KM0003/revoke', { reason: 'test' });
    expect(await machine.isTaken()).toBe(false);
    const claims: Promise<unknown>[] = [];
    const again = await machine.enrolAgain((code) =>
      claims.push(claimCode(f.hub.url, operatorToken, { code, kiosk: 'KM0003' })),
    );
    await Promise.all(claims);
    expect(again).toMatchObject({ ok: true, value: { deviceId: before?.deviceId, kiosk: 'KM0003' } });
    expect(await machine.isTaken()).toBe(true);
    await operator(f.hub.url, 'machines/KM0003/revoke', { reason: 'test' });
    const other = await machine.enrolAgain((code) =>
      claims.push(claimCode(f.hub.url, operatorToken, { code, kiosk: 'KM0004' })),
    );
    expect(other).toMatchObject({ ok: false, error: { code: 'otherMachine' } });
    expect(machine.store.identity()?.kiosk).toBe('KM0003');
    machine.close();
  });
});

test('whoever asks for codes without end is refused, on another instance and under borrowed addresses too', async () => {
  const machine = new TestMachine(f.hub.url);
  const statuses: number[] = [];
  for (let i = 0; i < 21; i += 1) {
    machine.url = i % 2 === 0 ? f.hub.url : second.url;
    const headers = { 'x-forwarded-for': `198.51.100.${i}` };
    statuses.push(
      (await machine.send('POST', '/v1/enrolments', machine.enrolmentBody(), { keyId: machine.newKeyId, headers }))
        .status,
    );
  }
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
  const [addresses] = await f.sql<{ count: number }[]>`
    select count(distinct asker)::int as count from enrolment_ask where asker like 'address:%'`;
  expect(addresses?.count).toBe(1);
  expect((await new TestMachine(f.hub.url).askCode()).status).toBe(200);
});
