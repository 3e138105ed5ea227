import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../contract/device.ts';
import { k720Rig } from './rig.test-data.ts';

const points = ['beforeEnq', 'afterEnq', 'midMotion', 'afterMotion'] as const;

/** What may be said when the mains fail at this point of this act; what is true is checked against the world. */
const allowed: Readonly<Record<(typeof points)[number], readonly Outcome[]>> = {
  beforeEnq: ['notStarted', 'notDone'],
  afterEnq: ['notDone', 'indeterminate'],
  midMotion: ['partial', 'indeterminate'],
  afterMotion: ['done', 'partial', 'indeterminate'],
};

describe.each([
  ['feed', 'DC'],
  ['feed', 'FC7'],
  ['present', 'FC4'],
  ['capture', 'CP'],
  ['retract', 'FC7'],
] as const)('the mains fail during %s at its %s', (motion, command) => {
  it.each(points)('%s: an honest outcome, no motion twice, and afterwards the card is found', async (at) => {
    const rig = k720Rig();
    await rig.ready();
    if (motion === 'present') await rig.withCardInside();
    if (motion === 'capture' || motion === 'retract') await rig.withCardAtExit();
    const begun = rig.motions().length;
    const fedBefore = rig.world.fed;
    rig.simulator.inject({ type: 'power', at, offMs: 4_000 }, { on: command });
    const result = await rig.act(motion);
    const outcome: Outcome = result.ok ? 'done' : result.error.outcome;
    // The second step of a feed: the first has moved a card already.
    const isSecondStep = motion === 'feed' && command === 'FC7';
    expect(isSecondStep && outcome !== 'done' ? ['partial', 'indeterminate'] : allowed[at]).toContain(outcome);

    const commands = rig.motions().slice(begun);
    expect(commands.filter((name) => name === command).length).toBeLessThanOrEqual(1);
    expect(rig.world.fed - fedBefore).toBeLessThanOrEqual(motion === 'feed' ? 1 : 0);
    expect(rig.isBalanced()).toBe(true);

    await rig.clock.advance(20_000);
    expect(rig.dispenser.status().link).toBe('up');
    const { card } = rig.world;
    const place = card?.place ?? 'none';
    const where = place === 'inside' || place === 'exit' || place === 'none' ? place : 'unknown';
    expect(rig.dispenser.position()).toBe(where);
    // A card of unknown history goes to the bin (rule D4); the next citizen is served.
    if (card !== null) expect(await rig.act('capture')).toMatchObject({ ok: true, value: { position: 'bin' } });
    expect(await rig.act('feed')).toMatchObject({ ok: true });
    expect(rig.isBalanced()).toBe(true);
    await rig.dispenser.close();
  });
});
