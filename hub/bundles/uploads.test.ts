import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundlePartBytes } from '../../contract/bundle.ts';
import { operator } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(async () => {
  await f.close();
});

const partsOf = (bytes: Buffer) => {
  const bundleId = randomBytes(16).toString('hex');
  const parts = Math.ceil(bytes.byteLength / bundlePartBytes);
  return Array.from({ length: parts }, (_, part) => ({
    ...{ bundleId, madeAt: '2026-11-28T08:00:00.000Z', part, parts },
    data: bytes.subarray(part * bundlePartBytes, (part + 1) * bundlePartBytes).toString('base64'),
  }));
};
const send = (machine: TestMachine, part: object) => machine.send('POST', machine.path('bundles'), part);
const listed = async (machine: TestMachine) =>
  (await operator(f.hub.url, `bundles?kiosk=${machine.claimed.kiosk}`)).body as unknown as { bundleId: string }[];
/** As the console's page of the machine has them: what it lists can be opened. */
const onPage = async (machine: TestMachine) => {
  const reply = await fetch(`${f.hub.url}/v1/console/machines/${machine.claimed.kiosk}`, {
    headers: { authorization: `Bearer ${operatorToken}` },
  });
  return ((await reply.json()) as { readonly bundles: readonly object[] }).bundles;
};
const file = async (bundleId: string) =>
  fetch(`${f.hub.url}/v1/operator/bundles/${bundleId}/file`, { headers: { authorization: `Bearer ${operatorToken}` } });

test('parts in any order and twice are the file that was sent; half of it is none', async () => {
  const machine = await f.machine();
  const bytes = randomBytes(2 * bundlePartBytes + 77);
  const [first, second, third] = partsOf(bytes);
  expect((await send(machine, third as object)).body).toMatchObject({ have: 1, isWhole: false });
  await send(machine, first as object);
  expect((await send(machine, first as object)).body).toMatchObject({ have: 2, isWhole: false });
  expect(await listed(machine)).toEqual([]);
  expect(await onPage(machine)).toEqual([]);
  expect((await file(first?.bundleId ?? '')).status).toBe(404);
  expect((await send(machine, second as object)).body).toMatchObject({ have: 3, isWhole: true });
  expect(await listed(machine)).toMatchObject([{ bundleId: first?.bundleId, bytes: bytes.byteLength }]);
  expect(await onPage(machine)).toMatchObject([{ bundleId: first?.bundleId, bytes: bytes.byteLength }]);
  const got = await file(first?.bundleId ?? '');
  expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
});

test('no machine writes into the bundle of another, or more parts than it began with; the sixth takes the oldest away', async () => {
  const [machine, other] = [await f.machine(), await f.machine()];
  const [part] = partsOf(randomBytes(100));
  await send(machine, part as object);
  expect((await send(other, part as object)).status).toBe(400);
  expect((await send(machine, { ...part, parts: 2, part: 1 })).status).toBe(400);
  for (let i = 0; i < 5; i += 1) await send(machine, partsOf(randomBytes(100))[0] as object);
  const kept = (await listed(machine)).map(({ bundleId }) => bundleId);
  expect(kept).toHaveLength(5);
  expect(kept).not.toContain(part?.bundleId);
});
