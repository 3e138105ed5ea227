import { expect, test } from 'vitest';
import type { LinkState, LiveFeed } from './live-feed.ts';
import { whenBack } from './when-back.ts';

test('a page that could not be read is read when the hub is back, whether the stream or the browser says so, and not when it goes', () => {
  let state: LinkState = 'live';
  const told = new Set<() => void>();
  const feed: LiveFeed = {
    on: () => () => undefined,
    link: () => state,
    onLink: (fn) => {
      told.add(fn);
      return () => told.delete(fn);
    },
    close: () => undefined,
  };
  const link = (next: LinkState) => {
    state = next;
    for (const fn of told) fn();
  };
  const browser = new EventTarget();
  let times = 0;
  const off = whenBack(feed, browser, () => {
    times += 1;
  });
  link('away');
  expect(times).toBe(0);
  link('live');
  browser.dispatchEvent(new Event('online'));
  expect(times).toBe(2);
  off();
  link('live');
  browser.dispatchEvent(new Event('online'));
  expect([times, told.size]).toEqual([2, 0]);
});
