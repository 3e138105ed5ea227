/**
 * Time comes in as an argument. `monoMs` is for durations and schedules, `wallMs` only to show and to record.
 */
export interface Clock {
  /** Monotonic milliseconds; never goes back; origin is arbitrary. */
  monoMs(): number;
  /** Wall clock, milliseconds since 1970-01-01T00:00:00Z; may jump. */
  wallMs(): number;
  /** Calls `fn` once after `delayMs`; returns a function that cancels it (safe to call again). */
  after(delayMs: number, fn: () => void): () => void;
}

/** The real clock of this process. */
export const systemClock: Clock = {
  monoMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (delayMs, fn) => {
    let timer: ReturnType<typeof setTimeout>;
    // A timer of Node that is longer fires at once.
    const wait = (leftMs: number) => {
      timer =
        leftMs > longestTimerMs
          ? setTimeout(() => wait(leftMs - longestTimerMs), longestTimerMs)
          : setTimeout(fn, leftMs);
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
};
/** Almost 25 days. */
const longestTimerMs = 2 ** 31 - 1;

/** Resolves after `delayMs` of `clock`, or at once (with `false`) when `signal` is aborted; `true` = the time has passed. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const onAbort = () => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(true);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
