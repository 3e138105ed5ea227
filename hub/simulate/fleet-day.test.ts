import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beatMs, DueRing, hourShares, nextBeatMs, nextGapMs, visitRate } from './fleet-day.ts';

test('a day of every machine has the visits that were asked for, most of them while halls are open', () => {
  expect(hourShares).toHaveLength(24);
  expect(hourShares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
  const start = Date.parse('2026-11-28T00:00:00+08:00');
  const ofHour = (hour: number) => visitRate(60, start + hour * 3_600_000) * 3_600_000;
  expect(Array.from({ length: 24 }, (_, hour) => ofHour(hour)).reduce((a, b) => a + b)).toBeCloseTo(60, 6);
  expect(ofHour(10)).toBeGreaterThan(ofHour(3) * 50);
});

test('gaps of visits have the mean of their rate; nothing comes at rate zero', () => {
  const n = 2000;
  const gaps = Array.from({ length: n }, (_, i) => nextGapMs(0.5, (i + 0.5) / n));
  expect(gaps.reduce((a, b) => a + b) / n).toBeCloseTo(2, 1);
  expect(nextGapMs(0, 0.5)).toBe(Number.POSITIVE_INFINITY);
});

test('heartbeats stay within a tenth of a minute', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      (u) => Math.abs(nextBeatMs(u) - beatMs) <= beatMs / 10 + 1e-6,
    ),
  );
});

test('whatever is due is taken once, never more than a slot early or late', () => {
  const steps = fc.array(
    fc.record({ forward: fc.nat({ max: 400 }), delays: fc.array(fc.nat({ max: 1000 }), { maxLength: 5 }) }),
  );
  fc.assert(
    fc.property(steps, (list) => {
      const ring = new DueRing<{ at: number }>(20, 1000);
      let now = 0;
      let open = 0;
      for (const { forward, delays } of [...list, { forward: 1100, delays: [] }]) {
        now += forward;
        for (const item of ring.take(now)) {
          expect(item.at).toBeLessThanOrEqual(now);
          open -= 1;
        }
        for (const delay of delays) {
          ring.add(now + delay, { at: now + delay });
          open += 1;
        }
      }
      open -= ring.take(now + 1200).length;
      expect(open).toBe(0);
    }),
  );
});
