import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { err } from '../../contract/result.ts';
import { newSigningKeyPem, signingKeyFromPem } from '../../contract/signing.ts';
import { deviceKey } from '../crypto/device-key.ts';
import { systemRandom } from '../crypto/random.ts';
import { makeClockTrust } from './clock-trust.ts';
import { type HubCallError, mayHaveActed } from './hub-call-error.ts';
import { makeHubClient } from './hub-client.ts';
import { makeHubServices } from './hub-services.ts';
import { SigningHub } from './testing/signing-hub.ts';

const key = deviceKey(signingKeyFromPem(newSigningKeyPem()));
const person = { idNumber: '440199196701150017', name: '欧阳淼' } as const;
const order = {
  key: '6f1f2c8e-0000-4000-8000-000000000001',
  itemId: 'ss.card.replace',
  amountFen: 2000,
  person,
} as const;
const paid = {
  orderId: 'o-1',
  amountFen: 2000,
  payCode: 'DEMO:o-1',
  expiresAt: '2026-11-23T06:05:12.000Z',
  state: 'paid',
  provider: 'demo',
  demonstration: true,
} as const;

let hub: SigningHub;
let baseUrl: string;
beforeEach(async () => {
  hub = new SigningHub((keyId) => (keyId === 'device-1' ? key.publicKey : ''));
  baseUrl = await hub.listen();
});
afterEach(() => hub.close());

function services(byFetch?: typeof fetch) {
  return makeHubServices(
    makeHubClient({
      baseUrl,
      key,
      clock: systemClock,
      random: systemRandom,
      deviceId: 'device-1',
      replyKey: hub.replyKey,
      trust: makeClockTrust(systemClock),
      log: noLog,
      ...(byFetch === undefined ? {} : { fetch: byFetch }),
    }),
  );
}

describe('services of the hub', () => {
  it.each([
    [
      'says "unavailable"',
      { status: 503, body: { error: 'unavailable', detail: '', hubTime: '2026-11-23T06:03:12.000Z' } },
    ],
    ['was spoilt or forged on the way', { status: 200, body: paid, spoil: 'otherBody' }],
  ] as const)('an order whose answer %s is asked for again with the same key: one order, not two', async (_, first) => {
    hub.answer = () => (hub.requests.length === 1 ? first : { status: 200, body: paid });
    expect(await services().openOrder(order)).toEqual({ ok: true, value: paid });
    expect(hub.requests.map(({ body }) => (body as { key: string }).key)).toEqual([order.key, order.key]);
  });

  it('a refusal that the hub signed is its word: not asked again, and surely not done', async () => {
    const body = { error: 'badRequest', detail: '', hubTime: '2026-11-23T06:03:12.000Z' };
    hub.answer = () => ({ status: 400, body });
    const refused = await services().openOrder(order);
    expect(hub.requests).toHaveLength(1);
    expect(!refused.ok && mayHaveActed(refused.error)).toBe(false);
  });

  it('"surely not done" is said only when no connection was made, both times', async () => {
    const calls: HubCallError[] = [];
    const of = (errors: readonly HubCallError[]) => {
      calls.splice(0, calls.length, ...errors);
      const client = { service: async () => err(calls.shift() ?? lost), download: async () => err(lost) };
      return makeHubServices(client).openOrder(order);
    };
    const lost: HubCallError = { code: 'unreachable', detail: 'ECONNRESET' };
    const refused: HubCallError = { code: 'unreachable', detail: 'ECONNREFUSED', neverLeft: true };
    const acted = async (errors: readonly HubCallError[]) => {
      const result = await of(errors);
      return !result.ok && mayHaveActed(result.error);
    };
    expect(await acted([refused, refused])).toBe(false);
    expect(await acted([lost, refused])).toBe(true);
    expect(await acted([refused, lost])).toBe(true);
    expect(await acted([{ code: 'timeout', detail: '' }, refused])).toBe(true);
    const box: HubCallError = { code: 'http', detail: '', status: 403, isSigned: false };
    expect(await acted([box, refused])).toBe(true);
    expect(await acted([{ ...box, isSigned: true }])).toBe(false);
  });

  it('nobody at the other end: nothing has left this machine', async () => {
    await hub.close();
    const nobody = await services().openOrder(order);
    expect(nobody).toMatchObject({ ok: false, error: { code: 'unreachable', neverLeft: true } });
  });

  it('a route that is lost under a connection that stood may have lost the answer only', async () => {
    const failing = (syscall: string) => {
      const cause = Object.assign(new Error('no route'), { code: 'EHOSTUNREACH', syscall });
      return services(() => Promise.reject(new TypeError('fetch failed', { cause }))).openOrder(order);
    };
    const [connecting, reading] = [await failing('connect'), await failing('read')];
    expect([connecting, reading].map((one) => !one.ok && mayHaveActed(one.error))).toEqual([false, true]);
  });

  it('a code is never tried twice by itself: each try counts', async () => {
    hub.answer = () => ({
      status: 503,
      body: { error: 'unavailable', detail: '', hubTime: '2026-11-23T06:03:12.000Z' },
    });
    expect((await services().checkSms('code-1', '123456')).ok).toBe(false);
    expect(hub.requests).toHaveLength(1);
  });

  it('an answer that nobody signed pays nothing', async () => {
    hub.answer = () => ({ status: 200, body: paid, spoil: 'unsigned' });
    expect(await services().openOrder(order)).toMatchObject({ ok: false, error: { code: 'badSignature' } });
  });

  it('a reply that does not fit its schema is no answer', async () => {
    hub.answer = () => ({ status: 200, body: { ...paid, state: 'probably' } });
    expect(await services().order('o-1', 0)).toMatchObject({ ok: false, error: { code: 'badReply' } });
  });

  it('ids from the hub cannot leave their place in the address', async () => {
    hub.answer = () => ({ status: 200, body: paid });
    await services().order('../../x?y', 3);
    expect(hub.requests[0]?.url).toBe('/v1/devices/device-1/orders/..%2F..%2Fx%3Fy?wait=3');
  });

  it('drafts are PUT, and the signature covers method and body', async () => {
    const reply = {
      state: 'saved',
      draftId: 'd-1',
      version: 1,
      section: 1,
      done: ['company'],
      until: '2026-11-30T00:00:00.000Z',
      answers: {},
      signers: [],
    };
    hub.answer = () => ({ status: 200, body: reply });
    const request = { key: order.key, itemId: 'biz.open', person, version: 0, section: 1, answers: { capital: '100' } };
    expect(await services().saveDraft('d-1', request)).toEqual({ ok: true, value: reply });
    expect(hub.requests[0]).toMatchObject({ method: 'PUT', body: request });
  });

  it('pages of a document that were changed on the way are not printed', async () => {
    hub.answer = () => ({ status: 200, body: '%PDF-1.7', spoil: 'otherBody' });
    expect(await services().documentPdf('doc-1')).toMatchObject({ ok: false, error: { code: 'badSignature' } });
    hub.answer = () => ({ status: 200, body: '%PDF-1.7' });
    const pdf = await services().documentPdf('doc-1');
    expect(pdf.ok && pdf.value.toString('utf8')).toBe('"%PDF-1.7"');
  });
});
