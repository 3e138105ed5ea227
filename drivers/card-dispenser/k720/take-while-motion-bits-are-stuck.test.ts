import { expect, it } from 'vitest';
import { k720Rig } from './rig.test-data.ts';

it('a unit that says for ever that a motor turns does not keep the one who waits for a hand: nobody can say', async () => {
  const rig = k720Rig({ profile: { holdParam: null, releaseParam: null } });
  await rig.ready();
  expect(await rig.act('feed')).toMatchObject({ ok: true, value: { position: 'exit' } });
  let taken: unknown = null;
  void rig.dispenser.awaitTaken({ userMs: 3_000 }).then((result) => {
    taken = result;
  });
  await rig.clock.advance(1_000);
  // Somebody else's program on the same unit: its capture does not end.
  rig.simulator.mechanics.start('CP', 'stuckBits', () => undefined);
  await rig.clock.advance(10_000);
  expect(taken).toBeNull();
  await rig.clock.advance(8_000);
  expect(taken).toMatchObject({ ok: false, error: { code: 'E_MEDIA_JAM', outcome: 'indeterminate' } });
  await rig.dispenser.close();
});
