import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { playTone } from './play-tone.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const close = vi.fn(() => Promise.resolve());

test('a context that may not sound waits for ever: the tone is told as not played, once', async () => {
  vi.stubGlobal(
    'AudioContext',
    class {
      close = close;
      resume = () => new Promise<void>(() => undefined);
    },
  );
  const onEnd = vi.fn();
  const stop = playTone(0, null, onEnd);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(onEnd).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(onEnd.mock.calls).toEqual([[false]]);
  expect(close).toHaveBeenCalledTimes(1);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onEnd).toHaveBeenCalledTimes(1);
});

test('a computer that gives no sound at all is told as not played', () => {
  vi.stubGlobal(
    'AudioContext',
    class {
      constructor() {
        throw new Error('NotSupportedError');
      }
    },
  );
  const onEnd = vi.fn();
  playTone(0, 'card', onEnd);
  expect(onEnd.mock.calls).toEqual([[false]]);
});
