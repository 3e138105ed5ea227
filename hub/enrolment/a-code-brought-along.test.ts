import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ticketIn, ticketQr } from '../../contract/technician/ticket.ts';
import { hubEnrol } from '../cli/hub-enrol.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import { TestMachine } from '../testing/machine.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterEach(() => {
  f.clock.shiftMs = 0;
});
afterAll(async () => {
  await f.close();
});

const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
async function ticket(kiosk: string) {
  const options = { hub: f.hub.url, 'operator-token': operatorToken, kiosk, place: '示例站', phone: '020-00000000' };
  return await hubEnrol.run({ options, positionals: [] }, io);
}
async function codeFor(kiosk: string): Promise<string> {
  const { json } = await ticket(kiosk);
  return (json as { readonly code: string }).code;
}

/** A machine that has asked for a code of its own, as the set-up does. */
async function begun() {
  const machine = new TestMachine(f.hub.url);
  const sign = () => ({ keyId: machine.newKeyId, created: Math.floor(f.clock.wallMs() / 1000) });
  const asked = await machine.send('POST', '/v1/enrolments', machine.enrolmentBody(), sign());
  const { enrolmentId } = asked.body;
  const bring = (code: string) =>
    machine.send('POST', `/v1/enrolments/${String(enrolmentId)}/ticket`, { code }, sign());
  return { machine, bring, state: () => machine.enrolmentState(enrolmentId) };
}

/** One that asks so much later: its own code is still open when the other's time is over. */
async function begunAfter(ms: number) {
  f.clock.shiftMs = ms;
  return await begun();
}

describe('a code that the technician brings along', () => {
  test('makes the machine what the operator named, once, and is the same typed, in groups or as QR', async () => {
    const code = await codeFor('SU0001');
    expect([ticketIn(`${code.slice(0, 4)}-${code.slice(4).toLowerCase()}`), ticketIn(ticketQr(code))]).toEqual([
      code,
      code,
    ]);
    expect([ticketIn('0OIL1234'), ticketIn('ABCD234')]).toEqual([null, null]);
    const { bring, state } = await begun();
    expect((await bring(code)).body).toMatchObject({ kiosk: 'SU0001' });
    expect((await state()).body).toMatchObject({ state: 'claimed', kiosk: 'SU0001', place: '示例站' });
    const thief = await begun();
    expect((await thief.bring(code)).body.error).toBe('codeInvalid');
    expect((await thief.state()).body).toEqual({ state: 'pending' });
  });

  test('ends after fifteen minutes, and with the next one for the same machine', async () => {
    const first = await codeFor('SU0002');
    const second = await codeFor('SU0002');
    const one = await begun();
    expect((await one.bring(first)).body.error).toBe('codeInvalid');
    const late = await begunAfter(14 * 60_000);
    f.clock.shiftMs = 15 * 60_000 + 1_000;
    expect((await late.bring(second)).body.error).toBe('codeInvalid');
  });

  test('five wrong ones end the enrolment of whoever guesses, and nobody else’s', async () => {
    const code = await codeFor('SU0003');
    const guesser = await begun();
    const honest = await begun();
    for (let n = 0; n < 5; n += 1) expect((await guesser.bring('22222222')).body.error).toBe('codeInvalid');
    expect((await guesser.bring(code)).body.error).toBe('codeInvalid');
    expect((await guesser.state()).body).toEqual({ state: 'expired' });
    expect((await honest.bring(code)).body).toMatchObject({ kiosk: 'SU0003' });
  });

  test('is not made for a kiosk code that a machine with a valid key carries', async () => {
    const machine = await f.machine();
    expect(await ticket(machine.claimed.kiosk)).toMatchObject({ exit: 1 });
  });
});
