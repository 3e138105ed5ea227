import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addSequences, gaps, highest, type SequenceRanges, upTo } from './sequence.ts';

const seqs = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 80 });

test('in whatever order and portions numbers arrive, the proof is that of the set', () => {
  fc.assert(
    fc.property(fc.array(seqs, { maxLength: 6 }), (portions) => {
      const ranges = portions.reduce<SequenceRanges>((known, portion) => addSequences(known, portion), []);
      const all = new Set(portions.flat());
      let expected = 0;
      while (all.has(expected + 1)) expected += 1;
      expect(upTo(ranges)).toBe(expected);
      const last = Math.max(0, ...all);
      expect(highest(ranges)).toBe(last);
      const missing = Array.from({ length: last }, (_, i) => i + 1).filter((n) => !all.has(n));
      const listed = gaps(ranges).flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
      expect(listed).toEqual(missing);
      for (const [i, range] of ranges.entries()) {
        expect(range[0]).toBeLessThanOrEqual(range[1]);
        const next = ranges[i + 1];
        if (next !== undefined) expect(next[0]).toBeGreaterThan(range[1] + 1);
      }
    }),
  );
});

test('a gap holds the proof back, and filling it lets it jump', () => {
  const late = addSequences([], [1, 2, 5, 6]);
  expect(upTo(late)).toBe(2);
  expect(gaps(late)).toEqual([[3, 4]]);
  expect(upTo(addSequences(late, [4, 3]))).toBe(6);
});

test('without number 1 nothing is proven', () => {
  expect(upTo(addSequences([], [2, 3]))).toBe(0);
});
