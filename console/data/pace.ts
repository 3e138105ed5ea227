/**
 * Lets the first call through at once and the ones that come within `pauseMs` behind it as one at the end of the pause: a storm of hints asks the hub once a pause.
 * @param pauseMs least time between two calls
 */
export function paced(
  pauseMs: number,
  fn: () => void,
  clock: { readonly now: () => number; readonly after: (ms: number, fn: () => void) => () => void },
): { readonly call: () => void; readonly cancel: () => void } {
  let last = Number.NEGATIVE_INFINITY;
  let cancelWaiting: (() => void) | null = null;
  const run = () => {
    cancelWaiting = null;
    last = clock.now();
    fn();
  };
  return {
    call() {
      if (cancelWaiting !== null) return;
      const leftMs = last + pauseMs - clock.now();
      if (leftMs <= 0) run();
      else cancelWaiting = clock.after(leftMs, run);
    },
    cancel() {
      cancelWaiting?.();
      cancelWaiting = null;
    },
  };
}

/** The browser's clock. */
export const pageClock = {
  now: () => performance.now(),
  after: (ms: number, fn: () => void): (() => void) => {
    const id = window.setTimeout(fn, ms);
    return () => window.clearTimeout(id);
  },
};
