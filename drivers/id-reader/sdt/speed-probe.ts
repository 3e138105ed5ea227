/** Speeds that an SDT module can be set to, the usual one first. Source: docs/protocols/id-card-reader.md, sections 1 and 8.4. */
export const sdtSpeeds = [115_200, 57_600, 38_400, 19_200, 9_600] as const;

/**
 * Which speed to try next on a serial line. The speed that worked last comes first, and again before each other one: most failures are a
 * module that is off or busy, not one that has changed its speed.
 */
export class SpeedProbe {
  readonly #others: readonly number[];
  readonly #known: number;
  #failures = 0;

  /** @param knownBaud speed that worked last, bits per second */
  constructor(knownBaud: number = sdtSpeeds[0]) {
    this.#known = knownBaud;
    this.#others = sdtSpeeds.filter((baud) => baud !== knownBaud);
  }

  /** Speed for the attempt to come. */
  get baud(): number {
    if (this.#failures % 2 === 0) return this.#known;
    return this.#others[((this.#failures - 1) / 2) % this.#others.length] ?? this.#known;
  }

  /** The port could be opened at this speed; what comes of it will show. A port that is absent says nothing about speeds. */
  opened(): SpeedProbe {
    const next = new SpeedProbe(this.#known);
    next.#failures = this.#failures + 1;
    return next;
  }
}
