import { expect, test } from 'vitest';
import { motion, newCard, seen, send } from '../store/testing/ledger.test-data.ts';
import { cardRig, dispenserId } from './testing/card-rig.test-data.ts';

test('a card that waited at the exit for an empty bin and whose capture nobody heard of: nobody says that a hand took it', async () => {
  await using rig = await cardRig();
  const { store, world } = rig;
  send(store, motion('a-1', 'feed'), newCard());
  await store.acts.settle('a-1', 'done', seen, 'reply');
  send(store, motion('a-2', 'present'));
  await store.acts.settle('a-2', 'done', seen, 'reply', { custody: { type: 'presented' } });
  world.begin('feedToExit');
  world.end();
  world.stuck = { isBinFull: true };
  await rig.clock.advance(3_000);
  const settling = rig.custodian.settle(dispenserId);
  await rig.clock.advance(5_000);
  expect(rig.custodian.blockedBy(dispenserId)).toBe('E_BIN_FULL');
  rig.unit.simulator.inject({ type: 'silence' }, { on: 'moveBin' });
  world.stuck = null;
  expect(await rig.within(settling)).toBe('settled');
  expect(world).toMatchObject({ captured: 1, card: null });
  expect(store.acts.forCustody('card-1').at(-1)).toMatchObject({ kind: 'capture', outcome: 'indeterminate' });
  expect(store.custody.get('card-1')).toMatchObject({ state: 'offeredUnverifiable' });
});
