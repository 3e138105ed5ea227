import { expect, it } from 'vitest';
import { k720Rig } from './rig.test-data.ts';

it('dispensing that does not end within 12 s is a jam, and the next act is refused until it ends', async () => {
  const rig = k720Rig({ simulator: { dcStopsInside: true } });
  await rig.ready();
  rig.simulator.inject({ type: 'stuckBits' }, { on: 'DC' });
  const startedMs = rig.clock.monoMs();
  const fed = await rig.act('feed');
  expect(fed).toMatchObject({ ok: false, error: { code: 'E_MEDIA_JAM', outcome: 'partial', mediaAt: 'inside' } });
  // 12 s for the motion, 15 s in which the facade waits for the motors, and the looks around them.
  expect(rig.clock.monoMs() - startedMs).toBeLessThan(30_000);
  expect(rig.dispenser.status()).toMatchObject({ paths: { channel: 'jammed' } });
  expect(await rig.act('present')).toMatchObject({ ok: false, error: { code: 'E_NOT_READY', outcome: 'notStarted' } });
  expect(rig.motions()).toEqual(['DC']);
  rig.simulator.mechanics.clear();
  expect(await rig.act('capture')).toMatchObject({ ok: true });
  expect(rig.isBalanced()).toBe(true);
  await rig.dispenser.close();
});
