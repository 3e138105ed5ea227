import { expect, test } from 'vitest';
import { minutesWords, secondsTo } from './countdown-clock.ts';

test('the time to pay is counted by the clock of the terminal and stops at nothing', () => {
  const now = '2026-11-23T14:03:00+08:00';
  expect(secondsTo('2026-11-23T14:05:00+08:00', now, 0)).toBe(120);
  expect(secondsTo('2026-11-23T06:05:00.300Z', now, 0)).toBe(120);
  expect(secondsTo('2026-11-23T06:05:00Z', now, 500)).toBe(120);
  expect(secondsTo('2026-11-23T14:05:00+08:00', now, 999_000)).toBe(0);
  expect(secondsTo('soon', now, 0)).toBeNull();
});

test('seconds below ten keep their zero', () => expect([minutesWords(125), minutesWords(9)]).toEqual(['2:05', '0:09']));
