import type { Clock } from '../../../contract/clock.ts';

/**
 * A clock that tells when one of its timers has run, and that can be emptied. All that a simulator does by itself it does in a timer, so
 * whoever watches bytes, acts and timers sees every change without asking again and again.
 */
export class WatchedClock implements Clock {
  readonly #clock: Clock;
  readonly #ran: () => void;
  readonly #pending = new Set<() => void>();

  /** @param ran called after each timer that has run */
  constructor(clock: Clock, ran: () => void) {
    this.#clock = clock;
    this.#ran = ran;
  }

  monoMs(): number {
    return this.#clock.monoMs();
  }

  wallMs(): number {
    return this.#clock.wallMs();
  }

  after(delayMs: number, fn: () => void): () => void {
    const cancel = this.#clock.after(delayMs, () => {
      this.#pending.delete(cancel);
      fn();
      this.#ran();
    });
    this.#pending.add(cancel);
    return () => {
      this.#pending.delete(cancel);
      cancel();
    };
  }

  /** Nothing that was planned happens any more: a head that cools for a minute must not keep the program alive. */
  cancelAll(): void {
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
  }
}
