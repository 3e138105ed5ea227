import { expect, test } from 'vitest';
import { newCard } from '../store/testing/ledger.test-data.ts';
import { ClaimManager } from './claims.ts';
import { motionAct } from './dispense-act.ts';
import { cardRig, dispenserId } from './testing/card-rig.test-data.ts';

test('a claim that ends while its motion waits for the device: nothing moves, and no card is on record as moved', async () => {
  await using rig = await cardRig();
  const claims = new ClaimManager([dispenserId], rig.clock);
  const claimed = await claims.claim([dispenserId], {
    ...{ owner: 'visit-1', purpose: 'test', waitMs: 0 },
    priority: 'customer',
  });
  if (!claimed.ok) throw new Error('refused');
  const { token } = claimed.value;
  const busy = rig.dispenser.refresh();
  const feeding = motionAct(
    {
      ...{ motion: 'feed', custodyId: 'card-1', session: 's-1', opens: newCard(), lastSeen: 'none' },
      mayAct: () => claims.check(dispenserId, token),
    },
    rig.deps,
  );
  expect(rig.store.acts.openMotions(dispenserId)).toMatchObject([{ state: 'intended' }]);
  claimed.value.release();
  expect(await rig.within(busy)).toMatchObject({ ok: true });
  expect(await rig.within(feeding)).toMatchObject({
    ...{ outcome: 'notStarted', state: 'returned' },
    fault: { code: 'E_CLAIM_LOST', outcome: 'notStarted' },
  });
  await rig.clock.advance(20_000);
  expect(rig.world.fed).toBe(0);
  expect(rig.store.acts.openMotions(dispenserId)).toEqual([]);
});

test('waiting for a claim that a deadline ends is a time-out, not somebody’s wish', async () => {
  await using rig = await cardRig();
  const claims = new ClaimManager([dispenserId], rig.clock);
  const request = { owner: 'visit', purpose: 'test', waitMs: 60_000, priority: 'customer' } as const;
  await claims.claim([dispenserId], request);
  const controller = new AbortController();
  const waiting = claims.claim([dispenserId], { ...request, signal: controller.signal });
  controller.abort('deadline');
  expect(await waiting).toMatchObject({ error: { code: 'E_TIMEOUT', outcome: 'notStarted' } });
  const late = await claims.claim([dispenserId], { ...request, signal: controller.signal });
  expect(late).toMatchObject({ error: { code: 'E_TIMEOUT', outcome: 'notStarted' } });
});
