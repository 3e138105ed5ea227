import type { Clock } from '../contract/clock.ts';
import type { HeartbeatRequest } from '../contract/hub-api.ts';
import type { WatchStep } from '../contract/watchdog/watch-step.ts';

/** What the watchdogs of the shell have done since this start, for the hub and the staff. */
export class WatchBoard {
  readonly #clock: Clock;
  #steps = 0;
  #last: NonNullable<HeartbeatRequest['watchdog']>['last'] = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(step: WatchStep): void {
    if (step.rung !== null) this.#steps += 1;
    this.#last = { ...step, atMs: Math.max(0, Math.round(this.#clock.wallMs())) };
  }

  now(): NonNullable<HeartbeatRequest['watchdog']> {
    return { steps: this.#steps, last: this.#last };
  }
}
