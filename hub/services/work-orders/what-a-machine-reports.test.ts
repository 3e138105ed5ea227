import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operator } from '../../testing/case-kit.ts';
import { type HubFixture, openHubFixture } from '../../testing/hub-fixture.ts';
import type { TestMachine } from '../../testing/machine.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(async () => {
  await f.close();
});

describe('what a machine reports of itself is work', () => {
  const beats = (of: TestMachine) => async (more: object) =>
    of.send('POST', of.path('heartbeats'), {
      ...{ version: '1', bootId: 'b', wallMs: 0, monoMs: 0, devices: [], durability: 'ok' },
      outbox: { pending: 0, dead: 0, oldestAgeMs: null },
      ...more,
    });
  const kinds = async (prefix: string) =>
    ((await operator(f.hub.url, 'work-orders')).body as unknown as { kind: string }[])
      .filter(({ kind }) => kind.startsWith(prefix))
      .map(({ kind }) => kind)
      .sort();

  test('F-6: paper that ends soon, before anybody sees it, once, and none any more when it was refilled', async () => {
    const send = beats(await f.machine());
    const beat = (low: string[], link = 'up') =>
      send({ devices: [{ id: 'receiptPrinter', link, condition: 'ok', faults: [], low }] });
    for (let i = 0; i < 3; i += 1) expect((await beat(['paper'])).status).toBe(200);
    expect(await kinds('low:')).toEqual(['low:receiptPrinter.paper']);
    await beat([], 'lost');
    expect(await kinds('low:')).toEqual(['low:receiptPrinter.paper']);
    await beat([]);
    expect(await kinds('low:')).toEqual([]);
  });

  test('F-4, F-5, F-22: intake that is closed, one reason at a time, until it says that it is open', async () => {
    const beat = beats(await f.machine());
    for (let i = 0; i < 3; i += 1) expect((await beat({ intake: 'queue' })).status).toBe(200);
    await beat({});
    expect(await kinds('intake:')).toEqual(['intake:queue']);
    await beat({ intake: 'disk' });
    expect(await kinds('intake:')).toEqual(['intake:disk']);
    await beat({ intake: 'open' });
    expect(await kinds('intake:')).toEqual([]);
    expect((await beat({ intake: 'closed' })).status).toBe(400);
  });

  test('a part that fails the self-test is one piece of work until a later test passes it; a beat without a test says nothing', async () => {
    const send = beats(await f.machine());
    const beat = async (...failed: readonly string[]) =>
      (await send({ selfTest: { atMs: 1, counts: { pass: 20, warn: 0, fail: failed.length, notFitted: 3 }, failed } }))
        .status;
    for (let i = 0; i < 2; i += 1) expect(await beat('receiptPrinter', 'store')).toBe(200);
    expect(await kinds('test:')).toEqual(['test:receiptPrinter', 'test:store']);
    await send({});
    expect(await kinds('test:')).toEqual(['test:receiptPrinter', 'test:store']);
    expect(await beat('store')).toBe(200);
    expect(await kinds('test:')).toEqual(['test:store']);
    expect(await beat()).toBe(200);
    expect(await kinds('test:')).toEqual([]);
    expect(await beat("'; drop")).toBe(400);
  });

  test('a notice that a keeper has posted is work of its machine as long as it stands', async () => {
    const beat = beats(await f.machine());
    const notice = (reason: string) => ({ reason, since: '2026-11-28T08:00:00.000Z', until: null });
    for (let i = 0; i < 2; i += 1) expect((await beat({ notice: notice('paper') })).status).toBe(200);
    await beat({});
    expect(await kinds('notice:')).toEqual(['notice:paper']);
    await beat({ notice: notice('cleaning') });
    expect(await kinds('notice:')).toEqual(['notice:cleaning']);
    await beat({ notice: null });
    expect(await kinds('notice:')).toEqual([]);
    expect((await beat({ notice: { ...notice('paper'), who: '100001' } })).status).toBe(400);
  });

  test('F-15: a touch panel that stays bad is one piece of work, and none any more when the machine reports it well', async () => {
    const send = beats(await f.machine());
    const panel = (...faults: readonly string[]) => ({ id: 'touchPanel', link: 'up', condition: 'x', faults });
    const cover = { id: 'receiptPrinter', link: 'up', condition: 'faulted', faults: ['E_COVER_OPEN'] };
    const beat = async (...devices: readonly object[]) => (await send({ devices })).status;
    for (let i = 0; i < 2; i += 1) expect(await beat(cover, panel('E_TOUCH_STUCK', "'; drop"))).toBe(200);
    expect(await kinds('fault:')).toEqual(['fault:touchPanel.E_TOUCH_STUCK']);
    expect(await beat(cover)).toBe(200);
    expect(await kinds('fault:')).toEqual(['fault:touchPanel.E_TOUCH_STUCK']);
    expect(await beat(panel('E_TOUCH_GHOST'))).toBe(200);
    expect(await kinds('fault:')).toEqual(['fault:touchPanel.E_TOUCH_GHOST']);
    expect(await beat(panel())).toBe(200);
    expect(await kinds('fault:')).toEqual([]);
  });
});
