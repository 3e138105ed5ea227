import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { seal } from '../../contract/suites/seal.ts';
import { codeKeyAad, isOneTimeCode, oneTimeCode } from '../../contract/technician/one-time-code.ts';
import { fitsPinHash } from '../../contract/technician/pin-hash.ts';
import type { ReplenishBody, StaffMember } from '../../contract/technician/staff.ts';
import { operator } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture, tablesWith } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(async () => {
  await f.close();
});

const say = (path: string, body: object) => operator(f.hub.url, path, body);
const list = async (machine: TestMachine, query = '') => {
  const answer = await machine.send('GET', machine.path(`staff${query}`), null);
  expect(answer).toMatchObject({ status: 200, isSigned: true });
  return answer.body as unknown as { version: number; members: StaffMember[]; codeKey: string | null };
};
const idsOf = async (machine: TestMachine) => (await list(machine)).members.map(({ staffId }) => staffId);

describe('who may work at a machine', () => {
  test('a machine hears of its own people only, and never a name', async () => {
    const [here, there] = [await f.machine(), await f.machine()];
    await say('staff/300001', { name: '测试甲', role: 'keeper', machines: [here.claimed.kiosk] });
    expect(await idsOf(here)).toContain('300001');
    expect(await idsOf(there)).not.toContain('300001');
    expect(JSON.stringify(await list(here))).not.toContain('测试甲');
  });

  test('the audit has every machine at which somebody may work from then on, however many', async () => {
    const machines = Array.from({ length: 500 }, (_, n) => `TH${String(n).padStart(4, '0')}`);
    expect(await say('staff/300004', { name: '庚', role: 'technician', machines })).toMatchObject({ status: 200 });
    const [entry] = await f.sql<{ detail: string }[]>`
      select detail from audit_entry where act = 'staff.changed' and subject = 'staff:300004'`;
    expect(JSON.parse(entry?.detail ?? '{}')).toEqual({ isNamed: true, role: 'technician', machines });
  });

  test('nobody comes in by a PIN that was not given, is short, a run or a repeat', async () => {
    const machine = await f.machine();
    await say('staff/300002', { name: '乙', role: 'technician', machines: ['*'] });
    expect((await list(machine)).members.find(({ staffId }) => staffId === '300002')?.pinHash).toBeNull();
    for (const pin of ['123456', '765432', '890123', '111111', '121212', '123123']) {
      expect(await say('staff/300002/pin', { pin }), pin).toMatchObject({ status: 400 });
    }
    expect(await say('staff/300002/pin', { pin: '48261' })).toMatchObject({ status: 400 });
    const { pin } = (await say('staff/300002/pin', {})).body as { pin: string };
    const hash = (await list(machine)).members.find(({ staffId }) => staffId === '300002')?.pinHash ?? '';
    expect(await fitsPinHash(pin, hash)).toBe(true);
    expect(await tablesWith(f.sql, pin)).toEqual([]);
    expect(f.logLines.filter((line) => line.includes(pin))).toEqual([]);
  });

  test('a revocation reaches a machine that waits, and a person that was never made is not made by half', async () => {
    const machine = await f.machine();
    await say('staff/300003', { name: '丙', role: 'keeper', machines: ['*'] });
    const before = await list(machine);
    const waiting = list(machine, `?version=${before.version}&wait=20`);
    await say('staff/300003', { isRevoked: true });
    expect((await waiting).members.map(({ staffId }) => staffId)).not.toContain('300003');
    await say('staff/300003', { isRevoked: false });
    expect(await idsOf(machine)).toContain('300003');
    expect(await say('staff/300099', { role: 'keeper' })).toMatchObject({ status: 404 });
  });

  test('only operators change people', async () => {
    const reply = await fetch(`${f.hub.url}/v1/operator/staff/300004`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer somebody-else-entirely' },
      body: JSON.stringify({ name: '丁', role: 'technician', machines: ['*'] }),
    });
    expect(reply.status).toBe(401);
  });
});

