import type { Clock } from './clock.ts';

/** Messages, or whatever is counted, a second for ever and at once. */
export interface RateLimits {
  readonly perSecond: number;
  readonly burst: number;
}

/** Token bucket over monotonic time. A hand cannot exceed it; a program gone wild is held. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #limits: RateLimits;
  readonly #exceeded: () => void;
  #tokens: number;
  #at: number;
  #isOver = false;

  /** @param exceeded told once for each time that the limit is passed: what it writes must not become the flood */
  constructor(clock: Clock, limits: RateLimits, exceeded: () => void = () => undefined) {
    this.#clock = clock;
    this.#limits = limits;
    this.#exceeded = exceeded;
    this.#tokens = limits.burst;
    this.#at = clock.monoMs();
  }

  /** Takes tokens; `false` = over the limit, drop the message. */
  take(count = 1): boolean {
    const now = this.#clock.monoMs();
    this.#tokens = Math.min(this.#limits.burst, this.#tokens + ((now - this.#at) / 1000) * this.#limits.perSecond);
    this.#at = now;
    if (this.#tokens >= count) {
      this.#tokens -= count;
      this.#isOver = false;
      return true;
    }
    if (!this.#isOver) this.#exceeded();
    this.#isOver = true;
    return false;
  }
}
