import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { ClaimManager } from '../devices/claims.ts';
import { HandOver } from './hand-over.ts';

async function held() {
  const clock = new VirtualClock();
  const manager = new ClaimManager(['receiptPrinter'], clock);
  const broken = await manager.claim(['receiptPrinter'], {
    ...{ owner: 'boot', purpose: 'reconcile', waitMs: 0, priority: 'recovery' },
  });
  if (!broken.ok) throw new Error('not claimed');
  const staff = { claims: manager, deviceIds: ['receiptPrinter'], owner: 'staff:100001' };
  const handOver = new HandOver(staff, () => undefined);
  return { clock, manager, handOver, mended: () => broken.value.release() };
}

test('a device that is mended after half an hour is handed over to whoever still stands there', async () => {
  const { clock, manager, handOver, mended } = await held();
  await clock.advance(30 * 60_000);
  expect(handOver.of('receiptPrinter')).toBe('held');
  expect(manager.draining).toEqual(['receiptPrinter']);
  mended();
  await clock.advance(1);
  expect(handOver.of('receiptPrinter')).toBe('ours');
  handOver.giveBack();
  expect([manager.held, manager.draining]).toEqual([[], []]);
});

test('once he has left nothing is wished for any more', async () => {
  const { clock, manager, handOver, mended } = await held();
  await clock.advance(15 * 60_000);
  handOver.giveBack();
  mended();
  await clock.advance(60 * 60_000);
  expect([manager.held, manager.draining, clock.pending]).toEqual([[], [], 0]);
});
