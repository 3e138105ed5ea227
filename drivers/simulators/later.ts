import type { Clock } from '../../contract/clock.ts';

/**
 * Does something later, unless the simulator is switched off before: `timers` holds what is still to come, so that one loop ends it all.
 * @returns takes this one back
 */
export function later(timers: Set<() => void>, clock: Pick<Clock, 'after'>, ms: number, fn: () => void): () => void {
  const cancel = clock.after(ms, () => {
    timers.delete(cancel);
    fn();
  });
  timers.add(cancel);
  return () => {
    timers.delete(cancel);
    cancel();
  };
}
