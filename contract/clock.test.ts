import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

const dayMs = 86_400_000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a timer of a hundred days fires then, not at once; one that was taken back does not', () => {
  const [later, never] = [vi.fn(), vi.fn()];
  systemClock.after(100 * dayMs, later);
  const cancel = systemClock.after(100 * dayMs, never);
  vi.advanceTimersByTime(99 * dayMs);
  expect(later).not.toHaveBeenCalled();
  cancel();
  vi.advanceTimersByTime(dayMs);
  expect(later).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(100 * dayMs);
  expect(never).not.toHaveBeenCalled();
});
