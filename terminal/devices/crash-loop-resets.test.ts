import { expect, test } from 'vitest';
import { motion, send } from '../store/testing/ledger.test-data.ts';
import { reconcileCardsAtBoot } from './boot-reconcile.ts';
import { ClaimManager } from './claims.ts';
import { Custodian } from './custodian.ts';
import { motionAct } from './dispense-act.ts';
import { cardRig, dispenserId } from './testing/card-rig.test-data.ts';

type Rig = Awaited<ReturnType<typeof cardRig>>;
const reset = { motion: 'recover', custodyId: null, session: null, lastSeen: null } as const;

/** A start of the program: a new driver on the same port and the same disk. */
async function start(rig: Rig) {
  await rig.within(rig.dispenser.close());
  const store = rig.temporary.reopen();
  const dispenser = rig.unit.facade();
  dispenser.start();
  const { clock, deps } = rig;
  const custodian = new Custodian({ dispensers: [dispenser], store, clock, log: deps.log });
  const claims = new ClaimManager([dispenserId], clock, custodian);
  await rig.within(reconcileCardsAtBoot({ dispensers: [dispenser], claims, custodian, store, clock }));
  const tryReset = async () => (await rig.within(motionAct(reset, { ...deps, dispenser, store }))).fault?.code ?? null;
  return { dispenser, store, tryReset, close: () => rig.within(dispenser.close()) };
}

/** Three resets, each on disk before it began, and a crash. */
function resetThrice(rig: Rig): void {
  for (const id of ['r-1', 'r-2', 'r-3']) send(rig.store, motion(id, 'recover', null));
}

test('a program that crashes after three resets does not reset a fourth time when it starts again', async () => {
  await using rig = await cardRig();
  resetThrice(rig);
  const second = await start(rig);
  expect(await second.tryReset()).toBe('E_DISABLED');
  await rig.clock.advance(600_000);
  await second.close();
});

test('ten minutes later, or after a person stood at the open machine, it may again', async () => {
  await using rig = await cardRig();
  resetThrice(rig);
  await rig.clock.advance(600_000);
  const second = await start(rig);
  expect(await second.tryReset()).toBeNull();
  await second.close();

  await using other = await cardRig();
  resetThrice(other);
  for (const id of ['r-1', 'r-2', 'r-3']) await other.store.acts.settle(id, 'indeterminate', null, 'reconcile');
  await other.clock.advance(1);
  await other.store.bins.beginExchange({ id: 'x-1', deviceId: dispenserId, operator: 'op-7' });
  await other.store.bins.endExchange('x-1', { hopper: 20 });
  const third = await start(other);
  expect(await third.tryReset()).toBeNull();
  await third.close();
});
