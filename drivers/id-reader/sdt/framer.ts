import type { Clock } from '../../../contract/clock.ts';
import type { Framer } from '../../core/framer.ts';
import { maxLength, minReplyLength, preamble, xorOf } from './codec.ts';

/** Why bytes were not a frame: LEN out of range; nothing more came; XOR not 0. */
export type JunkReason = 'length' | 'incomplete' | 'checksum';

export interface SdtFramerOptions {
  readonly clock: Pick<Clock, 'monoMs'>;
  /** Smallest LEN: `minReplyLength` (default) for a host, `minCommandLength` for a simulated reader. */
  readonly minLength?: number;
  /** Silence inside a frame after which it is given up, milliseconds. */
  readonly gapMs?: number;
  /** Hears of each false start; `bytes` is how many bytes it had. */
  readonly onJunk?: (reason: JunkReason, bytes: number) => void;
}

/** The start that is searched: the first AA of the preamble may be lost or damaged, so two are enough. */
const start = preamble.subarray(1);
const headBytes = start.length + 2;

/**
 * Finds SDT frames in a stream. Frames come out complete with the whole preamble; a bad frame is never handed on, not even in part.
 * Memory is bounded by one frame (4,095 bytes) plus the chunk being pushed; bytes that were consumed are zeroed, since they may be
 * a citizen's card.
 */
export class SdtFramer implements Framer<Uint8Array> {
  readonly #clock: Pick<Clock, 'monoMs'>;
  readonly #minLength: number;
  readonly #gapMs: number;
  readonly #onJunk: (reason: JunkReason, bytes: number) => void;
  #buffer = new Uint8Array(0);
  #lastByteMs = 0;
  #dropped = 0;

  constructor(options: SdtFramerOptions) {
    this.#clock = options.clock;
    this.#minLength = options.minLength ?? minReplyLength;
    this.#gapMs = options.gapMs ?? 200;
    this.#onJunk = options.onJunk ?? (() => undefined);
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Bytes kept for later; never more than one frame. */
  get buffered(): number {
    return this.#buffer.length;
  }

  /** Monotonic time at which `tick` should be called because a frame has begun; null = no need. */
  get deadlineMs(): number | null {
    return this.#isInsideFrame() ? this.#lastByteMs + this.#gapMs : null;
  }

  push(chunk: Uint8Array): Uint8Array[] {
    const frames = this.tick();
    const joined = new Uint8Array(this.#buffer.length + chunk.length);
    joined.set(this.#buffer);
    joined.set(chunk, this.#buffer.length);
    this.#buffer.fill(0);
    this.#buffer = joined;
    this.#lastByteMs = this.#clock.monoMs();
    frames.push(...this.#scan());
    return frames;
  }

  /** Gives up a frame inside which no byte has come for the gap time, and searches on behind its start. */
  tick(): Uint8Array[] {
    const frames: Uint8Array[] = [];
    while (this.#isInsideFrame() && this.#clock.monoMs() - this.#lastByteMs >= this.#gapMs) {
      this.#onJunk('incomplete', this.#buffer.length);
      this.#drop(start.length + this.#startIndex());
      frames.push(...this.#scan());
    }
    return frames;
  }

  reset(): void {
    this.#drop(this.#buffer.length);
  }

  #scan(): Uint8Array[] {
    const frames: Uint8Array[] = [];
    for (;;) {
      const at = this.#startIndex();
      if (at < 0) {
        this.#drop(this.#buffer.length - this.#preambleTail());
        return frames;
      }
      // Of the noise before the start, an AA directly before it belongs to the preamble.
      if (at > 1) this.#drop(this.#buffer[at - 1] === 0xaa ? at - 1 : at);
      else if (at === 1 && this.#buffer[0] !== 0xaa) this.#drop(1);
      const from = this.#startIndex();
      if (this.#buffer.length < from + headBytes) return frames;
      const length = ((this.#buffer[from + 4] ?? 0) << 8) | (this.#buffer[from + 5] ?? 0);
      if (length < this.#minLength || length > maxLength) {
        this.#onJunk('length', headBytes);
        this.#drop(from + start.length);
        continue;
      }
      const end = from + headBytes + length;
      if (this.#buffer.length < end) return frames;
      if (xorOf(this.#buffer.subarray(from + start.length, end)) !== 0) {
        this.#onJunk('checksum', end - from);
        this.#drop(from + start.length);
        continue;
      }
      const frame = new Uint8Array(preamble.length + 2 + length);
      frame.set(preamble);
      frame.set(this.#buffer.subarray(from + start.length, end), preamble.length);
      frames.push(frame);
      this.#consume(end);
    }
  }

  #startIndex(): number {
    const { length } = this.#buffer;
    for (
      let i = this.#buffer.indexOf(0xaa);
      i >= 0 && i + start.length <= length;
      i = this.#buffer.indexOf(0xaa, i + 1)
    ) {
      if (start.every((byte, k) => this.#buffer[i + k] === byte)) return i;
    }
    return -1;
  }

  /** How many bytes at the end may be the beginning of a preamble. */
  #preambleTail(): number {
    for (let size = Math.min(preamble.length - 1, this.#buffer.length); size > 0; size -= 1) {
      const tail = this.#buffer.subarray(this.#buffer.length - size);
      if (tail.every((byte, i) => byte === preamble[i]) || tail.every((byte, i) => byte === start[i])) return size;
    }
    return 0;
  }

  #isInsideFrame(): boolean {
    return this.#buffer.length >= start.length && this.#startIndex() >= 0;
  }

  #drop(count: number): void {
    this.#dropped += count;
    this.#consume(count);
  }

  #consume(count: number): void {
    if (count === 0) return;
    const rest = this.#buffer.slice(count);
    this.#buffer.fill(0);
    this.#buffer = rest;
  }
}
