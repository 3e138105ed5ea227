import type { Clock } from '../contract/clock.ts';

/**
 * Token bucket over monotonic time: `burst` at once, `perSecond` for ever. A hand cannot exceed it; a page gone wild is held.
 */
export class RateLimit {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(clock: Clock, limits: { readonly perSecond: number; readonly burst: number }) {
    this.#clock = clock;
    this.#perSecond = limits.perSecond;
    this.#burst = limits.burst;
    this.#tokens = limits.burst;
    this.#at = clock.monoMs();
  }

  /** Takes one token; `false` = over the limit, drop the message. */
  take(): boolean {
    const now = this.#clock.monoMs();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
