import { expect, test } from 'vitest';
import type { Log } from '../../contract/log.ts';
import { motion, newCard, seen, send } from '../store/testing/ledger.test-data.ts';
import { cardRig, dispenserId } from './testing/card-rig.test-data.ts';

function listen() {
  const told: unknown[] = [];
  const log: Log = (id, fields) => void (id === 'device.media.retracted' && told.push(fields));
  return { told, log };
}

async function counted(rig: Awaited<ReturnType<typeof cardRig>>): Promise<void> {
  await rig.store.bins.beginExchange({ id: 'x-1', deviceId: dispenserId, operator: 'op-7' });
  await rig.store.bins.endExchange('x-1', { hopper: 18, retain: 2 });
}

test('a forgotten card: bin, count after it, and the end of its chip number, never the whole', async () => {
  const { told, log } = listen();
  await using rig = await cardRig({ log });
  await counted(rig);
  let chipId = '';
  const checkChip = (chip: { readonly id: string }) => {
    chipId = chip.id;
    return true;
  };
  await rig.within(rig.issue({ takeTimeoutMs: 10_000, checkChip }));
  expect(told).toEqual([
    { deviceId: dispenserId, bin: 'retain', count: 3, item: `chip:…${chipId.slice(-4)}`, dwellMs: expect.any(Number) },
  ]);
  expect(JSON.stringify(told)).not.toContain(chipId);
});

test('a card that the custodian captures is told as well, by the end of its record', async () => {
  const { told, log } = listen();
  await using rig = await cardRig({ log });
  await counted(rig);
  send(rig.store, motion('a-1', 'feed'), newCard());
  await rig.store.acts.settle('a-1', 'done', seen, 'reply');
  rig.world.begin('feed');
  rig.world.end();
  await rig.clock.advance(3_000);
  await rig.within(rig.custodian.settle(dispenserId));
  expect(told).toEqual([{ deviceId: dispenserId, bin: 'retain', count: 3, item: 'record:…rd-1', dwellMs: 0 }]);
});

test('a bin that was never counted has no count', async () => {
  const { told, log } = listen();
  await using rig = await cardRig({ log });
  await rig.within(rig.issue({ takeTimeoutMs: 1_000 }));
  expect(told).toMatchObject([{ count: -1, item: expect.stringMatching(/^record:…[0-9a-f]{4}$/) }]);
});
