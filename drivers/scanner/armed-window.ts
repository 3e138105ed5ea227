import type { Clock } from '../../contract/clock.ts';
import type { DeviceError, ErrorCode } from '../../contract/device.ts';
import { err, type Result } from '../../contract/result.ts';
import type { Charset, Scan, ScanOptions } from './scanner.ts';

/** A code that was read, in memory only. */
export class TakenScan implements Scan {
  readonly bytes: Uint8Array;
  readonly charset: Charset;
  readonly symbology: string | null;
  #text: string;

  constructor(o: {
    readonly text: string;
    readonly charset: Charset;
    readonly bytes: Uint8Array;
    readonly symbology: string | null;
  }) {
    this.#text = o.text;
    this.charset = o.charset;
    this.bytes = o.bytes;
    this.symbology = o.symbology;
  }

  get text(): string {
    return this.#text;
  }

  wipe(): void {
    this.#text = '';
    this.bytes.fill(0);
  }

  /** Keeps a code out of logs that print objects. */
  toJSON(): string {
    return '[scan]';
  }
}

/**
 * One caller who waits for one code. Settles exactly once and leaves neither timer nor listener behind.
 *
 * When the time is over while a code is just coming in, the code wins: it is waited for, `graceMs` at most. Any other abort ends the window at once.
 */
export class ArmedWindow {
  readonly result: Promise<Result<Scan, DeviceError>>;
  /** From when codes count, milliseconds of `LineTime`. */
  readonly armedMs: number;
  readonly #o: {
    readonly clock: Clock;
    readonly graceMs: number;
    /** True while a code that began inside this window is coming in. */
    readonly isComingIn: (window: ArmedWindow) => boolean;
    readonly makeError: (code: ErrorCode) => DeviceError;
  };
  readonly #signal: AbortSignal | undefined;
  readonly #settled = new AbortController();
  #resolve: (result: Result<Scan, DeviceError>) => void = () => undefined;
  #cancelTimer: () => void = () => undefined;
  #isOvertime = false;

  constructor(
    options: Pick<ScanOptions, 'userMs' | 'signal'>,
    o: {
      readonly clock: Clock;
      readonly armedMs: number;
      readonly graceMs: number;
      readonly isComingIn: (window: ArmedWindow) => boolean;
      readonly makeError: (code: ErrorCode) => DeviceError;
    },
  ) {
    this.#o = o;
    this.#signal = options.signal;
    this.armedMs = o.armedMs;
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (options.userMs > 0) this.#cancelTimer = o.clock.after(options.userMs, () => this.#timeIsOver());
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal?.aborted) this.#onAbort();
  }

  get isSettled(): boolean {
    return this.#settled.signal.aborted;
  }

  /** Aborted when the window has settled, for waits that only matter while it is open. */
  get settled(): AbortSignal {
    return this.#settled.signal;
  }

  settle(result: Result<Scan, DeviceError>): void {
    if (this.isSettled) return;
    this.#settled.abort();
    this.#cancelTimer();
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#resolve(result);
  }

  /** To be called after each change on the wire: a code that was waited for beyond the time has come to nothing. */
  looked(): void {
    if (this.#isOvertime && !this.#o.isComingIn(this)) this.settle(err(this.#o.makeError('E_TIMEOUT')));
  }

  readonly #onAbort = () => {
    if (this.#signal?.reason === 'deadline') this.#timeIsOver();
    else this.settle(err(this.#o.makeError('E_CANCELLED')));
  };

  #timeIsOver(): void {
    this.#cancelTimer();
    if (this.#isOvertime || !this.#o.isComingIn(this)) {
      this.settle(err(this.#o.makeError('E_TIMEOUT')));
      return;
    }
    this.#isOvertime = true;
    this.#cancelTimer = this.#o.clock.after(this.#o.graceMs, () => this.#timeIsOver());
  }
}
