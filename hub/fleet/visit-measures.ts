import type { EndedVisit } from '../../contract/heartbeat-facts.ts';

/** Steps of a scale that grows by an eighth of a doubling: a median read from it is at most 4.5 % off. Values up to 16 stand for themselves. */
const stepsPerDoubling = 8;
const exactUpTo = 16;

/** Step of the scale for a value of 0 or more. */
export function stepOf(value: number): number {
  const whole = Math.max(0, Math.round(value));
  if (whole <= exactUpTo) return whole;
  return exactUpTo + Math.round(stepsPerDoubling * Math.log2(whole / exactUpTo));
}

/** The value in the middle of a step; `stepOf(middleOf(s)) = s`. */
export function middleOf(step: number): number {
  return step <= exactUpTo ? step : exactUpTo * 2 ** ((step - exactUpTo) / stepsPerDoubling);
}

export interface Measure {
  readonly measure: 'ended' | 'page' | 'seconds' | 'touches' | 'pages' | 'papers';
  /** The word, or the step of the scale (papers: the number itself). */
  readonly value: string;
}

/** What one visit adds 1 to. Time, touches and pages count of those that came to their end: who leaves at once would make every item look quick. */
export function measuresOf(
  visit: Pick<EndedVisit, 'page' | 'seconds' | 'touches' | 'pages' | 'papers'> & { readonly ended: EndedVisit['end'] },
): readonly Measure[] {
  const ended = { measure: 'ended', value: visit.ended } as const;
  if (visit.ended === 'abandoned') return [ended, { measure: 'page', value: visit.page }];
  return [
    ended,
    { measure: 'seconds', value: String(stepOf(visit.seconds)) },
    { measure: 'touches', value: String(stepOf(visit.touches)) },
    { measure: 'pages', value: String(stepOf(visit.pages)) },
    { measure: 'papers', value: String(visit.papers) },
  ];
}

/** Median of counts by step; null = none. Between two middle steps the lower one: a median that some visit had. */
export function medianOf(counts: ReadonlyMap<number, number>): number | null {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [step, count] of [...counts].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen * 2 >= total) return total === 0 ? null : middleOf(step);
  }
  return null;
}
