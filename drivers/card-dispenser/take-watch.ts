import type { Clock } from '../../contract/clock.ts';
import type { ErrorCode, Outcome } from '../../contract/device.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { CardPosition, TakeResult } from './card-dispenser.ts';

export interface TakeFailure {
  readonly code: ErrorCode;
  readonly outcome: Outcome;
}

/** Looks in a row without a card that make "taken": a single one may be a sensor that blinked (docs/protocols/card-dispenser.md, 5.2). */
const looksForTaken = 2;
/** A unit that says so for longer than this moves nothing any more (docs/protocols/card-dispenser.md, 3.1). Milliseconds. */
const longestMotionMs = 12_000;
/** Looks closer together than this are one look: another caller may have asked just now. Milliseconds. */
const sameLookMs = 150;

/**
 * One caller who waits for a hand. Fed with looks by the one poll loop of the facade; asks nothing itself. When the person's time is over the next
 * look decides, so that a card taken at the very end counts as taken: media wins.
 */
export class TakeWatch {
  readonly result: Promise<Result<TakeResult, TakeFailure>>;
  readonly startedMs: number;
  readonly #clock: Clock;
  readonly #settle: (result: Result<TakeResult, TakeFailure>) => void;
  #isSettled = false;
  #expiredMs: number | null = null;
  #emptyLooks = 0;
  #lastEmptyMs = Number.NEGATIVE_INFINITY;

  /** @param o.onExpired is called when the person's time is over: look soon */
  constructor(o: {
    readonly clock: Clock;
    /** 0 = until aborted. */
    readonly userMs: number;
    readonly signal?: AbortSignal | undefined;
    readonly onExpired: () => void;
  }) {
    this.#clock = o.clock;
    this.startedMs = o.clock.monoMs();
    let resolve: (result: Result<TakeResult, TakeFailure>) => void = () => undefined;
    this.result = new Promise((done) => {
      resolve = done;
    });
    const onAbort = () => this.fail(o.signal?.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED', 'notDone');
    const expire = () => {
      this.#expiredMs = o.clock.monoMs();
      o.onExpired();
    };
    const cancelTimer = o.userMs === 0 ? () => undefined : o.clock.after(o.userMs, expire);
    this.#settle = (result) => {
      if (this.#isSettled) return;
      this.#isSettled = true;
      cancelTimer();
      o.signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    o.signal?.addEventListener('abort', onAbort, { once: true });
    if (o.signal?.aborted) onAbort();
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  seen(position: CardPosition): void {
    if (position === 'none') {
      if (this.#clock.monoMs() - this.#lastEmptyMs < sameLookMs) return;
      this.#lastEmptyMs = this.#clock.monoMs();
      this.#emptyLooks += 1;
      if (this.#emptyLooks >= looksForTaken) this.#settle(ok('taken'));
      return;
    }
    this.#emptyLooks = 0;
    this.#lastEmptyMs = Number.NEGATIVE_INFINITY;
    if (this.#expiredMs === null) return;
    if (position === 'unknown') this.fail('E_HARDWARE', 'indeterminate');
    else this.#settle(ok('notTaken'));
  }

  /** The unit says that a motor turns: this look proves nothing. One that never stops must not keep the caller waiting for ever. */
  seenMoving(): void {
    if (this.#expiredMs === null || this.#clock.monoMs() - this.#expiredMs < longestMotionMs) return;
    this.fail('E_MEDIA_JAM', 'indeterminate');
  }

  fail(code: ErrorCode, outcome: Outcome): void {
    this.#settle(err({ code, outcome }));
  }
}
