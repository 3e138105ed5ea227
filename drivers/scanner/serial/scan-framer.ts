import type { ScanEvent } from '../scan-decoder.ts';

/**
 * What ends a scan (rules S1, S3):
 * - `auto` – CR, LF, CR LF, **or** silence: fits every unit as it comes out of its box;
 * - `terminator` – CR, LF or CR LF alone: for slow lines with gaps;
 * - `silence` – silence alone: for codes that hold line breaks.
 */
export type Framing = 'auto' | 'terminator' | 'silence';

export interface FramingOptions {
  readonly framing: Framing;
  /** Silence that ends a scan, milliseconds. */
  readonly silenceMs: number;
  /** With `terminator`: silence after which the rest of a scan is given up, so that it cannot grow together with the next one. */
  readonly incompleteMs: number;
  /** Longest scan in bytes; longer ones are dropped as a whole and reported (rule S2). */
  readonly maxBytes: number;
}

const cr = 0x0d;
const lf = 0x0a;

/**
 * Cuts a stream of bytes into scans. Empty scans are nothing (S2); an LF right after a CR ends nothing (S1). Holds one scan at most.
 * Source: docs/protocols/scanner-and-hid.md, section 1.
 */
export class ScanFramer {
  readonly #o: FramingOptions;
  readonly #buffer: Uint8Array;
  #length = 0;
  /** Bytes of this scan that did not fit. */
  #over = 0;
  #startedMs = 0;
  #lastMs = 0;
  #isAfterCr = false;

  constructor(options: FramingOptions) {
    this.#o = options;
    this.#buffer = new Uint8Array(options.maxBytes);
  }

  get buffered(): number {
    return this.#length;
  }

  get openSinceMs(): number | null {
    return this.#isOpen ? this.#startedMs : null;
  }

  get deadlineMs(): number | null {
    if (!this.#isOpen) return null;
    return this.#lastMs + (this.#o.framing === 'terminator' ? this.#o.incompleteMs : this.#o.silenceMs);
  }

  push(bytes: Uint8Array, nowMs: number): ScanEvent[] {
    const events = this.tick(nowMs);
    for (const byte of bytes) {
      if (this.#o.framing !== 'silence' && (byte === cr || byte === lf)) {
        const isPaired = byte === lf && this.#isAfterCr;
        this.#isAfterCr = byte === cr;
        if (!isPaired) events.push(...this.#end());
        continue;
      }
      this.#isAfterCr = false;
      if (!this.#isOpen) this.#startedMs = nowMs;
      if (this.#length < this.#buffer.length) this.#buffer[this.#length++] = byte;
      else this.#over += 1;
    }
    this.#lastMs = nowMs;
    return events;
  }

  tick(nowMs: number): ScanEvent[] {
    const due = this.deadlineMs;
    if (due === null || nowMs < due) return [];
    return this.#o.framing === 'terminator' ? this.#giveUp() : this.#end();
  }

  reset(): void {
    this.#clear();
    this.#isAfterCr = false;
  }

  get #isOpen(): boolean {
    return this.#length > 0;
  }

  #end(): ScanEvent[] {
    if (!this.#isOpen) return [];
    if (this.#over > 0) {
      const bytes = this.#length + this.#over;
      this.#clear();
      return [{ type: 'dropped', reason: 'tooLong', bytes }];
    }
    const bytes = this.#buffer.slice(0, this.#length);
    const startedMs = this.#startedMs;
    this.#clear();
    return [{ type: 'scan', bytes, symbology: null, startedMs }];
  }

  #giveUp(): ScanEvent[] {
    const bytes = this.#length + this.#over;
    const reason = this.#over > 0 ? 'tooLong' : 'incomplete';
    this.#clear();
    return [{ type: 'dropped', reason, bytes }];
  }

  #clear(): void {
    this.#buffer.fill(0, 0, this.#length);
    this.#length = 0;
    this.#over = 0;
  }
}
