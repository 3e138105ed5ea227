import type { CheckCounts } from '../check/check-recording.ts';
import type { BuildName } from '../workload/builds.ts';

/** One recording with all its states. */
export interface PowerCutJob {
  readonly scenario: string;
  readonly build: BuildName;
  readonly seed: number;
  readonly steps: number;
  readonly torn: number;
  /** Where failing states are kept. */
  readonly failures: string;
}

/** What a worker tells: states checked since it last spoke; at the end the counts. */
export type PowerCutMessage =
  | { readonly kind: 'progress'; readonly states: number; readonly failing: number }
  | { readonly kind: 'done'; readonly counts: CheckCounts; readonly failures: readonly string[] };

/** Sums of several recordings. */
export function addCounts(a: CheckCounts, b: CheckCounts): CheckCounts {
  return {
    calls: a.calls + b.calls,
    lines: a.lines + b.lines,
    states: {
      lost: a.states.lost + b.states.lost,
      kept: a.states.kept + b.states.kept,
      torn: a.states.torn + b.states.torn,
    },
    boots: a.boots + b.boots,
    databases: a.databases + b.databases,
    failing: a.failing + b.failing,
    lostAcknowledged: a.lostAcknowledged + b.lostAcknowledged,
    damaged: a.damaged + b.damaged,
  };
}

export function statesOf({ states }: CheckCounts): number {
  return states.lost + states.kept + states.torn;
}
