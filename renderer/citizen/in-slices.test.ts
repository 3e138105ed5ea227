import { unstable_NormalPriority, unstable_scheduleCallback, unstable_shouldYield } from 'scheduler';
import { afterEach, expect, test, vi } from 'vitest';
import { inSlices } from './in-slices.ts';

afterEach(() => vi.restoreAllMocks());

/** Whether work that has run for so many milliseconds would let the browser have its turn. */
function yieldsAfter(ms: number): Promise<boolean> {
  let nowMs = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  return new Promise((resolve) => {
    unstable_scheduleCallback(unstable_NormalPriority, () => {
      nowMs += ms;
      resolve(unstable_shouldYield());
    });
  });
}

test('a page is not composed again within one frame of drawing, and holds up no touch for longer', async () => {
  inSlices(() => undefined);
  expect(await yieldsAfter(15)).toBe(false);
  expect(await yieldsAfter(17)).toBe(true);
});
