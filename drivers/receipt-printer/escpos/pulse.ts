import type { Clock } from '../../../contract/clock.ts';

/** "Something happened, look again": wakes one waiter early; nothing is remembered between waits. */
export class Pulse {
  readonly #clock: Clock;
  #wake: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  notify(): void {
    this.#wake?.();
  }

  /** Resolves after `ms`, at the next `notify`, or when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = () => {
        this.#wake = null;
        cancel();
        signal.removeEventListener('abort', settle);
        resolve();
      };
      const cancel = this.#clock.after(ms, settle);
      signal.addEventListener('abort', settle, { once: true });
      this.#wake = settle;
    });
  }
}
