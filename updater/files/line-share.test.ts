import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { LineShare } from './line-share.ts';

test('files that come at the same time share one cap: together they are no faster than one', async () => {
  const clock = new VirtualClock();
  const line = new LineShare(clock, 1000);
  const { signal } = new AbortController();
  let came = 0;
  const file = async () => {
    for (let n = 0; n < 10; n += 1) {
      came += 100;
      await line.took(100, signal);
    }
  };
  const all = Promise.all([file(), file(), file(), file()]);
  await clock.advance(2_000);
  // What is under way of each may be ahead by one chunk.
  expect(came).toBeGreaterThanOrEqual(2_000);
  expect(came).toBeLessThanOrEqual(2_400);
  await clock.advance(2_000);
  await all;
  expect(clock.pending).toBe(0);
});

test('a pause of the line is not made up for in one go', async () => {
  const clock = new VirtualClock();
  const line = new LineShare(clock, 1000);
  await clock.advance(60_000);
  let isFree = false;
  void line.took(1000, new AbortController().signal).then(() => {
    isFree = true;
  });
  await clock.advance(999);
  expect(isFree).toBe(false);
  await clock.advance(1);
  expect(isFree).toBe(true);
});
