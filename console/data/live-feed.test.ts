import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { type EventSourceLike, openLiveFeed } from './live-feed.ts';

/** A source that a test speaks through. */
class PlayedSource implements EventSourceLike {
  readonly #listeners = new Map<string, ((event: { readonly data: string }) => void)[]>();
  readonly #errors: (() => void)[] = [];
  hasGivenUp = false;
  isOpen = true;
  addEventListener(name: string, fn: (event: { readonly data: string }) => void): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), fn]);
  }
  onError(fn: () => void): void {
    this.#errors.push(fn);
  }
  isClosed = () => this.hasGivenUp;
  close(): void {
    this.isOpen = false;
  }
  say(name: string, data: unknown = {}): void {
    for (const fn of this.#listeners.get(name) ?? []) fn({ data: JSON.stringify(data) });
  }
  fail(hasGivenUp: boolean): void {
    this.hasGivenUp = hasGivenUp;
    for (const fn of this.#errors) fn();
  }
}

function rig() {
  const clock = new VirtualClock();
  const sources: PlayedSource[] = [];
  const refused = { times: 0 };
  const feed = openLiveFeed(
    () => {
      const source = new PlayedSource();
      sources.push(source);
      return source;
    },
    (ms, fn) => clock.after(ms, fn),
    () => {
      refused.times += 1;
    },
  );
  const heard: (readonly string[] | null)[] = [];
  feed.on('machines', (ids) => heard.push(ids));
  return { clock, sources, feed, heard, refused, source: () => sources.at(-1) ?? new PlayedSource() };
}

test('who listens to machines hears which have changed, and nothing of alerts', () => {
  const { source, heard } = rig();
  source().say('hello');
  source().say('machines', { ids: ['TH0017'] });
  source().say('alerts', { ids: ['3'] });
  source().say('machines', {});
  expect(heard).toEqual([['TH0017'], null]);
});

test('what was told while the connection was away is asked for again', () => {
  const { source, heard, feed } = rig();
  source().say('hello');
  expect([heard, feed.link()]).toEqual([[], 'live']);
  source().fail(false);
  expect(feed.link()).toBe('away');
  source().say('hello');
  expect([heard, feed.link()]).toEqual([[null], 'live']);
  source().say('reload');
  expect(heard).toEqual([null, null]);
});

test('a browser that has given up is made to ask again, and a page that is closed is not', async () => {
  const { clock, sources, feed, source } = rig();
  source().fail(true);
  expect(sources).toHaveLength(1);
  await clock.advance(4000);
  expect(sources).toHaveLength(2);
  source().fail(true);
  feed.close();
  await clock.advance(60_000);
  expect(sources).toHaveLength(2);
  expect(source().isOpen).toBe(false);
});

test('a stream that is refused makes the page look whether anybody is still signed in; one that is cut does not', async () => {
  const { clock, source, refused } = rig();
  source().say('hello');
  source().fail(false);
  expect(refused.times).toBe(0);
  // The session ended: the browser has asked again by itself and was answered without a stream.
  source().fail(true);
  expect(refused.times).toBe(1);
  await clock.advance(4000);
  source().say('hello');
  expect(refused.times).toBe(1);
});

test('a network that goes away without a word is seen: the page does not go on calling itself live', async () => {
  const { clock, sources, feed, source, heard } = rig();
  source().say('hello');
  for (let times = 0; times < 4; times += 1) {
    await clock.advance(15_000);
    source().say('here');
  }
  expect([sources.length, feed.link()]).toEqual([1, 'live']);
  const dead = source();
  await clock.advance(37_500);
  expect([sources.length, feed.link(), dead.isOpen]).toEqual([2, 'away', false]);
  source().say('hello');
  expect([feed.link(), heard]).toEqual(['live', [null]]);
  feed.close();
  await clock.advance(60_000);
  expect(sources).toHaveLength(2);
});

test('what changed before the first connection stood is asked for, when it took more than one attempt', () => {
  const { source, heard } = rig();
  source().fail(false);
  source().say('hello');
  expect(heard).toEqual([null]);
});

test('nonsense on the stream is a hint that something has changed, no crash', () => {
  const { source, heard } = rig();
  source().say('machines', { ids: 7 });
  source().say('machines', 'x');
  expect(heard).toEqual([null, null]);
});
