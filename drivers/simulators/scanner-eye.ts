import type { Clock } from '../../contract/clock.ts';
import { later } from './later.ts';
import { type CodeContent, codeBytes } from './scanner-content.ts';

/** From seeing a code to the first byte or report of it, milliseconds. */
const decodeMs = 60;
/** Engines switch their light off by themselves after about half a minute. */
const defaultAutoOffMs = 30_000;

export interface ScannerEyeOptions {
  readonly clock: Clock;
  /** What is still to come, so that a power cut ends it. */
  readonly timers: Set<() => void>;
  /** It looks all the time; otherwise only while it is lit. */
  readonly isAlwaysOn: boolean;
  /** The engine switches itself off after so long, milliseconds; 0 = never. Default 30,000. */
  readonly autoOffMs?: number | undefined;
  /** A code that stays in view is read again after so long, milliseconds; 0 = once for each showing. Default 0. */
  readonly rereadMs?: number | undefined;
  /** A code was read: it goes out on the wire now. */
  readonly seen: (content: Uint8Array) => void;
}

/** Light, window and decoder of a simulated scanner, whatever wire is behind. */
export class ScannerEye {
  readonly #o: ScannerEyeOptions;
  #hasPower = true;
  #isLit: boolean;
  #cancelOff: () => void = () => undefined;
  #view: Uint8Array | null = null;
  /** A slow scan is under way; the next one waits for its end. */
  #busyUntilMs = 0;
  #scans = 0;

  constructor(options: ScannerEyeOptions) {
    this.#o = options;
    this.#isLit = options.isAlwaysOn;
  }

  /** The light that tells people where to hold the code. */
  get isLit(): boolean {
    return this.#isLit;
  }

  /** Codes handed to the wire, repetitions included. */
  get scans(): number {
    return this.#scans;
  }

  /** Holds a code in front of the window; one that is there is replaced. */
  show(content: CodeContent): void {
    this.#view = codeBytes(content);
    this.#look();
  }

  takeAway(): void {
    this.#view = null;
  }

  /** Reads a code at once, whatever the light. */
  scan(content: Uint8Array): void {
    if (!this.#hasPower) return;
    const waitMs = this.#busyUntilMs - this.#o.clock.monoMs();
    if (waitMs > 0) {
      this.#later(waitMs, () => this.scan(content));
      return;
    }
    this.#scans += 1;
    this.#o.seen(content);
  }

  /** The wire is taken by the scan under way for so long, milliseconds. */
  busyFor(ms: number): void {
    this.#busyUntilMs = this.#o.clock.monoMs() + ms;
  }

  /** What a trigger command does; without effect on an engine that is always on. */
  light(isOn: boolean): void {
    this.#cancelOff();
    this.#cancelOff = () => undefined;
    if (this.#o.isAlwaysOn) return;
    this.#isLit = isOn;
    const { autoOffMs = defaultAutoOffMs } = this.#o;
    if (isOn && autoOffMs > 0) this.#cancelOff = this.#later(autoOffMs, () => this.light(false));
    if (isOn) this.#look();
  }

  /** As after a power cut; the owner has emptied `timers` before. */
  restart(hasPower: boolean): void {
    this.#cancelOff();
    this.#busyUntilMs = 0;
    this.#hasPower = hasPower;
    this.#isLit = this.#o.isAlwaysOn && hasPower;
  }

  #look(): void {
    if (!this.#isLit || this.#view === null) return;
    const seen = this.#view;
    this.#later(decodeMs, () => {
      // Pulled away, or the light went off, before it was decoded.
      if (this.#view !== seen || !this.#isLit) return;
      this.scan(seen);
      this.light(false);
      const { rereadMs = 0 } = this.#o;
      if (rereadMs > 0) this.#later(rereadMs, () => this.#view === seen && this.#look());
    });
  }

  #later(ms: number, fn: () => void): () => void {
    return later(this.#o.timers, this.#o.clock, ms, fn);
  }
}
