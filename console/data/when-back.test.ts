import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import type { LinkState, LiveFeed } from './live-feed.ts';
import { isAskedAgain, whenBack } from './when-back.ts';

function rig(first: LinkState) {
  let state = first;
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
  const clock = new VirtualClock();
  const browser = new EventTarget();
  const asked = { times: 0 };
  const back = whenBack(
    feed,
    browser,
    (ms, fn) => clock.after(ms, fn),
    () => {
      asked.times += 1;
    },
  );
  return {
    ...{ back, asked, clock, told },
    online: () => browser.dispatchEvent(new Event('online')),
    link: (next: LinkState) => {
      state = next;
      for (const fn of told) fn();
    },
  };
}

test('a page that could not be read is read when the hub is back, whether the stream or the browser says so, and not when it goes', async () => {
  const { back, asked, clock, told, online, link } = rig('live');
  link('away');
  back.ended(true);
  await clock.advance(60_000);
  expect(asked.times).toBe(0);
  link('live');
  online();
  expect(asked.times).toBe(2);
  // What was read is not read again because a line comes and goes.
  back.ended(false);
  link('away');
  link('live');
  expect(asked.times).toBe(2);
  back.ended(true);
  back.stop();
  link('live');
  online();
  await clock.advance(60_000);
  expect([asked.times, told.size]).toEqual([2, 0]);
});

test('where no stream can tell that the hub is back, it is asked again by itself', async () => {
  const { back, asked, clock } = rig('connecting');
  back.ended(true);
  await clock.advance(5000);
  expect(asked.times).toBe(1);
  back.ended(false);
  await clock.advance(60_000);
  expect(asked.times).toBe(1);
});

test('a page that was asked for while the database of the hub was away is not left standing with that for ever', async () => {
  const failed = (code: string) => isAskedAgain({ code, detail: '', status: 0 });
  expect([failed('away'), failed('unavailable'), failed('internal'), failed('forbidden'), isAskedAgain(null)]).toEqual([
    ...[true, true, false, false, false],
  ]);
  // The stream stood all the time: nothing but time tells that it is worth asking again.
  const { back, asked, clock } = rig('live');
  back.ended(failed('unavailable'));
  await clock.advance(5000);
  expect(asked.times).toBe(1);
});
