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

  /** A person acted, or the trouble is over. */
  restore(): void {
    this.#triesMs = [];
  }
}
