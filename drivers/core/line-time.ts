import type { Clock } from '../../contract/clock.ts';

/** A timer that comes so much too late says that this process could not run, milliseconds. */
const lateMs = 20;

/**
 * Time of a line as a framer or decoder shall see it. It stands still while this process could not run (a busy machine, a commit that waits for the disk): what came
 * meanwhile lies unread, so the silence that the clock shows was none: half a code would pass for a whole one, and a good reply for a torn one.
 */
export class LineTime implements Pick<Clock, 'monoMs'> {
  readonly #clock: Pick<Clock, 'monoMs' | 'after'>;
  #stoodStillMs = 0;
  #hasWaited = false;
  #cancel: () => void = () => undefined;

  constructor(clock: Pick<Clock, 'monoMs' | 'after'>) {
    this.#clock = clock;
  }

  /** Milliseconds; never goes back. */
  monoMs(): number {
    return this.#clock.monoMs() - this.#stoodStillMs;
  }

  /**
   * Bytes have come.
   * @param dueMs when silence ends what is open, null = nothing is open
   * @returns the time at which they count: bytes that are there before the timer of the silence has come were not late, this process was
   */
  heardMs(dueMs: number | null): number {
    const overMs = dueMs === null ? 0 : this.monoMs() - dueMs;
    if (overMs > 0) this.#stoodStillMs += overMs + 1;
    this.#hasWaited = false;
    return this.monoMs();
  }

  /**
   * Waits for the silence that ends what is open; whatever was waited for before is not any more.
   * @param dueMs when it does, null = nothing is open
   * @param silent called once, when the silence was none of this process
   */
  waitForSilence(dueMs: number | null, silent: () => void): void {
    this.stopWaiting();
    if (dueMs === null) return;
    this.#cancel = this.#clock.after(Math.max(0, dueMs - this.monoMs()), () => {
      if (this.#isDue(dueMs)) silent();
      else this.waitForSilence(dueMs, silent);
    });
  }

  /** Nobody waits for a silence any more; again without harm. */
  stopWaiting(): void {
    this.#cancel();
  }

  /** The timer of the silence has come. False when it came so late that bytes may lie unread: once more a moment is left to them. */
  #isDue(dueMs: number): boolean {
    const overMs = this.monoMs() - dueMs;
    if (overMs < lateMs || this.#hasWaited) return true;
    this.#stoodStillMs += overMs + lateMs;
    this.#hasWaited = true;
    return false;
  }
}
