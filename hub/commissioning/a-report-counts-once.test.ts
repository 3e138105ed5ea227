import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readPrivateKey } from '../../contract/signing.ts';
import type { CommissioningBody } from '../../contract/technician/commissioning.ts';
import { commissioningHash, signedText, type UnsignedReport } from '../../contract/technician/commissioning-hash.ts';
import { operator } from '../testing/case-kit.ts';
import { type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(async () => {
  await f.close();
});

function reportOf(machine: TestMachine, n: number): CommissioningBody {
  const unsigned: UnsignedReport = {
    format: 'yitiji-commissioning/1',
    id: `c-${n}`,
    number: `${machine.claimed.kiosk}-SET-${n}`,
    staff: null,
    begunAt: '2026-11-28T08:00:00.000Z',
    at: '2026-11-28T08:09:00.000Z',
    versions: { program: '0.1.0', node: 'v24' },
    model: 'yitiji-reference-21.5-portrait',
    panel: { inch: 21.5, orientation: 'portrait', bottomEdgeMm: 800, fitsModel: true },
    network: { hub: 'https://hub.example', roundTripMs: 12, offsetMs: 40, certificateUntil: null },
    devices: [
      { role: 'idReader', driver: 'sdt', port: '/dev/x', baud: 115_200, serial: 'S', firmware: null, link: 'up' },
    ],
    tests: [
      {
        id: 'idReader:card',
        device: 'idReader',
        outcome: 'done',
        code: null,
        at: '2026-11-28T08:08:00.000Z',
        picture: null,
      },
    ],
    previous: null,
  };
  const hash = commissioningHash(unsigned);
  const signature = readPrivateKey(machine.signing.privateKey).sign(signedText({ number: unsigned.number, hash }));
  return { ...unsigned, hash, signature };
}

const kept = async (machine: TestMachine) =>
  (await operator(f.hub.url, `commissionings?kiosk=${machine.claimed.kiosk}`)).body as unknown as {
    readonly number: string;
    readonly isSigned: boolean;
  }[];

test('a report that comes twice, also under another message, is one', async () => {
  const machine = await f.machine();
  const body = reportOf(machine, 1);
  const message = await machine.message(body, { orderKey: body.id }, 'tech.commissioned');
  await machine.batch([message]);
  await machine.batch([message, await machine.message(body, { orderKey: body.id }, 'tech.commissioned')]);
  await machine.batch([await machine.message(reportOf(machine, 2), { orderKey: 'c-2' }, 'tech.commissioned')]);
  await vi.waitFor(async () => expect(await kept(machine)).toHaveLength(2), { timeout: 10_000 });
  expect((await kept(machine)).map(({ number, isSigned }) => [number.slice(7), isSigned])).toEqual([
    ['SET-2', true],
    ['SET-1', true],
  ]);
});

test('a report that was changed, or bears the number of another machine, is kept and shown as not signed', async () => {
  const [machine, other] = [await f.machine(), await f.machine()];
  const changed = { ...reportOf(machine, 1), model: 'another' };
  const foreign = { ...reportOf(machine, 2), number: `${other.claimed.kiosk}-SET-2` };
  const sealed = [];
  for (const body of [changed, foreign])
    sealed.push(await machine.message(body, { orderKey: body.id }, 'tech.commissioned'));
  await machine.batch(sealed);
  await vi.waitFor(async () => expect(await kept(machine)).toHaveLength(2), { timeout: 10_000 });
  expect((await kept(machine)).map(({ isSigned }) => isSigned)).toEqual([false, false]);
});

test('a report with half a character in it, of which no hash can be made, is put aside; the next one is read', async () => {
  const machine = await f.machine();
  const whole = reportOf(machine, 1);
  const half = { ...whole, devices: whole.devices.map((device) => ({ ...device, serial: '\ud83d' })) };
  const next = reportOf(machine, 2);
  await machine.batch([
    await machine.message(half, { orderKey: 'setup' }, 'tech.commissioned'),
    await machine.message(next, { orderKey: 'setup' }, 'tech.commissioned'),
  ]);
  await vi.waitFor(async () => expect(await kept(machine)).toHaveLength(1), { timeout: 5_000 });
  expect((await kept(machine)).map(({ number, isSigned }) => [number, isSigned])).toEqual([[next.number, true]]);
});
