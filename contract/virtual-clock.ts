import type { Clock } from './clock.ts';

/** Virtual time for tests: nothing happens until `advance` is called. */
export class VirtualClock implements Clock {
  #mono = 0;
  #wallOffset: number;
  #nextId = 1;
  readonly #timers = new Map<number, { readonly at: number; readonly fn: () => void }>();
  readonly #settle: () => Promise<void>;

  /**
   * @param wallStartMs wall clock at monotonic zero
   * @param settle waited for between two timers; another one where work outside this thread shall be done before time goes on
   */
  constructor(wallStartMs = Date.UTC(2026, 10, 23, 6, 3, 12), settle: () => Promise<void> = oneTurn) {
    this.#wallOffset = wallStartMs;
    this.#settle = settle;
  }

  monoMs(): number {
    return this.#mono;
  }

  wallMs(): number {
    return this.#wallOffset + this.#mono;
  }

  /** Moves only the wall clock, as a wrong battery or a time server does. */
  jumpWall(deltaMs: number): void {
    this.#wallOffset += deltaMs;
  }

  after(delayMs: number, fn: () => void): () => void {
    const id = this.#nextId++;
    this.#timers.set(id, { at: this.#mono + Math.max(0, delayMs), fn });
    return () => {
      this.#timers.delete(id);
    };
  }

  /** Timers that are waiting; a leak shows here. */
  get pending(): number {
    return this.#timers.size;
  }

  /**
   * Runs every timer that is due within `ms`, in order of time and then of creation, and lets promises settle between them.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#mono + ms;
    await this.#settle();
    for (;;) {
      let next: { id: number; at: number; fn: () => void } | undefined;
      for (const [id, timer] of this.#timers) {
        if (timer.at <= end && (next === undefined || timer.at < next.at)) next = { id, ...timer };
      }
      if (next === undefined) break;
      this.#timers.delete(next.id);
      this.#mono = Math.max(this.#mono, next.at);
      next.fn();
      await this.#settle();
    }
    this.#mono = end;
  }

  /**
   * Lets time pass until the promise settles, in steps, so that hardly any of it passes afterwards.
   * @param o.withinMs longest that it may take, virtual milliseconds; default an hour
   * @throws what the promise rejects with, or that nothing came of it
   */
  async until<T>(promise: Promise<T>, o: { readonly withinMs?: number; readonly stepMs?: number } = {}): Promise<T> {
    const { withinMs = 3_600_000, stepMs = 50 } = o;
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    promise.then(settled, settled);
    await this.#settle();
    for (let passed = 0; !isSettled; passed += stepMs) {
      if (passed >= withinMs) throw new Error(`nothing came of it within ${withinMs} ms of virtual time`);
      await this.advance(stepMs);
    }
    return await promise;
  }
}

/** One turn of the event loop: every promise job that is queued, however deep, has run. No time passes. */
function oneTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
