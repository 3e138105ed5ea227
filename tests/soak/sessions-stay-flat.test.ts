import { expect, test } from 'vitest';
import { planSessions } from './plan-sessions.ts';
import { runSessions } from './run-sessions.ts';

test('a machine serves a day of visits with faults between: nothing waits at its end, and its ledgers say what the devices did', {
  timeout: 120_000,
}, async () => {
  const day = await runSessions({
    sessions: 80,
    seed: 20_261_129,
    way: 'simulated',
    looks: 0,
    progress: () => undefined,
  });
  expect(day.problems).toEqual([]);
  expect(day.sessions).toBe(80);
  // Most citizens got what they came for, though a third of the visits was disturbed.
  expect(day.done).toBeGreaterThan(45);
  expect(day.faults).toBeGreaterThan(15);
  expect(day.messages).toBeGreaterThan(day.receipts);
  expect(day.receipts).toBeGreaterThan(15);
  expect(day.slips).toBeGreaterThan(15);
});

test('the same seed gives the same day, another one another, and no restart comes after its time', () => {
  const day = (seed: number) => planSessions({ seed, sessions: 400, restartsUntil: 100 });
  expect(day(1)).toEqual(day(1));
  expect(day(1)).not.toEqual(day(2));
  const restarts = day(1).flatMap(({ isRestarted }, n) => (isRestarted ? [n] : []));
  expect(restarts.length).toBeGreaterThan(0);
  expect(Math.max(...restarts)).toBeLessThan(100);
});
