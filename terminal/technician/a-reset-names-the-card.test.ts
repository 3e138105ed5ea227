import { expect, it } from 'vitest';
import { cardRig, dispenserId } from '../devices/testing/card-rig.test-data.ts';
import { motion, newCard, seen, send } from '../store/testing/ledger.test-data.ts';
import { resetDispenser } from './test-cards.ts';

type Rig = Awaited<ReturnType<typeof cardRig>>;

/** A card in the channel, whoever knows of it. */
async function fed(rig: Rig): Promise<void> {
  rig.world.begin('feed');
  rig.world.end();
  await rig.clock.advance(3_000);
}
const reset = ({ deps: { store, clock, log }, dispenser, within }: Rig) =>
  within(resetDispenser({ devices: { cardDispenser: dispenser }, store, clock, log }));

it('a card of a record that the reset of a technician sends to the bin is in the bin, and nobody is told that it is lost', async () => {
  await using rig = await cardRig();
  send(rig.store, motion('a-1', 'feed'), newCard());
  await rig.store.acts.settle('a-1', 'done', seen, 'reply');
  await fed(rig);
  expect(await reset(rig)).toMatchObject({ outcome: 'done' });
  expect(await rig.within(rig.custodian.settle(dispenserId))).toBe('settled');
  expect(rig.world.bin).toHaveLength(1);
  expect(rig.store.custody.ofDevice(dispenserId)).toMatchObject([{ state: 'retained' }]);
});

it('a card that no record knows gets one when the reset sends it to the bin', async () => {
  await using rig = await cardRig();
  await fed(rig);
  expect(await reset(rig)).toMatchObject({ outcome: 'done' });
  expect(rig.store.custody.ofDevice(dispenserId)).toMatchObject([{ state: 'retained', session: null }]);
});

it('a reset of an empty path says nothing of cards', async () => {
  await using rig = await cardRig();
  expect(await reset(rig)).toMatchObject({ outcome: 'done' });
  expect(rig.store.custody.ofDevice(dispenserId)).toEqual([]);
});
