import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';

/** `low`: background polls; they wait while anything of priority `normal` waits. */
export type Priority = 'low' | 'normal';

export interface QueueOptions {
  /** Longest wait in milliseconds; 0 = only when it is free now; omitted = for ever. */
  readonly queueMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Default `normal`. */
  readonly priority?: Priority;
}

/** Why the mutex was not given: the wait was over, or the caller aborted. Nothing has been touched in both cases. */
export type NotAcquired = 'busy' | 'aborted';

interface Waiter {
  readonly priority: Priority;
  readonly grant: () => void;
}

/**
 * The one mutex of a device: first come first served within a priority, `normal` before `low`. It runs functions instead of handing
 * out a lock, so that nobody can forget to release it; a function that throws releases it too.
 */
export class Mutex {
  readonly #clock: Clock;
  #waiters: Waiter[] = [];
  #isHeld = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Callers in the queue, the holder not counted. */
  get waiting(): number {
    return this.#waiters.length;
  }

  /** Runs `fn` alone and gives back its value; what `fn` throws goes to the caller after the release. */
  async run<T>(fn: () => Promise<T>, options: QueueOptions = {}): Promise<Result<T, NotAcquired>> {
    const refused = await this.#acquire(options);
    if (refused !== null) return err(refused);
    try {
      return ok(await fn());
    } finally {
      this.#release();
    }
  }

  #acquire(options: QueueOptions): Promise<NotAcquired | null> {
    const { queueMs, signal, priority = 'normal' } = options;
    if (signal?.aborted) return Promise.resolve('aborted');
    if (!this.#isHeld && this.#waiters.length === 0) {
      this.#isHeld = true;
      return Promise.resolve(null);
    }
    if (queueMs === 0) return Promise.resolve('busy');
    return new Promise((resolve) => {
      const settle = (result: NotAcquired | null) => {
        cancelTimer();
        signal?.removeEventListener('abort', onAbort);
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(result);
      };
      const onAbort = () => settle('aborted');
      const waiter: Waiter = { priority, grant: () => settle(null) };
      const cancelTimer = queueMs === undefined ? () => undefined : this.#clock.after(queueMs, () => settle('busy'));
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiters.push(waiter);
    });
  }

  /** Hands the mutex over without a moment in which it is free, so that a newcomer cannot overtake the queue. */
  #release(): void {
    const next = this.#waiters.find((waiter) => waiter.priority === 'normal') ?? this.#waiters[0];
    if (next === undefined) this.#isHeld = false;
    else next.grant();
  }
}
