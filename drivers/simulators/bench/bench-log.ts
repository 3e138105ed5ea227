import type { Clock } from '../../../contract/clock.ts';
import type { BenchLine, Happening, LogSubject } from './bench-state.ts';

const linesAtMost = 100;

/** What happened on the bench, newest first; the oldest lines fall out. */
export class BenchLog {
  readonly #clock: Clock;
  #lines: readonly BenchLine[] = [];
  #next = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get lines(): readonly BenchLine[] {
    return this.#lines;
  }

  add(device: LogSubject, what: Happening, detail = ''): void {
    const at = new Date(this.#clock.wallMs()).toISOString();
    this.#lines = [{ n: this.#next++, at, device, what, detail }, ...this.#lines].slice(0, linesAtMost);
  }
}
