import { expect, it } from 'vitest';
import { k720Rig } from './rig.test-data.ts';

it('a jam that RS does not cure: one RS for each recover, three recovers, then only a person helps', async () => {
  const rig = k720Rig();
  await rig.ready();
  rig.world.inject({ type: 'jam', in: 'feedToExit', cure: 'person' });
  expect(await rig.act('feed')).toMatchObject({ ok: false, error: { code: 'E_MEDIA_JAM' } });
  for (let tries = 1; tries <= 3; tries += 1) {
    expect(await rig.act('recover')).toMatchObject({ ok: false, error: { code: 'E_MEDIA_JAM' } });
    expect(rig.motions().filter((name) => name === 'RS')).toHaveLength(tries);
  }
  expect(await rig.act('recover')).toMatchObject({ ok: false, error: { code: 'E_DISABLED', outcome: 'notStarted' } });
  expect(rig.motions()).toEqual(['DC', 'RS', 'RS', 'RS']);
  expect(rig.dispenser.status()).toMatchObject({ condition: 'faulted', paths: { channel: 'jammed' } });

  rig.world.clearByHand();
  rig.dispenser.setCount('hopper', 49);
  await rig.clock.advance(3_000);
  expect(rig.dispenser.status()).toMatchObject({ condition: 'ok', paths: { channel: 'clear' }, media: 'none' });
  expect(await rig.act('feed')).toMatchObject({ ok: true });
  expect(rig.isBalanced()).toBe(true);
  await rig.dispenser.close();
});
