import { expect, test } from 'vitest';
import { motion, newCard, seen, send } from '../store/testing/ledger.test-data.ts';
import { cardRig, dispenserId } from './testing/card-rig.test-data.ts';

type Rig = Awaited<ReturnType<typeof cardRig>>;
const states = (rig: Rig) => rig.store.custody.ofDevice(dispenserId).map(({ state }) => state);

/** Both motions as journalled; the card stands at the exit. */
async function offered(rig: Rig): Promise<void> {
  send(rig.store, motion('a-1', 'feed'), newCard());
  await rig.store.acts.settle('a-1', 'done', seen, 'reply');
  send(rig.store, motion('a-2', 'present'));
  await rig.store.acts.settle('a-2', 'done', seen, 'reply', { custody: { type: 'presented' } });
  rig.world.begin('feedToExit');
  rig.world.end();
}

test('a custodian that waits for an empty bin does not take one blink of the exit sensor for a hand', async () => {
  await using rig = await cardRig();
  await offered(rig);
  rig.world.stuck = { isBinFull: true };
  await rig.clock.advance(3_000);
  const settling = rig.custodian.settle(dispenserId);
  await rig.clock.advance(5_000);
  expect(rig.custodian.blockedBy(dispenserId)).toBe('E_BIN_FULL');
  rig.world.stuck = { isBinFull: true, position: 'none' };
  void rig.dispenser.refresh();
  await rig.clock.advance(60);
  rig.world.stuck = { isBinFull: true };
  await rig.clock.advance(3_000);
  expect(states(rig)).toEqual(['offered']);
  rig.world.take();
  expect(await rig.within(settling)).toBe('settled');
  expect(states(rig)).toEqual(['taken']);
});

test('the time to take the card ends in a blink: it goes to the bin, and nobody is told that it was taken', async () => {
  await using rig = await cardRig();
  const issued = rig.issue({ takeTimeoutMs: 10_000, onPhase: (phase) => phase === 'takingBack' && blink() });
  const blink = () => {
    rig.world.stuck = { position: 'none' };
    rig.clock.after(100, () => {
      rig.world.stuck = null;
    });
  };
  expect(await rig.within(issued)).toMatchObject({ outcome: 'partial', media: 'retracted' });
  expect(states(rig)).toEqual(['retracted']);
  expect(rig.world).toMatchObject({ captured: 1, card: null });
});
