import type { Clock } from '../../contract/clock.ts';

/** How a street's time runs: from which moment, and how much faster than ours. Every process of a soak has the same. */
export interface Pace {
  /** Milliseconds since 1970 at which both times were the same. */
  readonly sinceMs: number;
  /** Seconds of the street in one of ours. */
  readonly speed: number;
}

/** Monotonic milliseconds of this process to those of the street, and the wall clock's likewise. Pure. */
export const streetMonoMs = (realMs: number, { speed }: Pace): number => realMs * speed;
export const streetWallMs = (realMs: number, { sinceMs, speed }: Pace): number => sinceMs + (realMs - sinceMs) * speed;

/** The clock of a street in which everything happens `speed` times as fast: real pseudo-terminals and sockets, short waits. */
export function fastClock(pace: Pace): Clock {
  return {
    monoMs: () => streetMonoMs(performance.now(), pace),
    wallMs: () => streetWallMs(Date.now(), pace),
    after: (delayMs, fn) => {
      const timer = setTimeout(fn, delayMs / pace.speed);
      return () => clearTimeout(timer);
    },
  };
}
