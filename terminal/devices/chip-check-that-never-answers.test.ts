import { expect, test } from 'vitest';
import { cardRig, dispenserId } from './testing/card-rig.test-data.ts';

test.each([
  ['user', 'E_CANCELLED'],
  ['deadline', 'E_TIMEOUT'],
] as const)('a chip check that never answers: the abort (%s) brings the card in all the same', async (reason, code) => {
  await using rig = await cardRig();
  const controller = new AbortController();
  const issued = rig.issue({ signal: controller.signal, checkChip: () => new Promise<boolean>(() => undefined) });
  await rig.clock.advance(20_000);
  expect(rig.world).toMatchObject({ fed: 1, card: { place: 'inside' } });
  controller.abort(reason);
  expect(await rig.within(issued)).toMatchObject({ outcome: 'partial', media: 'retained', fault: { code } });
  expect(rig.world).toMatchObject({ fed: 1, captured: 1 });
  expect(rig.store.custody.open(dispenserId)).toEqual([]);
});
