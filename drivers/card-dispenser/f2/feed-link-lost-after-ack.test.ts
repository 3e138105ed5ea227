import { expect, test } from 'vitest';
import { f2Rig } from './rig.test-data.ts';

test('cable pulled after the ACK of a feed: indeterminate, never fed again, told apart afterwards from the sensors', async () => {
  const rig = f2Rig();
  await rig.ready();
  rig.device.setCount('hopper', 50);
  rig.sim.inject({ type: 'unplug', at: 'afterAck' }, { on: 'moveRf' });
  const fed = await rig.until(rig.device.feed(rig.act()));
  expect(fed).toMatchObject({
    ok: false,
    error: { code: 'E_LINK_LOST', outcome: 'indeterminate', phase: 'moving', mediaAt: 'unknown', actId: 'act-1' },
  });
  expect(rig.device.status()).toMatchObject({ link: 'lost', media: 'unknown', activity: 'idle' });
  expect(rig.device.position()).toBe('unknown');
  const [before] = rig.journal;
  if (before === undefined) throw new Error('nothing was journalled');
  // Nobody can look while the cable is out.
  expect(await rig.until(rig.device.reconcile('feed', before))).toMatchObject({
    outcome: 'indeterminate',
    position: 'unknown',
  });
  await rig.clock.advance(5_000);
  rig.line.plug();
  await rig.clock.advance(5_000);
  expect(rig.device.status()).toMatchObject({ link: 'up', media: 'inside', epoch: 2, bins: { hopper: { count: 49 } } });
  const late = await rig.until(rig.device.reconcile('feed', before));
  expect(late).toMatchObject({
    outcome: 'done',
    position: 'inside',
    evidence: { values: { row: 'seenWhereItBelongs' } },
  });
  expect(rig.world.fed).toBe(1);
  expect(rig.sim.commands.filter((command) => command === 'moveRf')).toHaveLength(1);
  await rig.device.close();
});

test('cable pulled before the ACK: the command may be in the unit, so nobody says "not started"', async () => {
  const rig = f2Rig();
  await rig.ready();
  rig.sim.inject({ type: 'unplug', at: 'beforeAck' }, { on: 'moveRf' });
  expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({
    error: { code: 'E_LINK_LOST', outcome: 'indeterminate' },
  });
  await rig.clock.advance(5_000);
  expect(rig.world.fed).toBe(1);
  await rig.device.close();
});

test('cable pulled while a hand is waited for: nobody says "taken"', async () => {
  const rig = f2Rig();
  await rig.ready();
  await rig.atExit();
  const taken = rig.device.awaitTaken({ userMs: 30_000 });
  await rig.clock.advance(1_000);
  rig.line.unplug();
  rig.world.take();
  expect(await rig.until(taken)).toMatchObject({
    error: { code: 'E_LINK_LOST', outcome: 'indeterminate', phase: 'waitingUser' },
  });
  await rig.device.close();
  expect(rig.clock.pending).toBe(0);
});
