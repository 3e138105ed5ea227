import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clampDate, type DateParts, daysIn, firstDate, readDate, turnWheel, writeDate } from './date-parts.ts';

const dayText = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const limits = fc.tuple(dayText, dayText).map(([a, b]) => (a < b ? [a, b] : [b, a]) as [string, string]);

test('no turn of the wheels leaves the limits or makes a day that does not exist', () => {
  const turn = fc.record({
    wheel: fc.constantFrom('year' as const, 'month' as const, 'day' as const),
    by: fc.constantFrom(1, -1, 10, -10),
  });
  fc.assert(
    fc.property(limits, dayText, fc.array(turn), ([min, max], start, turns) => {
      let parts: DateParts = firstDate('day', start, undefined, min, max);
      for (const { wheel, by } of turns) parts = turnWheel(parts, wheel, by, min, max) ?? parts;
      const text = writeDate(parts);
      expect(text >= min && text <= max).toBe(true);
      expect(parts.day).toBeLessThanOrEqual(daysIn(parts.year, parts.month));
      expect(readDate(text)).toEqual(parts);
    }),
  );
});

test('31 January turned to February is the last of February, also in a leap year', () => {
  const january = { year: 2024, month: 1, day: 31 };
  expect(turnWheel(january, 'month', 1, '1900-01-01', '2099-12-31')).toEqual({ year: 2024, month: 2, day: 29 });
  expect(turnWheel({ ...january, year: 2023 }, 'month', 1, '1900-01-01', '2099-12-31')?.day).toBe(28);
});

test('a wheel at its limit does not jump elsewhere', () => {
  expect(turnWheel({ year: 2026, month: 11, day: null }, 'month', 1, '2020-01', '2026-11')).toBeNull();
  expect(turnWheel({ year: 2026, month: 11, day: null }, 'year', 1, '2020-01', '2026-11')).toBeNull();
});

test('a month field never grows a day', () => {
  expect(firstDate('month', null, '2026-11-23T14:03:12+08:00', '2020-01', '2026-10')).toEqual({
    year: 2026,
    month: 10,
    day: null,
  });
  expect(clampDate({ year: 2030, month: 5, day: null }, '2020-01', '2026-10')).toEqual({
    year: 2026,
    month: 10,
    day: null,
  });
});
