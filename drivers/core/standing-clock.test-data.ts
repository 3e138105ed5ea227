import type { Clock } from '../../contract/clock.ts';
import type { VirtualClock } from '../../contract/virtual-clock.ts';

/** The clock of a process that may stand still: time goes on, its timers and what the line brings wait. */
export function standingClock(time: VirtualClock) {
  let stoodMs = 0;
  const clock: Clock = {
    monoMs: () => time.monoMs() + stoodMs,
    wallMs: () => time.wallMs() + stoodMs,
    after: (delayMs, fn) => time.after(delayMs, fn),
  };
  return {
    clock,
    standStill: (ms: number) => {
      stoodMs += ms;
    },
  };
}
