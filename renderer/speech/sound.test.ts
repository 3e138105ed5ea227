import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { playSound } from './sound.ts';
import type { Card } from './sound-cards.ts';

/** A recording whose file takes its time: `play` is answered when the test says so, and refused where it was paused before, as in a browser. */
class SlowAudio {
  static last: SlowAudio;
  paused = true;
  volume = 1;
  playbackRate = 1;
  preload = '';
  sinkId = '';
  started = 0;
  #refuse: (cause: Error) => void = () => undefined;

  constructor() {
    SlowAudio.last = this;
  }

  play(): Promise<void> {
    this.started += 1;
    this.paused = false;
    return new Promise((_resolve, reject) => {
      this.#refuse = reject;
    });
  }

  pause(): void {
    this.paused = true;
    this.#refuse(new Error('AbortError'));
  }

  addEventListener = vi.fn();
  removeEventListener = vi.fn();
  removeAttribute = vi.fn();
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Audio', SlowAudio);
  vi.stubGlobal('window', globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function playing(card: Promise<Card>) {
  const ended = vi.fn();
  const sound = playSound('a.opus', 1_000, () => ({ volume: 1, rate: 1, card }), ended);
  return { sound, ended, audio: SlowAudio.last };
}

const system: Card = { id: null };
const settled = () => vi.advanceTimersByTimeAsync(0);

test('a pause before the sound card is found keeps the recording silent until it is taken back', async () => {
  const { sound, audio } = playing(Promise.resolve(system));
  sound.pause();
  await settled();
  expect(audio.started).toBe(0);
  sound.resume();
  await settled();
  expect(audio.started).toBe(1);
});

test('a pause while the file is still being read is no end of it', async () => {
  const { sound, ended, audio } = playing(Promise.resolve(system));
  await settled();
  expect(audio.started).toBe(1);
  sound.pause();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ended).not.toHaveBeenCalled();
});

test('a machine without a sound card speaks on: the time of a recording passes in silence', async () => {
  const { ended, audio } = playing(Promise.resolve('none'));
  await vi.advanceTimersByTimeAsync(1_999);
  expect(ended).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect([ended.mock.calls.length, audio.started]).toEqual([1, 0]);
});

test('a recording that nobody heard is not told as played, and one that ended is', async () => {
  const none = playing(Promise.resolve('none'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(none.ended.mock.calls).toEqual([[false]]);
  const whole = playing(Promise.resolve(system));
  await settled();
  whole.audio.addEventListener.mock.calls[0]?.[1]();
  expect(whole.ended.mock.calls).toEqual([[true]]);
});
