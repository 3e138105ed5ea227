import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seal } from '../../contract/suites/seal.ts';
import { codeKeyAad } from '../../contract/technician/one-time-code.ts';
import type { StaffMember, StaffRow } from '../../contract/technician/staff.ts';
import { cardDigest, cardMark, newCardContent } from '../../contract/technician/staff-card.ts';
import { operator } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture, tablesWith } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';
import { mostCards } from './cards.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(async () => {
  await f.close();
});

const say = (path: string, body: object) => operator(f.hub.url, path, body);
const asked = async (machine: TestMachine, query = '?cards=1') =>
  (await machine.send('GET', machine.path(`staff${query}`), null)).body as unknown as {
    readonly version: number;
    readonly members: readonly StaffMember[];
  };
const cardsOf = async (machine: TestMachine, staffId: string, query?: string) =>
  (await asked(machine, query)).members.find((member) => member.staffId === staffId)?.cards;
const person = (staffId: string) => say(`staff/${staffId}`, { name: '测试', role: 'technician', machines: ['*'] });

/** A machine that has given its secret. */
async function machineWithSecret() {
  const machine = await f.machine();
  const secret = randomBytes(32);
  const { sealing, deviceId } = machine.claimed;
  const { enc, ct } = await seal(sealing, secret, codeKeyAad(deviceId));
  const [encText, ctText] = [enc, ct].map((bytes) => Buffer.from(bytes).toString('base64'));
  const body = { kid: sealing.kid, enc: encText, ct: ctText };
  expect((await machine.send('POST', machine.path('staff/code-key'), body)).status).toBe(200);
  return { machine, secret };
}

describe('staff cards at the hub', () => {
  test('each machine gets its own mark of a card; what stands on it is nowhere, neither is what a machine could be asked with', async () => {
    const [one, two] = [await machineWithSecret(), await machineWithSecret()];
    await person('310001');
    const content = newCardContent();
    expect(await say('staff/310001/cards', { content })).toMatchObject({ status: 200, body: { content: null } });
    expect(await cardsOf(one.machine, '310001')).toEqual([cardMark(one.secret, cardDigest(content))]);
    expect(await cardsOf(two.machine, '310001')).toEqual([cardMark(two.secret, cardDigest(content))]);
    // A machine of an earlier release does not ask, and hears nothing that it would refuse.
    expect(await cardsOf(one.machine, '310001', '')).toBeUndefined();
    const plain = createHash('sha256').update(content).digest('hex');
    for (const secret of [content, content.slice(5), plain, cardDigest(content).toString('hex')])
      expect(await tablesWith(f.sql, secret)).toEqual([]);
    expect(f.logLines.filter((line) => line.includes(content))).toEqual([]);
  });

  test('a lost card is out at the machine that waits; found again it may be given to somebody else', async () => {
    const { machine, secret } = await machineWithSecret();
    await person('310002');
    await person('310003');
    const made = (await say('staff/310002/cards', {})).body as { readonly cardId: string; readonly content: string };
    expect(made.content).toMatch(/^YTK1:/);
    const content = made.content;
    expect(await say('staff/310003/cards', { content })).toMatchObject({ status: 400 });
    const before = await asked(machine);
    const waiting = asked(machine, `?cards=1&version=${before.version}&wait=20`);
    expect(await say('staff/310002/cards/revoke', { cardId: made.cardId })).toMatchObject({ body: { revoked: 1 } });
    expect((await waiting).members.find(({ staffId }) => staffId === '310002')).not.toHaveProperty('cards');
    expect(await say('staff/310002/cards/revoke', { cardId: made.cardId })).toMatchObject({ status: 404 });
    expect(await say('staff/310003/cards', { content })).toMatchObject({ status: 200 });
    expect(await cardsOf(machine, '310003')).toEqual([cardMark(secret, cardDigest(content))]);
    expect(await cardsOf(machine, '310002')).toBeUndefined();
  });

  test('who is ended has no card that counts; nobody has more than a few, and one that no person has is refused', async () => {
    const { machine } = await machineWithSecret();
    await person('310004');
    for (let i = 0; i < mostCards; i += 1) expect(await say('staff/310004/cards', {})).toMatchObject({ status: 200 });
    expect(await say('staff/310004/cards', {})).toMatchObject({ status: 400 });
    const row = async () =>
      ((await operator(f.hub.url, 'staff')).body as unknown as StaffRow[]).find(({ staffId }) => staffId === '310004');
    expect((await row())?.cards).toHaveLength(mostCards);
    await say('staff/310004', { isRevoked: true });
    expect((await asked(machine)).members.map(({ staffId }) => staffId)).not.toContain('310004');
    expect(await say('staff/310004/cards/revoke', {})).toMatchObject({ body: { revoked: mostCards } });
    expect((await row())?.cards).toEqual([]);
    expect(await say('staff/310099/cards', {})).toMatchObject({ status: 404 });
    expect(await say('staff/310004/cards', { content: 'short' })).toMatchObject({ status: 400 });
  });

  test('a machine that has not given its secret hears of no card', async () => {
    const machine = await f.machine();
    await person('310005');
    await say('staff/310005/cards', {});
    expect(await cardsOf(machine, '310005')).toBeUndefined();
  });
});
