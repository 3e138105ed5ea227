/**
 * Which sequence numbers of one (machine, store epoch) have arrived: closed ranges, ascending, never touching. Small for ever, because a
 * healthy machine has one range.
 */
export type SequenceRanges = readonly (readonly [from: number, to: number])[];

/** Adds numbers; order and repeats do not matter. */
export function addSequences(ranges: SequenceRanges, seqs: readonly number[]): SequenceRanges {
  const all = [...ranges, ...seqs.map((seq): readonly [number, number] => [seq, seq])].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of all) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Highest number below and at which nothing is missing; 0 when number 1 has not arrived. */
export function upTo(ranges: SequenceRanges): number {
  const first = ranges[0];
  return first !== undefined && first[0] === 1 ? first[1] : 0;
}

/** Highest number that has arrived; 0 when none has. */
export function highest(ranges: SequenceRanges): number {
  return ranges.at(-1)?.[1] ?? 0;
}

/** What has not arrived though something later has. */
export function gaps(ranges: SequenceRanges): SequenceRanges {
  const missing: (readonly [number, number])[] = [];
  let next = 1;
  for (const [from, to] of ranges) {
    if (from > next) missing.push([next, from - 1]);
    next = to + 1;
  }
  return missing;
}
