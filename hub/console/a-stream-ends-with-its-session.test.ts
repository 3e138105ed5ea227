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
let hint: (rest: string) => void;
beforeEach(() => {
  clock = new VirtualClock();
  stop = new AbortController();
  const on = (_prefix: string, fn: (rest: string) => void) => {
    hint = fn;
    return () => undefined;
  };
  const signals = { on, onResume: () => () => undefined };
  feed = openConsoleFeed({ clock, log: silentHubLog, stop: stop.signal, signals } as unknown as HubDeps);
});

test('a reader who has signed out hears nothing more; one who has not goes on', async () => {
  let isIn = true;
  const [gone, stays] = [new Reader(), new Reader()];
  expect([feed.add(gone, async () => isIn), feed.add(stays, async () => true)]).toEqual([true, true]);
  await clock.advance(30_000);
  expect([gone.timesHere(), stays.timesHere()]).toEqual([2, 2]);
  isIn = false;
  await clock.advance(15_000);
  expect([gone.writableEnded, stays.writableEnded]).toEqual([true, false]);
  hint('');
  await clock.advance(30_000);
  expect([gone.timesHere(), stays.timesHere()]).toEqual([2, 5]);
  expect(stays.said.at(-3)).toContain('machines');
  expect(gone.said.join('')).not.toContain('machines');
});

test('a hub that stops while it asks about a reader ends the stream once and says nothing behind the end', async () => {
  const answers: ((isIn: boolean) => void)[] = [];
  const reader = new Reader();
  feed.add(reader, () => new Promise((settle) => answers.push(settle)));
  await clock.advance(15_000);
  stop.abort();
  expect(reader.writableEnded).toBe(true);
  const before = reader.said.length;
  for (const answer of answers) answer(true);
  hint('');
  await clock.advance(15_000);
  expect(reader.said).toHaveLength(before);
});

test('a database that is away while a reader is asked about throws nobody out', async () => {
  const reader = new Reader();
  feed.add(reader, () => Promise.reject(new Error('away')));
  await clock.advance(15_000);
  expect(reader.writableEnded).toBe(false);
  expect(reader.said.at(-1)).toContain('reload');
});
