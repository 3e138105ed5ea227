import type { Clock } from '../../contract/clock.ts';
import type { Assigned } from '../../contract/update-link.ts';

/** What the terminal service has told last. */
export class LastAssigned {
  readonly #clock: Clock;
  #told: { readonly assigned: Assigned; readonly atMs: number } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  heard(assigned: Assigned): void {
    this.#told = { assigned, atMs: this.#clock.monoMs() };
  }

  /** With the time of the hub as it is now: a connection may stand for months. Null = nothing was told yet. */
  now(): Assigned | null {
    if (this.#told === null) return null;
    const { assigned, atMs } = this.#told;
    const { hubNowMs } = assigned;
    return { ...assigned, hubNowMs: hubNowMs === null ? null : hubNowMs + this.#clock.monoMs() - atMs };
  }
}
