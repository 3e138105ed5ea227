import { expect, test } from 'vitest';
import { hubNow, learnHubTime } from './hub-clock.ts';

test('a computer whose clock is ten minutes fast does not call what just happened ten minutes old', () => {
  const hubMs = Date.parse('2026-11-29T12:00:00Z');
  const off = () => Math.floor((hubNow() - Date.now()) / 1000);
  learnHubTime('Sun, 29 Nov 2026 12:00:00 GMT', hubMs + 600_000);
  expect(off()).toBe(-600);
  // An answer without a readable date teaches nothing.
  learnHubTime(null, hubMs);
  learnHubTime('soon', hubMs);
  expect(off()).toBe(-600);
  // A right clock is left as it is: whole seconds and the way of an answer are no difference.
  learnHubTime('Sun, 29 Nov 2026 12:00:00 GMT', hubMs + 1800);
  expect(off()).toBe(0);
});
