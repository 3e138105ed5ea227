import { expect, it } from 'vitest';
import { k720Rig } from './rig.test-data.ts';

it('a model whose DC stops at the read position gets no FC7: B4 is 3 already', async () => {
  const rig = k720Rig({ simulator: { dcStopsInside: true } });
  await rig.ready();
  expect(await rig.act('feed')).toMatchObject({ ok: true, value: { position: 'inside' } });
  expect(rig.simulator.frames).not.toContain('FC7');
  expect(rig.motions()).toEqual(['DC']);
  await rig.dispenser.close();
});

it('a model whose FC7 feeds only to the mouth: partial, and FC7 is not sent a second time', async () => {
  // Fed by FC7, but the channel ends at the mouth: as DC does on a K720.
  const rig = k720Rig({ profile: { feedBy: 'FC7' } });
  await rig.ready();
  rig.world.stuck = null;
  const wayOut = rig.world.begin.bind(rig.world);
  rig.world.begin = (motion) => wayOut(motion === 'feed' ? 'feedToExit' : motion);
  expect(await rig.act('feed')).toMatchObject({ ok: false, error: { outcome: 'partial', mediaAt: 'atExit' } });
  expect(rig.motions()).toEqual(['FC7']);
  await rig.dispenser.close();
});
