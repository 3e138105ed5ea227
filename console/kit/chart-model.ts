import { scaleLinear, scaleTime } from 'd3-scale';
import type { Tone } from './tone.ts';

export interface Point {
  /** Milliseconds of the wall clock. */
  readonly at: number;
  /** null = nothing was measured: a hole in the line, never a zero. */
  readonly value: number | null;
}

export interface Series {
  readonly id: string;
  readonly label: string;
  /** Colour only for a state; without: the colour of the console. */
  readonly tone?: Tone;
  readonly points: readonly Point[];
}

export interface Box {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Largest value of some series, at least 1: a chart of nothing has an axis as well. Pure. */
export function mostOf(series: readonly Series[], isStacked: boolean): number {
  if (!isStacked) return Math.max(1, ...series.flatMap(({ points }) => points.map(({ value }) => value ?? 0)));
  const sums = new Map<number, number>();
  for (const { points } of series) for (const { at, value } of points) sums.set(at, (sums.get(at) ?? 0) + (value ?? 0));
  return Math.max(1, ...sums.values());
}

/** Scales of a chart over time. The value axis begins at zero: half as high is half as many. */
export function scalesOf(series: readonly Series[], box: Box, isStacked: boolean) {
  const times = series.flatMap(({ points }) => points.map(({ at }) => at));
  const x = scaleTime()
    .domain([Math.min(...times), Math.max(...times)])
    .range([box.left, box.width - box.right]);
  const y = scaleLinear()
    .domain([0, mostOf(series, isStacked)])
    .nice(4)
    .range([box.height - box.bottom, box.top]);
  return { x, y };
}

/**
 * A hole behind each point after which nothing was measured for long: what lies between two samples is drawn as if it had been so, and after a time nobody knows. Pure.
 * @param longMs longer than between two samples as they usually come
 */
export function withHoles(points: readonly Point[], longMs: number): readonly Point[] {
  return points.flatMap((point, place) => {
    const next = points[place + 1];
    return next === undefined || next.at - point.at <= longMs
      ? [point]
      : [point, { at: point.at + longMs, value: null }];
  });
}

/** Marks of a value axis: whole numbers, since nobody counts half a machine. Pure. */
export const countTicks = (y: { readonly ticks: (about: number) => number[] }): readonly number[] =>
  y.ticks(4).filter(Number.isInteger);

/** Rows of the table behind a chart: one per time, one column per series. Pure. */
export function chartRows(
  series: readonly Series[],
): readonly { readonly at: number; readonly values: readonly (number | null)[] }[] {
  const times = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  const byTime = series.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])));
  return times.map((at) => ({ at, values: byTime.map((values) => values.get(at) ?? null) }));
}

/** Index of the time that is nearest to `at`. Pure. @param times ascending, not empty */
export function nearest(times: readonly number[], at: number): number {
  let best = 0;
  for (const [index, time] of times.entries()) {
    if (Math.abs(time - at) < Math.abs((times[best] ?? 0) - at)) best = index;
  }
  return best;
}
