import { expect, test } from 'vitest';
import { wallTime } from './wall-time.ts';

test('shows the clock of the terminal, not the zone of the window', () => {
  const time = wallTime('2026-11-23T14:03:12+08:00', 0, 'zh-CN');
  expect(time).toEqual({
    clock: '14:03',
    date: '2026年11月23日星期一',
    minute: Date.parse('2026-11-23T14:03:00Z') / 60_000,
    nextMinuteMs: 48_000,
  });
});

test('ticks on from the snapshot, over midnight', () => {
  const time = wallTime('2026-12-31T23:59:30+08:00', 31_000, 'en');
  expect(time?.clock).toBe('00:00');
  expect(time?.date).toBe('Friday, 1 January 2027');
});

test('shows no time rather than a wrong one', () => {
  expect(wallTime('yesterday', 0, 'en')).toBeNull();
  expect(wallTime('2026-11-23T14:03:12', 0, 'en')).toBeNull();
});
