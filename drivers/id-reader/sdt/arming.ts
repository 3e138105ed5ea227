import type { Clock } from '../../../contract/clock.ts';
import type { DeviceError, ErrorCode } from '../../../contract/device.ts';
import { err, type Result } from '../../../contract/result.ts';
import type { IdCardRead, ReadCardOptions, ReadPhase } from '../id-reader.ts';

type MakeError = (code: ErrorCode, phase: 'waitingUser' | 'moving', vendor?: string) => DeviceError;

/**
 * One caller who waits for a card. Settles exactly once and leaves neither timer nor listener behind.
 *
 * An end that comes while a card is being read waits for that read: a deadline lets the card win, any other abort has the read
 * stopped between two commands and its data wiped.
 */
export class Arming {
  readonly result: Promise<Result<IdCardRead, DeviceError>>;
  /** Failed tries in a row, over all placings of this call. */
  failures = 0;
  #resolve: (result: Result<IdCardRead, DeviceError>) => void = () => undefined;
  readonly #options: ReadCardOptions;
  readonly #makeError: MakeError;
  readonly #cancelTimer: () => void;
  #isReading = false;
  #end: 'deadline' | 'abort' | null = null;
  #phase: ReadPhase | null = null;
  #lastVendor: string | undefined;
  #isSettled = false;

  constructor(options: ReadCardOptions, clock: Clock, makeError: MakeError) {
    this.#options = options;
    this.#makeError = makeError;
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#cancelTimer =
      options.userMs > 0 ? clock.after(options.userMs, () => this.#finish('deadline')) : () => undefined;
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal?.aborted) this.#onAbort();
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** True when nothing more may be read for this caller. */
  get isStopped(): boolean {
    return this.#isSettled || this.#end === 'abort';
  }

  tell(phase: ReadPhase): void {
    this.#isReading = phase === 'reading';
    if (phase === this.#phase || this.#isSettled) return;
    this.#phase = phase;
    this.#options.onPhase?.(phase);
  }

  settle(result: Result<IdCardRead, DeviceError>): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#cancelTimer();
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#resolve(result);
  }

  /** A try has failed; the caller goes on waiting unless its end has come. */
  tryFailed(vendor: string): void {
    this.failures += 1;
    this.#lastVendor = vendor;
    this.#isReading = false;
    if (this.#end !== null) this.#finish(this.#end);
  }

  /** The read was stopped on demand. */
  stopped(): void {
    this.#isReading = false;
    this.#finish(this.#end ?? 'abort');
  }

  readonly #onAbort = () => this.#finish(this.#options.signal?.reason === 'deadline' ? 'deadline' : 'abort');

  #finish(end: 'deadline' | 'abort'): void {
    this.#end ??= end;
    if (this.#isReading || this.#isSettled) return;
    const code = this.#end === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED';
    this.settle(err(this.#makeError(code, 'waitingUser', this.#lastVendor)));
  }
}
