import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import type { HubDeps } from '../deps.ts';
import { silentHubLog } from '../log.ts';
import { type ConsoleFeed, openConsoleFeed } from './feed.ts';

/** A reader whose bytes go nowhere; errors that nobody catches fail the test. */
class Reader extends ServerResponse {
  readonly said: string[] = [];
  constructor() {
    super(new IncomingMessage(new Socket()));
  }
  override write(text: string): boolean {
    if (this.writableEnded) throw new Error('written after the end');
    this.said.push(text);
    return true;
  }
  timesHere(): number {
    return this.said.filter((text) => text.startsWith('event: here\n')).length;
  }
}

let clock: VirtualClock;
let stop: AbortController;
let feed: ConsoleFeed;
/** Speaks as another instance of the hub does. */
let say: (hint: string) => void;
beforeEach(() => {
  clock = new VirtualClock();
  stop = new AbortController();
  const listeners = new Map<string, (rest: string) => void>();
  const on = (prefix: string, fn: (rest: string) => void) => {
    listeners.set(prefix, fn);
    return () => undefined;
  };
  say = (hint) => {
    for (const [prefix, fn] of listeners) if (hint.startsWith(prefix)) fn(hint.slice(prefix.length));
  };
  const signals = { on, onResume: () => () => undefined };
  feed = openConsoleFeed({ clock, log: silentHubLog, stop: stop.signal, signals } as unknown as HubDeps);
});

test('a reader who has signed out hears nothing more; one who has not goes on', async () => {
  let isIn = true;
  const [gone, stays] = [new Reader(), new Reader()];
  expect([feed.add(gone, 'a', async () => isIn), feed.add(stays, 'b', async () => true)]).toEqual([true, true]);
  await clock.advance(30_000);
  expect([gone.timesHere(), stays.timesHere()]).toEqual([2, 2]);
  isIn = false;
  await clock.advance(15_000);
  expect([gone.writableEnded, stays.writableEnded]).toEqual([true, false]);
  say('console:');
  await clock.advance(30_000);
  expect([gone.timesHere(), stays.timesHere()]).toEqual([2, 5]);
  expect(stays.said.at(-3)).toContain('machines');
  expect(gone.said.join('')).not.toContain('machines');
});

test('a hub that stops while it asks about a reader ends the stream once and says nothing behind the end', async () => {
  const answers: ((isIn: boolean) => void)[] = [];
  const reader = new Reader();
  feed.add(reader, 'a', () => new Promise((settle) => answers.push(settle)));
  await clock.advance(15_000);
  stop.abort();
  expect(reader.writableEnded).toBe(true);
  const before = reader.said.length;
  for (const answer of answers) answer(true);
  say('console:');
  await clock.advance(15_000);
  expect(reader.said).toHaveLength(before);
});

test('a database that is away while a reader is asked about throws nobody out', async () => {
  const reader = new Reader();
  feed.add(reader, 'a', () => Promise.reject(new Error('away')));
  await clock.advance(15_000);
  expect(reader.writableEnded).toBe(false);
  expect(reader.said.at(-1)).toContain('reload');
});

test('what is done to an account is told to its own windows alone, and the one that it was signed out of ends at once', async () => {
  let isIn = true;
  const [own, thrownOut, other] = [new Reader(), new Reader(), new Reader()];
  feed.add(own, 'a', async () => true);
  feed.add(thrownOut, 'a', async () => isIn);
  feed.add(other, 'b', async () => true);
  const timesTold = (reader: Reader) => reader.said.filter((text) => text === 'event: account\ndata: {}\n\n').length;
  say('account:a');
  await clock.advance(0);
  expect([own, thrownOut, other].map(timesTold)).toEqual([1, 1, 0]);
  isIn = false;
  say('account:a');
  await clock.advance(0);
  expect([own, thrownOut, other].map(timesTold)).toEqual([2, 1, 0]);
  expect([own, thrownOut, other].map(({ writableEnded }) => writableEnded)).toEqual([false, true, false]);
});
