import { describe, expect, test } from 'vitest';
import { createRandom } from '../city/random.ts';
import type { Member } from './rings.ts';
import { type Defect, simulateRollout } from './simulate-rollout.ts';

const fleet = (size: number): readonly Member[] =>
  Array.from({ length: size }, (_, n) => ({
    ...{ id: `m${n}`, model: n % 4 === 0 ? 'wall' : 'stand', district: `D${n % 11}`, isLab: false },
  }));
const play = (size: number, defect: Partial<Defect>, seed: number) =>
  simulateRollout(fleet(size), { rollsBack: 0, bricks: 0, ...defect }, { seed, random: createRandom(seed).next });

describe('a release on its way through a city, in virtual time', () => {
  test('a good one reaches all 600 machines in a week', () => {
    const good = play(600, {}, 1);
    expect([good.state, good.exposed, good.counts.succeeded]).toEqual(['finished', 600, 600]);
    expect(good.hours).toBeLessThan(7 * 24);
  });

  test('one that fails on a tenth of the machines is stopped before the third ring, whatever the draw', () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const bad = play(4000, { rollsBack: 0.1 }, seed);
      expect([bad.state, bad.halt?.code]).toEqual(['halted', 'haltFailures']);
      // Ring 0 and 1 of 4,000 have 25 and 40 machines; by chance both may let it through to the third, never further.
      expect(bad.exposed).toBeLessThanOrEqual(25 + 40 + 200);
    }
  });

  test('one that bricks machines never leaves ring 0, though no machine of it can say so', () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const bad = play(4000, { bricks: 0.5 }, seed);
      expect([bad.state, bad.halt?.code, bad.exposed]).toEqual(['halted', 'haltLost', 25]);
    }
  });

  test('one that bricks one machine in ten is stopped by the first that is lost, in ring 0 or 1', () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const bad = play(4000, { bricks: 0.1 }, seed);
      expect(bad.halt?.code).toBe('haltLost');
      expect(bad.exposed).toBeLessThanOrEqual(65);
    }
  });
});
