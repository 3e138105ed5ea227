import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partLeft, secondsLeft } from './countdown.ts';

test('the number falls once a second and ends at 0', () => {
  expect([0, 1, 999, 1000, 29_001, 30_000, 99_000].map((ms) => secondsLeft(30_000, ms))).toEqual([
    30, 30, 30, 29, 1, 0, 0,
  ]);
});

test('the ring never turns back nor leaves its circle', () => {
  fc.assert(
    fc.property(fc.nat(120_000), fc.nat(200_000), fc.nat(200_000), (endsInMs, a, b) => {
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      expect(partLeft(endsInMs, early)).toBeGreaterThanOrEqual(partLeft(endsInMs, late));
      expect(partLeft(endsInMs, late)).toBeGreaterThanOrEqual(0);
      expect(partLeft(endsInMs, early)).toBeLessThanOrEqual(1);
    }),
  );
});
