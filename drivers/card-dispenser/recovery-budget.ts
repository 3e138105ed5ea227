import type { Clock } from '../../contract/clock.ts';

/** At most three tries in ten minutes: endless resets wear mechanics. Source: docs/design/device-model.md, section 9. */
export class RecoveryBudget {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #windowMs: number;
  #triesMs: number[] = [];

  constructor(
    clock: Clock,
    o: { readonly limit: number; readonly windowMs: number } = { limit: 3, windowMs: 600_000 },
  ) {
    this.#clock = clock;
    this.#limit = o.limit;
    this.#windowMs = o.windowMs;
  }

  /** Tries within the window. */
  get used(): number {
    const now = this.#clock.monoMs();
    this.#triesMs = this.#triesMs.filter((at) => now - at < this.#windowMs);
    return this.#triesMs.length;
  }

  get isSpent(): boolean {
    return this.used >= this.#limit;
  }

  spend(): void {
    this.#triesMs.push(this.#clock.monoMs());
  }

  /** Tries of an earlier run of the program, by how long ago they were, milliseconds; the future of a clock that was set back counts as now. */
  recall(agesMs: readonly number[]): void {
    const now = this.#clock.monoMs();
    this.#triesMs = [...agesMs.map((age) => now - Math.max(0, age)), ...this.#triesMs].sort((a, b) => a - b);
  }

  /** A person acted, or the trouble is over. */
  restore(): void {
    this.#triesMs = [];
  }
}
