import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { createRateBound } from './rate-bound.ts';

test('a flood of one key is bounded, others are not touched, and time gives back', async () => {
  const clock = new VirtualClock();
  const bound = createRateBound(clock, 2, 5);
  const taken = Array.from({ length: 20 }, () => bound.take('a')).filter(Boolean).length;
  expect(taken).toBe(5);
  expect(bound.take('b')).toBe(true);
  await clock.advance(1000);
  expect([bound.take('a'), bound.take('a'), bound.take('a')]).toEqual([true, true, false]);
});
