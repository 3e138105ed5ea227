/**
 * Part of a day's visits that falls into each hour of the city's day (sums to 1): halls open at nine and close at five, machines that stand outside are used
 * in the evening too. An assumption, no field data.
 */
export const hourShares: readonly number[] = [
  0.002, 0.001, 0.001, 0.001, 0.001, 0.003, 0.01, 0.03, 0.08, 0.13, 0.13, 0.1, 0.06, 0.07, 0.11, 0.1, 0.07, 0.04, 0.02,
  0.015, 0.012, 0.008, 0.004, 0.002,
];

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** UTC+8, no summer time. */
const cityOffsetMs = 8 * hourMs;

/** Visits of one machine in one millisecond at this time, on average. */
export function visitRate(perDay: number, wallMs: number): number {
  const hour = Math.floor((((wallMs + cityOffsetMs) % dayMs) + dayMs) / hourMs) % 24;
  return (perDay * (hourShares[hour] ?? 0)) / hourMs;
}

/**
 * Milliseconds until the next arrival of a Poisson process.
 * @param rate arrivals in a millisecond
 * @param uniform in [0, 1)
 */
export function nextGapMs(rate: number, uniform: number): number {
  return rate <= 0 ? Number.POSITIVE_INFINITY : -Math.log(1 - uniform) / rate;
}

/** Heartbeats come every minute, give or take a tenth, so that machines that were switched on together drift apart. */
export const beatMs = 60_000;
/** Milliseconds to the next heartbeat, spread by a tenth both ways. @param uniform 0 to 1 */
export function nextBeatMs(uniform: number): number {
  return beatMs * (0.9 + 0.2 * uniform);
}

/** What is due when, for many: slots of equal length in a ring. Adding and taking cost the same however many wait. */
export class DueRing<T> {
  readonly #slotMs: number;
  readonly #slots: { at: number; item: T }[][];
  #nextMs = 0;

  /** @param horizonMs nothing is due later than this after the time that was last taken */
  constructor(slotMs: number, horizonMs: number) {
    this.#slotMs = slotMs;
    this.#slots = Array.from({ length: Math.ceil(horizonMs / slotMs) + 2 }, () => []);
  }

  add(at: number, item: T): void {
    this.#slots[Math.floor(Math.max(at, this.#nextMs) / this.#slotMs) % this.#slots.length]?.push({ at, item });
  }

  /** Everything due until `nowMs`, to the length of a slot; times go forward only. */
  take(nowMs: number): readonly T[] {
    const due: T[] = [];
    for (; this.#nextMs + this.#slotMs <= nowMs; this.#nextMs += this.#slotMs) {
      const at = Math.floor(this.#nextMs / this.#slotMs) % this.#slots.length;
      for (const { item } of this.#slots[at] ?? []) due.push(item);
      this.#slots[at] = [];
    }
    return due;
  }
}
