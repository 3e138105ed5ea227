import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { newSigningKeyPem, signingKeyFromPem } from '../../contract/signing.ts';
import { deviceKey } from '../crypto/device-key.ts';
import { systemRandom } from '../crypto/random.ts';
import { makeClockTrust } from './clock-trust.ts';
import { type CallOutcome, makeHubClient } from './hub-client.ts';
import { maxReplyBytes } from './signed-fetch.ts';
import { type Answer, SigningHub } from './testing/signing-hub.ts';

const key = deviceKey(signingKeyFromPem(newSigningKeyPem()));
const hubTime = '2026-11-23T06:03:12.000Z';
const found = { status: 'none', source: 'gz.hrss', asOf: '2026-11-22', data: null, hubTime } as const;
const pull = {
  path: 'hrss.cards',
  person: { idNumber: '440199196701150017', name: '欧阳淼' },
  params: {},
} as const;

let hub: SigningHub;
let baseUrl: string;
beforeEach(async () => {
  hub = new SigningHub((keyId) => (keyId === 'device-1' ? key.publicKey : ''));
  baseUrl = await hub.listen();
});
afterEach(() => hub.close());

function client(more: { readonly clock?: Clock; readonly baseUrl?: string } = {}) {
  const clock = more.clock ?? systemClock;
  const trust = makeClockTrust(clock);
  const outcomes: CallOutcome[] = [];
  const made = makeHubClient({
    baseUrl: more.baseUrl ?? baseUrl,
    key,
    clock,
    random: systemRandom,
    deviceId: 'device-1',
    replyKey: hub.replyKey,
    trust,
    log: noLog,
  });
  made.onOutcome((outcome) => outcomes.push(outcome));
  return { ...made, trust, outcomes };
}

test('an answer that the hub has held back says nothing of the link and moves no clock: only the first word of a boot is better than none', async () => {
  let monoMs = 0;
  const clock: Clock = { ...systemClock, monoMs: () => monoMs, wallMs: () => Date.parse(hubTime) + monoMs };
  const one = client({ clock });
  hub.nowMs = clock.wallMs;
  hub.answer = ({ url }) => {
    const isPull = url.endsWith('/pulls');
    monoMs += isPull ? 20_000 : 40;
    const now = { hubTime: new Date(clock.wallMs()).toISOString() };
    return { status: 200, body: isPull ? { ...found, ...now } : now };
  };
  await one.pull(pull);
  expect(one.trust.roundTripMs()).toBe(20_000);
  await one.heartbeat({} as never);
  expect(one.trust.roundTripMs()).toBe(40);
  const offsetMs = one.trust.offsetMs();
  await one.pull(pull);
  expect([one.trust.roundTripMs(), one.trust.offsetMs()]).toEqual([40, offsetMs]);
});

/** A clock whose timers fire at once: every budget is used up as soon as it starts. */
const hastyClock: Clock = {
  ...systemClock,
  after: (_, fn) => systemClock.after(1, fn),
};

describe('signature round trip over a real socket', () => {
  test('method, path, query and body are covered in both directions', async () => {
    hub.answer = () => ({ status: 200, body: found });
    const one = client();
    expect(await one.pull(pull)).toEqual({ ok: true, value: found });
    expect(hub.requests).toMatchObject([
      { method: 'POST', url: '/v1/devices/device-1/pulls', keyId: 'device-1', body: pull },
    ]);
    expect(one.outcomes).toEqual([{ kind: 'pull', error: null }]);
    const settled = {
      receiptNo: 'TH0017-261123-0042-3',
      state: 'done',
      settledAt: null,
      reason: null,
      existingReceipt: null,
      dueOn: null,
      data: {},
      hubTime,
    } as const;
    hub.answer = () => ({ status: 200, body: settled });
    expect(await one.caseState('TH0017-261123-0042-3', 20)).toEqual({ ok: true, value: settled });
    expect(hub.requests[1]).toMatchObject({
      method: 'GET',
      url: '/v1/devices/device-1/cases/TH0017-261123-0042-3?wait=20',
    });
  });

  test('every request has a nonce of its own', async () => {
    hub.answer = () => ({ status: 200, body: found });
    const one = client();
    for (let i = 0; i < 5; i += 1) await one.pull(pull);
    expect(new Set(hub.requests.map(({ nonce }) => nonce)).size).toBe(5);
  });

  test('a base path in front of the hub is signed too', async () => {
    hub.answer = () => ({ status: 200, body: found });
    expect(await client({ baseUrl: `${baseUrl}/kiosk/` }).pull(pull)).toMatchObject({ ok: true });
    expect(hub.requests[0]?.url).toBe('/kiosk/v1/devices/device-1/pulls');
  });
});

