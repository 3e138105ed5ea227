import type { RolloutFigure } from '../../contract/console/rollouts.ts';

/** What is compared: `sessions` completed an hour, `prints` that failed of all, `crashes` an hour. */
export const figureNames = ['sessions', 'prints', 'crashes'] as const;
export type FigureName = (typeof figureNames)[number];

/** Sums over machines of y (what is counted) and x (hours or prints), enough for the ratio and its spread. */
export interface Moments {
  readonly machines: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

export const noMoments: Moments = { machines: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };

/** Sums from which means, spreads and the fit of y to x are taken; sums of parts add up to those of the whole. */
export function momentsOf(samples: readonly { readonly x: number; readonly y: number }[]): Moments {
  return samples.reduce<Moments>(
    (sum, { x, y }) => ({
      machines: sum.machines + 1,
      ...{ x: sum.x + x, y: sum.y + y, xx: sum.xx + x * x, yy: sum.yy + y * y, xy: sum.xy + x * y },
    }),
    noMoments,
  );
}

/** The same hour of machines with the new release and of untouched ones. */
export interface HourOfFigure {
  readonly touched: Moments;
  readonly controls: Moments;
}

/** Worse by so many standard errors halts: looked at every few minutes for days, so the usual 1.96 would halt good releases. */
const zLimit = 3;
const leastMachines = 5;
/** A difference that nobody would feel halts nothing, however certain it is: a tenth of the sessions, a fiftieth of the prints, a crash in four days of a machine. */
const leastDifference: Readonly<Record<FigureName, (touched: number, controls: number) => boolean>> = {
  sessions: (touched, controls) => touched < 0.9 * controls,
  prints: (touched, controls) => touched > controls + 0.02,
  crashes: (touched, controls) => touched > controls + 0.01,
};
/** Events that the controls lead one to expect (sessions), or that happened (the rest), before anybody judges. */
const leastEvents: Readonly<Record<FigureName, number>> = { sessions: 20, prints: 5, crashes: 3 };

/**
 * Compares machines with the new release with the untouched ones. Controls count by the hours in which the new release ran, so that a release that came at night is not blamed for the night. The spread
 * is that between machines (ratio estimator), since a busy hall says nothing of a release; it is never taken smaller than that of chance alone.
 * @param hours each hour once
 * @param touched sums over machines of the whole time, for the spread between them
 */
export function figureOf(name: FigureName, hours: readonly HourOfFigure[], touched: Moments): RolloutFigure {
  const used = hours.filter((hour) => hour.touched.x > 0 && hour.controls.x > 0);
  const x = used.reduce((sum, hour) => sum + hour.touched.x, 0);
  const y = used.reduce((sum, hour) => sum + hour.touched.y, 0);
  const controlMachines = Math.max(0, ...used.map((hour) => hour.controls.machines));
  const known = { name, touchedMachines: touched.machines, controlMachines };
  if (x === 0) return { ...known, touched: null, controls: null, z: null };
  const mine = y / x;
  let theirs = 0;
  let theirVariance = 0;
  for (const hour of used) {
    const weight = hour.touched.x / x;
    const { ratio, variance } = ratioOf(hour.controls);
    theirs += weight * ratio;
    theirVariance += weight * weight * variance;
  }
  const judged = { ...known, touched: mine, controls: theirs };
  const events = name === 'sessions' ? theirs * x : y;
  if (touched.machines < leastMachines || controlMachines < leastMachines || events < leastEvents[name])
    return { ...judged, z: null };
  const worse = name === 'sessions' ? theirs - mine : mine - theirs;
  // Chance alone, if the new release were as good as the old one; smaller spreads are luck.
  const chance = Math.max(theirs, 1e-9) / x;
  const z = worse / Math.sqrt(Math.max(ratioOf(touched).variance, chance) + theirVariance);
  return { ...judged, z };
}

/** Σy/Σx and its variance between machines, by linearisation. */
function ratioOf({ machines, x, y, xx, yy, xy }: Moments): { readonly ratio: number; readonly variance: number } {
  const ratio = x === 0 ? 0 : y / x;
  const residuals = Math.max(0, yy - 2 * ratio * xy + ratio * ratio * xx);
  if (machines < 2 || x === 0) return { ratio, variance: 0 };
  return { ratio, variance: Math.max((machines / (machines - 1)) * (residuals / (x * x)), ratio / x / 1e3) };
}

/** True: so much worse, and so certainly, that the roll-out stops. */
export function isWorse({ name, touched, controls, z }: RolloutFigure): boolean {
  return z !== null && z >= zLimit && touched !== null && controls !== null && leastDifference[name](touched, controls);
}
