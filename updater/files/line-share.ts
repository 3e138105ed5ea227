import { type Clock, sleep } from '../../contract/clock.ts';

/** What a download may use of the machine's line, shared by all files that come at the same time. */
export class LineShare {
  readonly #clock: Clock;
  readonly #bytesPerSecond: number | null;
  /** When all that came may have come, by the cap; monotonic milliseconds. */
  #freeAtMs: number;

  /** @param bytesPerSecond null = as fast as it goes */
  constructor(clock: Clock, bytesPerSecond: number | null) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
    this.#freeAtMs = clock.monoMs();
  }

  /** So many bytes have come; resolves when the next may. Ends at once when `signal` is aborted. */
  async took(bytes: number, signal: AbortSignal): Promise<void> {
    if (this.#bytesPerSecond === null) return;
    const nowMs = this.#clock.monoMs();
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + (bytes * 1000) / this.#bytesPerSecond;
    if (this.#freeAtMs > nowMs) await sleep(this.#clock, this.#freeAtMs - nowMs, signal);
  }
}