describe('a reply that is not the hub’s word is not believed', () => {
  const accepted = {
    hubTime,
    verdicts: [{ id: '01a20700-5500-7db2-9746-6078d762d558', verdict: 'accepted' }],
    upTo: 1,
    highest: 1,
    gaps: [],
  } as const;
  const request = { storeEpoch: 'e', messages: [] };

  test('the same reply, well signed, is', async () => {
    hub.answer = () => ({ status: 200, body: accepted });
    expect(await client().batch(request)).toEqual({ ok: true, value: accepted });
  });

  test.each<NonNullable<Answer['spoil']>>(['unsigned', 'otherKey', 'otherBody', 'otherStatus', 'digestHeader'])(
    '%s',
    async (spoil) => {
      hub.answer = () => ({ status: 200, body: accepted, spoil });
      const one = client();
      expect(await one.batch(request)).toMatchObject({ ok: false, error: { code: 'badSignature' } });
      expect(one.trust.offsetMs()).toBeNull();
      expect(one.outcomes).toMatchObject([{ kind: 'batch', error: { code: 'badSignature' } }]);
    },
  );

  test('recorded from another request', async () => {
    hub.answer = () => ({ status: 200, body: accepted });
    const one = client();
    await one.batch(request);
    hub.answer = () => ({ status: 200, body: accepted, spoil: 'replayed' });
    expect(await one.batch(request)).toMatchObject({ ok: false, error: { code: 'badSignature' } });
  });

  test('signed but not of the contract', async () => {
    hub.answer = () => ({ status: 200, body: { ...accepted, verdicts: [{ id: 'x', verdict: 'fine' }] } });
    expect(await client().batch(request)).toMatchObject({ ok: false, error: { code: 'badReply' } });
  });

  test('an unsigned refusal does not set our clock', async () => {
    hub.answer = () => ({
      status: 401,
      body: { error: 'clock', detail: '', hubTime: '2031-01-01T00:00:00Z' },
      spoil: 'unsigned',
    });
    const one = client();
    expect(await one.batch(request)).toMatchObject({
      ok: false,
      error: { code: 'http', status: 401, isSigned: false },
    });
    expect(one.trust.offsetMs()).toBeNull();
    expect(hub.requests).toHaveLength(1);
  });
});

describe('faults on the way have one code each', () => {
  test('nobody listens', async () => {
    await hub.close();
    const one = client();
    expect(await one.pull(pull)).toMatchObject({ ok: false, error: { code: 'unreachable', detail: 'ECONNREFUSED' } });
    await hub.listen();
  });

  test('the line breaks before the reply', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const broken = client({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    expect(await broken.pull(pull)).toMatchObject({ ok: false, error: { code: 'unreachable' } });
    await new Promise((resolve) => server.close(resolve));
  });

  test('no reply within the budget', async () => {
    hub.answer = () => ({ status: 200, body: found, silent: true });
    expect(await client({ clock: hastyClock }).pull(pull)).toMatchObject({ ok: false, error: { code: 'timeout' } });
  });

  test('given up by the caller: says nothing about the hub', async () => {
    hub.answer = () => ({ status: 200, body: found, silent: true });
    const one = client();
    const controller = new AbortController();
    const call = one.pull(pull, controller.signal);
    controller.abort();
    expect(await call).toMatchObject({ ok: false, error: { code: 'aborted' } });
    expect(await one.pull(pull, controller.signal)).toMatchObject({ ok: false, error: { code: 'aborted' } });
    expect(one.outcomes).toEqual([]);
  });

  test('a reply without end is cut off', async () => {
    hub.answer = () => ({ status: 200, body: 'x'.repeat(maxReplyBytes) });
    expect(await client().pull(pull)).toMatchObject({ ok: false, error: { code: 'badReply' } });
  });

  test('a redirect is not followed', async () => {
    hub.answer = () => ({ status: 307, body: {}, headers: { location: '/elsewhere' } });
    expect(await client().pull(pull)).toMatchObject({ ok: false, error: { code: 'http', status: 307 } });
    expect(hub.requests).toHaveLength(1);
  });

  test('the hub sheds load', async () => {
    const body = { error: 'unavailable', detail: 'busy', hubTime };
    hub.answer = () => ({ status: 503, body, headers: { 'retry-after': '7' } });
    expect(await client().pull(pull)).toMatchObject({
      ok: false,
      error: { code: 'http', status: 503, isSigned: true, hubError: 'unavailable', retryAfterMs: 7_000 },
    });
  });
});

describe('a machine with a wrong clock', () => {
  test('is corrected by the signed refusal and tries once more', async () => {
    const dayMs = 86_400_000;
    hub.nowMs = () => Date.now() + 400 * dayMs;
    hub.answer = () => ({ status: 200, body: { ...found, hubTime: new Date(hub.nowMs()).toISOString() } });
    const one = client();
    expect(await one.pull(pull)).toMatchObject({ ok: true });
    expect(hub.requests).toHaveLength(1);
    expect(Math.abs((one.trust.offsetMs() ?? 0) - 400 * dayMs)).toBeLessThan(5_000);
    expect(one.trust.trust()).toBe('drifting');
    expect(one.outcomes).toEqual([{ kind: 'pull', error: null }]);
  });

  test('a hub that never agrees is asked twice, not for ever', async () => {
    let asked = 0;
    hub.nowMs = () => {
      asked += 1;
      return asked * 86_400_000 * 365;
    };
    expect(await client().pull(pull)).toMatchObject({ ok: false, error: { code: 'clock' } });
    expect(hub.requests).toHaveLength(0);
  });
});
