import { expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { CardWorld } from './card-world.ts';
import { K720Mechanics, k720SimulatorModels } from './k720-simulator-mechanics.ts';

it.each(['misfeed', 'overlap'] as const)(
  '%s: no sensor behind the hopper sees a card that never left it',
  async (type) => {
    const clock = new VirtualClock();
    const world = new CardWorld();
    const mechanics = new K720Mechanics({
      ...{ clock, world, traits: k720SimulatorModels.k720, dcStopsInside: false, fcShowsNoBit: false },
      ...{ showsOnlyEnds: false, fc7Feeds: false, motorSpeed: 1, resetDoes: 'resetKeep' },
    });
    world.inject({ type });
    mechanics.start('DC', null, () => undefined);
    for (let ms = 0; ms < 2_000; ms += 100) {
      expect(mechanics.status().charCodeAt(3) & 3).toBe(0);
      await clock.advance(100);
    }
    expect(world.fed).toBe(0);
  },
);
