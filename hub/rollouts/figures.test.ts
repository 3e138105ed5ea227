import { describe, expect, test } from 'vitest';
import { createRandom } from '../city/random.ts';
import { type FigureName, figureOf, type HourOfFigure, isWorse, momentsOf } from './figures.ts';

const poisson = (mean: number, random: () => number): number => {
  let count = 0;
  for (let p = random(); p > Math.exp(-mean); p *= random()) count += 1;
  return count;
};

/** Visits an hour by hour of the day: nobody comes at night. */
const dayRate = (hour: number): number => (hour % 24 >= 9 && hour % 24 < 17 ? 3 : 0.02);

interface World {
  readonly seed: number;
  readonly touched?: number;
  readonly controls?: number;
  /** First hour and number of hours. */
  readonly from?: number;
  readonly hours?: number;
  /** Visits of machines with the new release against the others. */
  readonly effect?: number;
  /** Failed prints, with and without. */
  readonly prints?: readonly [number, number];
  readonly crashes?: readonly [number, number];
}

/** Plays some hours of machines of which some are four times as busy as others, and compares. */
function play(name: FigureName, world: World) {
  const random = createRandom(world.seed).next;
  const { touched = 25, controls = 300, from = 8, hours = 10, effect = 1 } = world;
  const machines = (count: number, isTouched: boolean) =>
    Array.from({ length: count }, () => ({ busy: 0.4 + 1.2 * random(), isTouched, x: 0, y: 0 }));
  const all = [...machines(touched, true), ...machines(controls, false)];
  const sums: HourOfFigure[] = [];
  for (let hour = from; hour < from + hours; hour += 1) {
    const samples = all.map((machine) => {
      const visits = poisson(machine.busy * dayRate(hour) * (machine.isTouched ? effect : 1), random);
      const pick = (rates: readonly [number, number] = [0, 0]) => rates[machine.isTouched ? 0 : 1];
      const sample =
        name === 'sessions'
          ? { x: 1, y: visits }
          : name === 'prints'
            ? { x: visits, y: Array.from({ length: visits }, random).filter((u) => u < pick(world.prints)).length }
            : { x: 1, y: poisson(pick(world.crashes), random) };
      machine.x += sample.x;
      machine.y += sample.y;
      return { isTouched: machine.isTouched, ...sample };
    });
    const of = (isTouched: boolean) => momentsOf(samples.filter((one) => one.isTouched === isTouched));
    sums.push({ touched: of(true), controls: of(false) });
  }
  return figureOf(name, sums, momentsOf(all.filter(({ isTouched }) => isTouched)));
}
const halts = (name: FigureName, world: Omit<World, 'seed'>, runs = 20) =>
  Array.from({ length: runs }, (_, seed) => play(name, { seed: seed + 1, ...world })).filter(isWorse).length;

describe('machines with the new release against untouched ones', () => {
  test('a good release is not stopped, however different machines are', () => {
    expect(halts('sessions', {})).toBe(0);
    expect(halts('prints', { prints: [0.01, 0.01] })).toBe(0);
    expect(halts('crashes', { touched: 100, hours: 24, crashes: [0.002, 0.002] }, 20)).toBe(0);
  });

  test('a release that halves the visits is stopped in ring 0 within its first day', () => {
    expect(halts('sessions', { effect: 0.4 })).toBeGreaterThanOrEqual(18);
  });

  test('one that loses a fifth of the visits is stopped in ring 1', () => {
    expect(halts('sessions', { effect: 0.8, touched: 300 }, 8)).toBe(8);
  });

  test('one that prints badly or crashes is stopped', () => {
    expect(halts('prints', { prints: [0.15, 0.01] })).toBeGreaterThanOrEqual(18);
    expect(halts('crashes', { touched: 100, hours: 24, crashes: [0.1, 0.002] }, 8)).toBe(8);
  });

  test('a release that came in the evening is not blamed for the night', () => {
    // All day of the controls, the night alone of the new release: only hours that both have count.
    const day = play('sessions', { seed: 3, from: 9, hours: 8, touched: 0 });
    expect(day.z).toBeNull();
    expect(halts('sessions', { from: 18, hours: 14, touched: 300 }, 8)).toBe(0);
    const hour = (touched: number, controls: number): HourOfFigure => ({
      touched: momentsOf(Array.from({ length: touched }, () => ({ x: 1, y: 0 }))),
      controls: momentsOf(Array.from({ length: 100 }, (_, n) => ({ x: 1, y: controls + (n % 2) }))),
    });
    const night = figureOf(
      'sessions',
      [hour(0, 5), hour(0, 5), hour(50, 0)],
      momentsOf(Array.from({ length: 50 }, () => ({ x: 1, y: 0 }))),
    );
    expect(night.controls).toBeCloseTo(0.5);
  });

  test('few machines or few events judge nobody', () => {
    expect(play('sessions', { seed: 1, touched: 4, effect: 0 }).z).toBeNull();
    expect(play('sessions', { seed: 1, from: 20, hours: 3, effect: 0 }).z).toBeNull();
    expect(play('crashes', { seed: 1, crashes: [0.002, 0] }).z).toBeNull();
  });

  test('a release on which nobody gets anything done is stopped, though there is nothing to compute a spread from', () => {
    expect(isWorse(play('sessions', { seed: 5, effect: 0 }))).toBe(true);
  });
});
