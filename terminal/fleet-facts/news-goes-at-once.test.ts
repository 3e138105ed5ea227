import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { newsEveryMs, newsWatch } from './news-watch.ts';

test('somebody who comes is told at once; a state that changes when it has settled; one that flickers no more often than every ten seconds', async () => {
  const clock = new VirtualClock();
  const told: number[] = [];
  const watch = newsWatch(clock, () => told.push(clock.monoMs()));
  watch.look(false, 'a');
  await clock.advance(60_000);
  expect(told).toEqual([]);
  watch.look(true, 'a');
  expect(told).toEqual([60_000]);
  await clock.advance(30_000);
  for (const state of ['b', 'c', 'd']) watch.look(true, state);
  await clock.advance(30_000);
  // One piece of news, two seconds later.
  expect(told).toEqual([60_000, 92_000]);
  for (let i = 0; i < 60; i += 1) {
    watch.look(true, i % 2 === 0 ? 'e' : 'f');
    await clock.advance(1_000);
  }
  const gaps = told.slice(1).map((at, i) => at - (told[i] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(newsEveryMs);
  expect(told.length).toBeGreaterThan(6);
  watch.look(true, 'g');
  watch.stop();
  const before = told.length;
  await clock.advance(60_000);
  expect(told).toHaveLength(before);
});
