import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, cityDay, dueDay, isWorkingDay, type WorkingCalendar, workingDaysUsed } from './working-days.ts';

/** May 2020 as the State Council announced it: Labour Day 1 to 5 May, made up on 26 April and 9 May. */
const may2020: WorkingCalendar = {
  holidays: ['2020-05-01', '2020-05-02', '2020-05-03', '2020-05-04', '2020-05-05'],
  workdays: ['2020-04-26', '2020-05-09'],
};

describe('the power-line case of 2020 (docs/domain/programme.md §4)', () => {
  test('a Saturday that is worked counts as a day of application, so that the limit ends on Friday 15 May', () => {
    expect(isWorkingDay(may2020, '2020-05-09')).toBe(true);
    expect(isWorkingDay(may2020, '2020-05-10')).toBe(false);
    expect(dueDay(may2020, '2020-05-09', 5)).toBe('2020-05-15');
  });

  test('the two decisions used one and three working days', () => {
    expect(workingDaysUsed(may2020, '2020-05-09', '2020-05-11')).toBe(1);
    expect(workingDaysUsed(may2020, '2020-05-09', '2020-05-13')).toBe(3);
  });
});

test('a make-up Saturday inside a limit is counted, a holiday is not', () => {
  expect(dueDay(may2020, '2020-04-30', 1)).toBe('2020-05-06');
  expect(dueDay(may2020, '2020-05-08', 1)).toBe('2020-05-09');
  expect(workingDaysUsed(may2020, '2020-04-30', '2020-05-05')).toBe(0);
});

test('an acknowledgement on a Sunday starts no earlier than on Monday', () => {
  expect(dueDay(may2020, '2020-05-17', 1)).toBe('2020-05-18');
  expect(dueDay(may2020, '2020-05-17', 0)).toBe('2020-05-17');
});

test('late in the evening in UTC it is the next day in the city', () => {
  expect(cityDay(Date.parse('2026-11-23T15:59:59Z'))).toBe('2026-11-23');
  expect(cityDay(Date.parse('2026-11-23T16:00:00Z'))).toBe('2026-11-24');
});

test('a calendar without a working day is an error, not a hang', () => {
  const never: WorkingCalendar = {
    holidays: Array.from({ length: 5000 }, (_, i) => addDays('2020-01-01', i)),
    workdays: [],
  };
  expect(() => dueDay(never, '2020-01-01', 1)).toThrow('no working days');
});

test('what is due after n working days has used n, and ends on a working day', () => {
  const start = fc.integer({ min: 0, max: 200 }).map((n) => addDays('2020-01-01', n));
  fc.assert(
    fc.property(start, fc.integer({ min: 1, max: 60 }), (day, count) => {
      const due = dueDay(may2020, day, count);
      expect(isWorkingDay(may2020, due)).toBe(true);
      expect(workingDaysUsed(may2020, day, due)).toBe(count);
      expect(workingDaysUsed(may2020, day, addDays(due, -1))).toBe(count - 1);
    }),
  );
});
