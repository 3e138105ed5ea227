import { expect, test } from 'vitest';
import { f2Rig } from './rig.test-data.ts';

test('the exit sensor blinks in the one look before a capture: the card is captured, not said to be gone', async () => {
  const rig = f2Rig();
  await rig.ready();
  await rig.atExit();
  rig.world.stuck = { position: 'none' };
  const capturing = rig.device.capture(rig.act());
  await rig.clock.advance(100);
  rig.world.stuck = null;
  expect(await rig.until(capturing)).toMatchObject({ ok: true, value: { position: 'bin' } });
  expect(rig.world).toMatchObject({ captured: 1, card: null });
  await rig.device.close();
});

test('a card that is gone for good is said to be gone before anything moves', async () => {
  const rig = f2Rig();
  await rig.ready();
  await rig.atExit();
  rig.world.take();
  expect(await rig.until(rig.device.capture(rig.act()))).toMatchObject({
    error: { code: 'E_NO_MEDIA', outcome: 'notStarted', mediaAt: 'none' },
  });
  expect(rig.sim.commands).not.toContain('moveBin');
  await rig.device.close();
});
