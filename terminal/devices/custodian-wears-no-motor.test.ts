import { expect, test } from 'vitest';
import { motion, newCard, seen, send } from '../store/testing/ledger.test-data.ts';
import { cardRig, dispenserId } from './testing/card-rig.test-data.ts';

type Rig = Awaited<ReturnType<typeof cardRig>>;
const always = Number.POSITIVE_INFINITY;
const sent = (rig: Rig) =>
  rig.unit.simulator.commands.filter((command) => command === 'moveBin' || command === 'initialiseToBin');

/** A card that a visit left inside. */
async function leftInside(rig: Rig): Promise<void> {
  send(rig.store, motion('a-1', 'feed'), newCard());
  await rig.store.acts.settle('a-1', 'done', seen, 'reply');
  rig.world.begin('feed');
  rig.world.end();
  await rig.clock.advance(3_000);
}

test('a unit that neither captures nor resets is tried three times in ten minutes, not at each look', async () => {
  await using rig = await cardRig();
  await leftInside(rig);
  rig.unit.simulator.inject({ type: 'error', code: '51' }, { on: 'moveBin', times: always });
  rig.unit.simulator.inject({ type: 'error', code: '51' }, { on: 'initialiseToBin', times: always });
  const settling = rig.custodian.settle(dispenserId);
  await rig.clock.advance(590_000);
  expect(sent(rig)).toHaveLength(3);
  expect(rig.custodian.blockedBy(dispenserId)).toBe('E_HARDWARE');
  rig.unit.simulator.clearFaults();
  expect(await rig.within(settling)).toBe('settled');
  expect(rig.world).toMatchObject({ captured: 1, card: null });
});

test('a unit that refuses the capture until it is reset is reset, not asked for the same again', async () => {
  await using rig = await cardRig();
  await leftInside(rig);
  rig.unit.simulator.inject({ type: 'error', code: '10' }, { on: 'moveBin', times: always });
  expect(await rig.within(rig.custodian.settle(dispenserId))).toBe('settled');
  expect(sent(rig)).toEqual(['moveBin', 'initialiseToBin']);
  expect(rig.store.custody.get('card-1')).toMatchObject({ state: 'retained' });
  expect(rig.world).toMatchObject({ captured: 1, card: null });
});
