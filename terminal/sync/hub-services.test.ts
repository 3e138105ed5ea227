import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { deviceKey } from '../crypto/device-key.ts';
import { systemRandom } from '../crypto/random.ts';
import { newSigningKeyPem, signingKeyFromPem } from '../crypto/suite-intl-1.ts';
import { makeClockTrust } from './clock-trust.ts';
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

function services() {
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
    }),
  );
}

describe('services of the hub', () => {
  it('an order whose answer says "unavailable" is asked again with the same key: one order, not two', async () => {
    hub.answer = () =>
      hub.requests.length === 1
        ? { status: 503, body: { error: 'unavailable', detail: '', hubTime: '2026-11-23T06:03:12.000Z' } }
        : { status: 200, body: paid };
    expect(await services().openOrder(order)).toEqual({ ok: true, value: paid });
    expect(hub.requests.map(({ body }) => (body as { key: string }).key)).toEqual([order.key, order.key]);
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