describe('a code by phone', () => {
  const give = async (machine: TestMachine, secret: Uint8Array, aad = codeKeyAad(machine.claimed.deviceId)) => {
    const { sealing } = machine.claimed;
    const { enc, ct } = await seal(sealing, secret, aad);
    return machine.send('POST', machine.path('staff/code-key'), {
      kid: sealing.kid,
      enc: Buffer.from(enc).toString('base64'),
      ct: Buffer.from(ct).toString('base64'),
    });
  };

  test('is what the machine expects, for this machine, person, role and challenge alone', async () => {
    const [machine, other] = [await f.machine(), await f.machine()];
    const secret = randomBytes(32);
    expect((await give(machine, secret)).status).toBe(200);
    await give(other, randomBytes(32));
    await say('staff/300010', { name: '戊', role: 'technician', machines: ['*'] });
    const { kiosk } = machine.claimed;
    const answer = await say('staff/300010/one-time-code', { kiosk, challenge: 'k7qf 93md' });
    expect(answer.body).toMatchObject({ role: 'technician', minutes: 30 });
    const { code } = answer.body as { code: string };
    const subject = { kiosk, staffId: '300010', role: 'technician', challenge: 'K7QF93MD' } as const;
    expect(isOneTimeCode(secret, subject, `${code.slice(0, 4)}-${code.slice(4).toLowerCase()}`)).toBe(true);
    expect(isOneTimeCode(secret, { ...subject, role: 'keeper' }, code)).toBe(false);
    expect(isOneTimeCode(secret, { ...subject, staffId: '300011' }, code)).toBe(false);
    expect(isOneTimeCode(secret, { ...subject, challenge: 'K7QF93ME' }, code)).toBe(false);
    const elsewhere = await say('staff/300010/one-time-code', { kiosk: other.claimed.kiosk, challenge: 'K7QF93MD' });
    expect(elsewhere.body.code).not.toBe(code);
    // Neither the secret nor the code stands in the database in the clear.
    expect(await tablesWith(f.sql, code)).toEqual([]);
    expect(await tablesWith(f.sql, secret.toString('hex'))).toEqual([]);
  });

  test('nobody gets one who may not work there, or for a machine whose secret is not known', async () => {
    const [machine, silent] = [await f.machine(), await f.machine()];
    await give(machine, randomBytes(32));
    await say('staff/300012', { name: '己', role: 'keeper', machines: [silent.claimed.kiosk] });
    const ask = (kiosk: string) => say('staff/300012/one-time-code', { kiosk, challenge: 'K7QF93MD' });
    expect(await ask(machine.claimed.kiosk)).toMatchObject({ status: 404 });
    expect(await ask(silent.claimed.kiosk)).toMatchObject({ status: 404 });
    await say('staff/300012', { machines: ['*'], isRevoked: true });
    expect(await ask(machine.claimed.kiosk)).toMatchObject({ status: 404 });
  });

  test('a secret that another machine sealed is not taken, and the machine reads which one is kept', async () => {
    const [machine, other] = [await f.machine(), await f.machine()];
    const secret = randomBytes(32);
    expect((await give(machine, secret, codeKeyAad(other.claimed.deviceId))).status).toBe(400);
    expect((await list(machine)).codeKey).toBeNull();
    await give(machine, secret);
    const name = createHash('sha256').update(secret).digest('hex').slice(0, 16);
    expect((await list(machine)).codeKey).toBe(name);
    expect(oneTimeCode(secret, { kiosk: 'TH0001', staffId: '300010', role: 'keeper', challenge: 'K7QF93MD' })).toMatch(
      /^[2-9A-HJ-NP-Z]{8}$/,
    );
  });
});

test('a replenishment is kept once, and cards that are not what the ledger says are work', async () => {
  const machine = await f.machine();
  const body: ReplenishBody = {
    format: 'yitiji-replenish/1',
    id: 'r-1',
    unit: 'cards',
    device: 'cardDispenser',
    staff: ['100001', '200001'],
    expected: 40,
    found: 39,
    after: 100,
    level: 'ok',
    difference: -1,
    reason: 'miscount',
    at: '2026-11-28T08:00:00.000Z',
  };
  const message = await machine.message(body, { orderKey: 'r-1' }, 'tech.replenished');
  await machine.batch([message]);
  await machine.batch([message]);
  const kept = async () =>
    (await operator(f.hub.url, `replenishments?kiosk=${machine.claimed.kiosk}`)).body as unknown as object[];
  await vi.waitFor(async () => expect(await kept()).toHaveLength(1), { timeout: 10_000 });
  expect((await kept())[0]).toMatchObject({
    unit: 'cards',
    staff: ['100001', '200001'],
    expected: 40,
    found: 39,
    after: 100,
    difference: -1,
  });
  const orders = (await operator(f.hub.url, 'work-orders')).body as unknown as { kiosk: string; kind: string }[];
  expect(orders.filter(({ kiosk }) => kiosk === machine.claimed.kiosk).map(({ kind }) => kind)).toEqual([
    'cards:mismatch',
  ]);
});
