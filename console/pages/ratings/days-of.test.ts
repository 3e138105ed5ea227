import { expect, test } from 'vitest';
import { daysOf } from './days-of.ts';

test('one day with ratings does not fill the chart of a month', () => {
  const points = daysOf({ from: '2026-12-30', to: '2027-01-02', days: [{ day: '2027-01-01', count: 3, mean: 4 }] });
  expect(points.map(({ value }) => value)).toEqual([0, 0, 3, 0]);
  expect(points[0]?.at).toBe(Date.parse('2026-12-30T00:00:00'));
});
