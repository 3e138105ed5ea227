import { expect, test } from 'vitest';
import { type Counters, deltaOf } from './measure.ts';

const hourMs = 3_600_000;
const counters = (more: Partial<Counters> = {}): Counters => ({
  ...{ boot: 'a', atMs: hourMs, startedMs: 0, completed: 10, done: 20, failed: 1, crashes: 0 },
  ...more,
});

test('between two readings counts what was added; after a restart what was counted since', () => {
  const hour = { hours: 1, completed: 5, crashes: 0, prints: 4, printsFailed: 1 };
  expect(deltaOf(counters(), counters({ atMs: 2 * hourMs, completed: 15, done: 23, failed: 2 }))).toEqual(hour);
  const restarted = counters({ boot: 'b', atMs: 3 * hourMs, startedMs: 2 * hourMs, completed: 5, done: 3 });
  expect(deltaOf(counters(), restarted)).toEqual(hour);
});

test('counters that go down or leap are none: one machine that says two thousand million would run over the sums of a roll-out', () => {
  expect(deltaOf(counters(), counters({ atMs: 2 * hourMs, completed: 9 }))).toBeNull();
  for (const name of ['completed', 'done', 'failed', 'crashes'] as const)
    expect(deltaOf(counters(), counters({ atMs: 2 * hourMs, [name]: 2_147_483_647 }))).toBeNull();
  // A machine that was away for a week has more to tell.
  const away = counters({ atMs: 169 * hourMs, completed: 150_000 });
  expect(deltaOf(counters(), away)).toMatchObject({ completed: 149_990 });
});
