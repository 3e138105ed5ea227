import { expect, it } from 'vitest';
import { checkSchedules, failureText } from './check-schedules.ts';
import type { ToyBug } from './toy-driver.test-data.ts';
import { toySubject } from './toy-subject.test-data.ts';

const seed = 20_261_123;

/** Each bug with the rules that may report it; the first of them is the one that it breaks. */
const bugs = {
  'repeats the motion after an ACK': ['C5', 'C7'],
  'forgets to release the lock after a throw': ['C13', 'C4'],
  'reports done without evidence': ['C7'],
  'leaves a timer': ['C8'],
  'writes before sent': ['C6'],
  'waits without a limit': ['C4', 'C9'],
  'leaves a listener on the signal': ['C8'],
  'puts the name into the error': ['C15'],
  'never reopens the port': ['C9'],
  'says not started when the line was lost': ['C7'],
} as const satisfies Record<ToyBug, readonly string[]>;

it('a driver without a bug keeps every rule: the suite asks nothing impossible', async () => {
  const { failure, acts, faults } = await checkSchedules(toySubject(null), { seed, schedules: 400 });
  expect(failure === null ? null : failureText('toy', failure)).toBeNull();
  expect(acts).toBeGreaterThan(100);
  expect(faults).toBeGreaterThan(100);
});

it.each(Object.entries(bugs) as [ToyBug, readonly string[]][])('a driver that %s is caught', async (bug, rules) => {
  const { failure } = await checkSchedules(toySubject(bug), { seed, schedules: 200 });
  expect(failure, 'nothing was found').not.toBeNull();
  const found = failure?.problems.map((problem) => problem.split(':')[0] ?? '') ?? [];
  expect(
    rules.some((rule) => found.includes(rule)),
    failure === null ? '' : failureText(bug, failure),
  ).toBe(true);
});
