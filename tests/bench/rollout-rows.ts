import { districtLetters } from '../../contract/district.ts';
import { createRandom } from '../../hub/city/random.ts';
import { chanceToHalt, failuresThatHalt } from '../../hub/rollouts/chances.ts';
import type { Member } from '../../hub/rollouts/rings.ts';
import { simulateRollout } from '../../hub/rollouts/simulate-rollout.ts';
import type { Row } from './row.ts';

const city = 50_000;
/** Machines of three makes, unequally many, over the districts of the city. */
const members: readonly Member[] = Array.from({ length: city }, (_, n) => ({
  ...{ id: `m${n}`, model: n % 10 === 0 ? 'wall' : n % 3 === 0 ? 'desk' : 'stand' },
  ...{ district: districtLetters[n % districtLetters.length] ?? '', isLab: false },
}));

/** Chances that the design names (docs/design/sync-and-fleet.md §8): finished machines, true rates 10 %, 5 %, 2 %. */
const designed = [
  [25, 2, 0.73, 0.36, 0.09],
  [100, 3, 1, 0.88, 0.32],
  [500, 10, 1, 1, 0.54],
  [2500, 35, 1, 1, 0.99],
] as const;

/** Roll-outs over a city, by the hub's own rules in virtual time; each draw is another release, so other machines are first. @param draws at least 1 */
export function rolloutRows(draws: number): readonly Row[] {
  const play = (defect: { readonly rollsBack?: number; readonly bricks?: number }, times = draws) =>
    Array.from({ length: times }, (_, n) =>
      simulateRollout(
        members,
        { rollsBack: 0, bricks: 0, ...defect },
        { seed: n + 1, random: createRandom(n + 1).next },
      ),
    );
  const began = performance.now();
  const tenth = play({ rollsBack: 0.1 });
  const bricking = play({ bricks: 0.3 });
  const [good] = play({}, 1);
  const ms = performance.now() - began;
  const worst = (runs: readonly { readonly exposed: number }[]) => Math.max(...runs.map(({ exposed }) => exposed));
  const halted = (runs: readonly { readonly state: string }[]) => runs.filter(({ state }) => state === 'halted').length;
  const inRing0 = tenth.filter(({ exposed }) => exposed === 25).length;
  return [
    {
      ...{
        what: 'release with a 10 % defect: machines exposed, worst draw',
        value: (worst(tenth) / city) * 100,
        unit: '%',
        budget: 1.05,
      },
      baseline: `${worst(tenth)} of ${city}; ${halted(tenth)} of ${draws} draws halted, ${inRing0} in ring 0; nothing would stop it: 100 %`,
    },
    {
      ...{ what: 'release that bricks: machines exposed, worst draw', value: worst(bricking), unit: '', budget: 25 },
      baseline: `ring 0 has 25 machines; ${halted(bricking)} of ${draws} draws halted`,
    },
    {
      ...{
        what: 'good release: machines that have it',
        value: ((good?.counts.succeeded ?? 0) / city) * 100,
        unit: '%',
        budget: 100,
        isAtLeast: true as const,
      },
      baseline: `${good?.hours ?? 0} hours of virtual time; ${draws * 2 + 1} roll-outs took ${(ms / 1000).toFixed(1)} s here`,
    },
    chanceRow(),
  ];
}

/** Exact binomial tails against the table of the design, which is rounded to two places. */
function chanceRow(): Row {
  const off = designed.flatMap(([finished, failures, ...chances]) => [
    failuresThatHalt(finished) === failures ? 0 : 1,
    ...[0.1, 0.05, 0.02].map((rate, n) => Math.abs(chanceToHalt(finished, rate) - (chances[n] ?? 0))),
  ]);
  return {
    ...{ what: 'chances to halt, largest distance from the design', value: Math.max(...off), unit: '', budget: 0.005 },
    baseline: 'table of 25, 100, 500, 2,500 finished machines at 10 %, 5 %, 2 %',
  };
}
