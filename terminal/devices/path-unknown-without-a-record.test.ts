import { describe, expect, it } from 'vitest';
import { ClaimManager } from './claims.ts';
import { cardRig, dispenserId } from './testing/card-rig.test-data.ts';

type Rig = Awaited<ReturnType<typeof cardRig>>;
const always = Number.POSITIVE_INFINITY;
const resets = (rig: Rig) => rig.unit.simulator.commands.filter((command) => command === 'initialiseToBin').length;

/** From now on the unit answers each look with a fault: nobody can say whether there is a card. No record knows of one. */
async function blind(rig: Rig, claims: ClaimManager): Promise<() => void> {
  const stop = rig.custodian.watch(claims);
  rig.unit.simulator.inject({ type: 'error', code: '10' }, { on: 'status', times: always });
  await rig.clock.advance(3_000);
  expect(rig.dispenser.position()).toBe('unknown');
  return stop;
}

describe('a path of which nobody knows what is in it, without a record', () => {
  it('is not "settled": it is recovered, and then a visit gets its card', async () => {
    await using rig = await cardRig();
    const claims = new ClaimManager([dispenserId], rig.clock, rig.custodian);
    const stop = await blind(rig, claims);
    for (let ms = 0; ms < 60_000 && resets(rig) === 0; ms += 10) await rig.clock.advance(10);
    expect([resets(rig), claims.held]).toEqual([1, [dispenserId]]);
    rig.unit.simulator.clearFaults();
    await rig.clock.advance(30_000);
    expect(claims.held).toEqual([]);
    expect(resets(rig)).toBe(1);
    expect(rig.store.custody.ofDevice(dispenserId)).toEqual([]);
    stop();
    expect(await rig.within(rig.issue({ takeTimeoutMs: 1_000 }))).toMatchObject({ feeds: 1, media: 'retracted' });
  });

  it('that no reset cures stays blocked with a reason for the technician, and wears no motor', async () => {
    await using rig = await cardRig();
    const claims = new ClaimManager([dispenserId], rig.clock, rig.custodian);
    const stop = await blind(rig, claims);
    await rig.clock.advance(590_000);
    expect(resets(rig)).toBeLessThanOrEqual(3);
    expect(rig.custodian.blockedBy(dispenserId)).not.toBeNull();
    expect(claims.held).toEqual([dispenserId]);
    rig.unit.simulator.clearFaults();
    await rig.clock.advance(120_000);
    expect([claims.held, rig.custodian.blockedBy(dispenserId)]).toEqual([[], null]);
    stop();
  });
});
