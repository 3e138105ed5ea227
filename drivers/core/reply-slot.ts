import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';

/** Why no reply came: the device was silent for the whole time, or the signal was aborted (lost link, caller). */
export type NoReply = 'timeout' | 'aborted';

/**
 * The one open query of a half-duplex protocol. Open it **before** writing the request, since a fast device may answer before the
 * write has resolved. A frame that nobody waits for is refused, so that the driver can count it as late or treat it as unsolicited.
 */
export class ReplySlot<F> {
  readonly #clock: Clock;
  #take: ((frame: F) => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.#take !== null;
  }

  /**
   * Waits for one frame. Throws when a query is already open: that is a bug, since the device's mutex must exclude it.
   * @param ms wire budget in milliseconds
   */
  wait(ms: number, signal: AbortSignal): Promise<Result<F, NoReply>> {
    if (this.#take !== null) throw new Error('a query is already open');
    if (signal.aborted) return Promise.resolve(err('aborted'));
    return new Promise((resolve) => {
      const settle = (result: Result<F, NoReply>) => {
        this.#take = null;
        cancelTimer();
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = () => settle(err('aborted'));
      const cancelTimer = this.#clock.after(ms, () => settle(err('timeout')));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#take = (frame) => settle(ok(frame));
    });
  }

  /** Gives a frame to the open query; false when none is open. */
  offer(frame: F): boolean {
    const take = this.#take;
    if (take === null) return false;
    take(frame);
    return true;
  }
}
