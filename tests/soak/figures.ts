/** What a terminal service holds at a quiet moment, after a full collection. */
export interface Figures {
  readonly heapBytes: number;
  /** Memory outside of the heap that objects of the heap hold. */
  readonly externalBytes: number;
  readonly rssBytes: number;
  /** Live functions: each listener of anything, each callback of a timer is one. */
  readonly functions: number;
  readonly timers: number;
  /** Sockets, pipes, files and requests that Node waits for. */
  readonly handles: number;
  /** Open descriptors of the process. */
  readonly descriptors: number;
}

/** What is said to the process on its pipe. */
export type Order =
  | { readonly do: 'measure' }
  /** Part of the disk that is used, 0–1; null = as it is. */
  | { readonly do: 'disk'; readonly used: number | null }
  /** How far its wall clock is before the street's, milliseconds. */
  | { readonly do: 'clock'; readonly aheadMs: number };

export type FigureName = keyof Figures;

/** Most that the last quarter may be of the second, and what a figure may be more whatever its size: one more connection is no leak. */
export interface FlatRule {
  readonly most: number;
  readonly slack: number;
}

const flatRules: Readonly<Record<FigureName, FlatRule>> = {
  heapBytes: { most: 1.05, slack: 0 },
  externalBytes: { most: 1.05, slack: 256 * 1024 },
  rssBytes: { most: 1.05, slack: 0 },
  functions: { most: 1.02, slack: 50 },
  timers: { most: 1, slack: 4 },
  handles: { most: 1, slack: 3 },
  descriptors: { most: 1, slack: 3 },
};

const figureNames = Object.keys(flatRules) as readonly FigureName[];

/** A figure over the quarters of a run. */
export interface Trend {
  readonly name: string;
  /** Median of each quarter. */
  readonly quarters: readonly [number, number, number, number];
  /** Last quarter by the second. */
  readonly ratio: number;
  readonly isFlat: boolean;
}

/** How each figure went. Fewer than eight looks say nothing, so they throw. Pure. */
export const trends = (looks: readonly Figures[]): readonly Trend[] =>
  figureNames.map((name) =>
    trendOf(
      name,
      looks.map((look) => look[name]),
      flatRules[name],
    ),
  );

/** How one figure went. Fewer than eight values throw. Pure. */
export function trendOf(name: string, values: readonly number[], { most, slack }: FlatRule): Trend {
  const { length } = values;
  if (length < 8) throw new RangeError(`${length} looks are too few for quarters`);
  const quarter = (n: number) => median(values.slice(Math.floor((length * n) / 4), Math.floor((length * (n + 1)) / 4)));
  const quarters = [quarter(0), quarter(1), quarter(2), quarter(3)] as const;
  return {
    ...{ name, quarters, ratio: quarters[3] === quarters[1] ? 1 : quarters[3] / quarters[1] },
    isFlat: quarters[3] <= Math.max(quarters[1] * most, quarters[1] + slack),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle - 0.5)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
