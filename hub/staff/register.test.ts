import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RegisterItem, RegisterRow } from '../../contract/technician/register.ts';
import { operator } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(async () => {
  await f.close();
});

test('an item is one row whatever arrives late or twice; what nobody fetched in thirty days is marked', async () => {
  const machine = await f.machine();
  const item: RegisterItem = {
    ...{ format: 'yitiji-item/1', id: 'i-1', version: 1, what: 'idCard', where: 'cardPad', custody: null, last4: null },
    ...{ count: 1, at: new Date(Date.now() - 31 * 86_400_000).toISOString(), state: 'kept', staff: ['200001'] },
    handOver: null,
  };
  const kept = async (query = '') =>
    (await operator(f.hub.url, `register?kiosk=${machine.claimed.kiosk}${query}`)).body as unknown as RegisterRow[];
  const send = async (body: RegisterItem) =>
    machine.batch([await machine.message(body, { orderKey: body.id }, 'tech.item')]);
  await send(item);
  await vi.waitFor(async () => expect(await kept()).toMatchObject([{ isOverdue: true, state: 'kept' }]), {
    timeout: 10_000,
  });
  const handOver = { to: 'police' as const, at: new Date().toISOString() };
  await send({ ...item, version: 2, state: 'handedOver', handOver });
  await vi.waitFor(async () => expect(await kept('&open=true')).toEqual([]), { timeout: 10_000 });
  await send(item);
  await send({ ...item, id: 'i-2', what: 'pages', where: 'printerTray', count: 3, at: new Date().toISOString() });
  await vi.waitFor(async () => expect(await kept()).toHaveLength(2), { timeout: 10_000 });
  expect((await kept()).map(({ id, state, isOverdue }) => [id, state, isOverdue])).toEqual([
    ['i-2', 'kept', false],
    ['i-1', 'handedOver', false],
  ]);
});
