import { expect, test } from 'vitest';
import { f2Rig } from './rig.test-data.ts';

test('a recovery that nobody heard, after a look that failed: nothing says that the card moved, nor that it did not', async () => {
  const rig = f2Rig();
  await rig.ready();
  await rig.until(rig.device.feed(rig.act()));
  // The look before answers "moved by hand": the position is not known. Then the line eats INITIALISE.
  const sent = {
    ...rig.act(),
    hooks: { sent: () => rig.line.inject('toDevice', { kind: 'drop', skip: 0, count: 9 }) },
  };
  rig.sim.inject({ type: 'error', code: '45' }, { on: 'status' });
  expect(await rig.until(rig.device.recover(sent))).toMatchObject({
    ok: false,
    error: { outcome: 'indeterminate', mediaAt: 'inside' },
  });
  expect(rig.world.card).toMatchObject({ id: 1, place: 'inside' });
  expect(rig.sim.resets).toBe(0);
  expect(await rig.until(rig.device.recover(rig.act()))).toMatchObject({ ok: true, value: { position: 'bin' } });
  await rig.device.close();
});
