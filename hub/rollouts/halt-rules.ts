import type { RolloutFigure } from '../../contract/console/rollouts.ts';
import { isWorse } from './figures.ts';

/** Wilson's interval at 95 %. */
const z = 1.96;
const failureLimit = 0.01;
const leastFailures = 2;
const unknownLimit = 0.2;

/** Lower end of the interval in which the true rate lies (E. B. Wilson, 1927); 0 of nothing. */
export function wilsonLower(failures: number, finished: number): number {
  if (finished <= 0) return 0;
  const p = failures / finished;
  const square = z * z;
  const centre = p + square / (2 * finished);
  const spread = z * Math.sqrt((p * (1 - p) + square / (4 * finished)) / finished);
  return Math.max(0, (centre - spread) / (1 + square / finished));
}

/** Rule (a): at least two failures, and hardly a release that fails on one machine in a hundred or fewer. */
export const failsTooOften = (failures: number, finished: number): boolean =>
  failures >= leastFailures && wilsonLower(failures, finished) > failureLimit;

/** What one ring shows, since it was opened or since somebody resumed it in spite of what was known. */
export interface RingTally {
  readonly ring: number;
  readonly machines: number;
  /** Machines whose update has come to an end, good or bad: told by themselves, or lost. */
  readonly finished: number;
  /** Of these, failed, rolled back, lost, or refused for what the release is. */
  readonly failures: number;
  readonly lost: number;
  /** Machines of which nobody knows whether they can take it. */
  readonly unknown: number;
  /** The time of the gate has come. */
  readonly isAtGate: boolean;
}

export interface Halt {
  readonly code: 'haltFailures' | 'haltLost' | 'haltSessions' | 'haltPrints' | 'haltCrashes' | 'haltUnknown';
  readonly ring: number | null;
  readonly numbers: Readonly<Record<string, number>>;
}

const figureHalts = { sessions: 'haltSessions', prints: 'haltPrints', crashes: 'haltCrashes' } as const;

/**
 * The first rule that says stop; null = none does. (a) failures, by ring and over all rings; (b) a machine lost in ring 0 or 1; (c) worse than untouched machines; (d) too much unknown at the gate.
 * docs/design/sync-and-fleet.md §8.
 */
export function haltOf(tallies: readonly RingTally[], figures: readonly RolloutFigure[]): Halt | null {
  for (const { ring, lost, machines } of tallies)
    if (ring <= 1 && lost > 0) return { code: 'haltLost', ring, numbers: { lost, machines } };
  const sum = (pick: (tally: RingTally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
  const all = { ring: null, finished: sum((one) => one.finished), failures: sum((one) => one.failures) };
  for (const { ring, finished, failures } of [...tallies, all]) {
    if (!failsTooOften(failures, finished)) continue;
    const lower = wilsonLower(failures, finished);
    return { code: 'haltFailures', ring, numbers: { finished, failures, lower, limit: failureLimit } };
  }
  for (const figure of figures) {
    if (!isWorse(figure)) continue;
    const { name, touched, controls, touchedMachines, controlMachines } = figure;
    const numbers = {
      touched: touched ?? 0,
      controls: controls ?? 0,
      touchedMachines,
      controlMachines,
      z: figure.z ?? 0,
    };
    return { code: figureHalts[name], ring: null, numbers };
  }
  for (const { ring, unknown, machines, isAtGate } of tallies) {
    if (!isAtGate || unknown <= unknownLimit * machines) continue;
    const numbers = { unknown, machines, share: unknown / machines, limit: unknownLimit };
    return { code: 'haltUnknown', ring, numbers };
  }
  return null;
}
