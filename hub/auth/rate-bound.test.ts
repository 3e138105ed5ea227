import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { type Bucket, createRateBound } from './rate-bound.ts';

test('a flood of one key is bounded, others are not touched, and time gives back', async () => {
  const clock = new VirtualClock();
  const bound = createRateBound(clock, 2, 5);
  const taken = Array.from({ length: 20 }, () => bound.take('a')).filter(Boolean).length;
  expect(taken).toBe(5);
  expect(bound.take('b')).toBe(true);
  await clock.advance(1000);
  expect([bound.take('a'), bound.take('a'), bound.take('a')]).toEqual([true, true, false]);
});

test('keys that nobody uses any more are forgotten: a new key for every request does not fill the memory', async () => {
  const clock = new VirtualClock();
  const buckets = new Map<string, Bucket>();
  const bound = createRateBound(clock, 2, 5, buckets);
  for (let n = 0; n < 1000; n += 1) {
    bound.take(`made-up-${n}`);
    await clock.advance(100);
  }
  // Five are given back in two and a half seconds.
  expect(buckets.size).toBeLessThanOrEqual(26);
  for (let n = 0; n < 6; n += 1) bound.take('a');
  await clock.advance(1000);
  bound.take('b');
  expect(bound.take('a') && bound.take('a') && !bound.take('a')).toBe(true);
});
