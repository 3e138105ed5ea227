import type { Clock } from '../../contract/clock.ts';
import { later } from './later.ts';

/** A start bit, eight bits, a stop bit: what one byte takes on a serial line. */
const bitsPerByte = 10;

/** Bytes to the host as fast as a serial line carries them, each after the one before. */
export class PacedWire {
  readonly #clock: Clock;
  readonly #timers: Set<() => void>;
  readonly #out: (bytes: Uint8Array) => void;
  readonly #baud: number;
  #freeMs = 0;

  /**
   * @param o of the simulator: where its bytes go, and bits a second (`paceBaud`; 0 or left out = at once)
   * @param timers what is on its way, so that a power cut ends it
   */
  constructor(
    o: { readonly clock: Clock; readonly send: (bytes: Uint8Array) => void; readonly paceBaud?: number | undefined },
    timers: Set<() => void>,
  ) {
    this.#clock = o.clock;
    this.#timers = timers;
    this.#out = o.send;
    this.#baud = o.paceBaud ?? 0;
  }

  get isPaced(): boolean {
    return this.#baud > 0;
  }

  /** The bytes reach the host together, when the last of them has passed the line. */
  send(bytes: Uint8Array): void {
    if (!this.isPaced) {
      this.#out(bytes);
      return;
    }
    const nowMs = this.#clock.monoMs();
    this.#freeMs = Math.max(this.#freeMs, nowMs) + (bytes.length * bitsPerByte * 1_000) / this.#baud;
    later(this.#timers, this.#clock, this.#freeMs - nowMs, () => this.#out(bytes));
  }

  /** As after a power cut: nothing is before the next bytes. */
  reset(): void {
    this.#freeMs = 0;
  }
}
