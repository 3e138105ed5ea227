import { expect, test } from 'vitest';
import { noLog } from '../../../contract/log.ts';
import { createDispenser } from '../dispenser.ts';
import { createF2Wire } from './f2-wire.ts';
import { f2Rig } from './rig.test-data.ts';

/** A feed by a driver that had found its unit restarted once before; then its process ends, with or without the unit's power. */
async function bootAfter(isPowerCut: boolean) {
  const rig = f2Rig();
  await rig.ready();
  rig.sim.powerOff();
  rig.sim.powerOn();
  await rig.clock.advance(10_000);
  await rig.until(rig.device.feed(rig.act()));
  const before = rig.journal.at(-1);
  if (before === undefined) throw new Error('nothing was journalled');
  expect(before.values.restarts).toBe(1);
  await rig.device.close();
  if (isPowerCut) {
    rig.sim.powerOff();
    rig.sim.powerOn();
  }
  const { clock } = rig;
  const wire = createF2Wire({ clock });
  const options = { id: 'cardDispenser', wire, transport: rig.line.transport, clock, log: noLog, random: () => 0.5 };
  const next = createDispenser(options);
  next.start();
  await clock.advance(20_000);
  expect(next.status()).toMatchObject({ link: 'up', media: 'inside' });
  const verdict = await rig.until(next.reconcile('feed', before));
  await next.close();
  rig.sim.stop();
  return verdict;
}

test('a power cut of the whole machine: the card inside has an unknown history, also when both drivers counted one restart', async () => {
  expect(await bootAfter(true)).toMatchObject({ outcome: 'partial', evidence: { values: { row: 'restarted' } } });
});

test('a service that was killed alone: the card inside is the one that was fed', async () => {
  expect(await bootAfter(false)).toMatchObject({
    outcome: 'done',
    evidence: { values: { row: 'seenWhereItBelongs' } },
  });
});
