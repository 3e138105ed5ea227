import type { Clock } from '../../../contract/clock.ts';
import type { Framer } from '../../core/framer.ts';
import { ack, bccOf, end, eot, headBytes, isLengthPossible, marker, nak, start, tailBytes } from './codec.ts';

/** What a stream of F2 is made of: whole frames and three bare bytes. */
export type F2Piece =
  | { readonly type: 'frame'; readonly frame: Uint8Array }
  | { readonly type: 'ack' }
  | { readonly type: 'nak' }
  | { readonly type: 'eot' };

/** Why a frame that had begun was none: impossible head; 03 or BCC wrong; nothing more came. */
export type JunkReason = 'length' | 'checksum' | 'incomplete';

export interface F2FramerOptions {
  /** When bytes came; a framer has no timers. */
  readonly clock: Pick<Clock, 'monoMs'>;
  /** Whose frames are searched: those of a unit (default) or, for a simulated unit, those of a host. */
  readonly from?: 'device' | 'host';
  /** Silence inside a frame after which it is given up, milliseconds. */
  readonly gapMs?: number;
  readonly onJunk?: (reason: JunkReason, bytes: number) => void;
}

const bareBytes: Readonly<Record<number, 'ack' | 'nak' | 'eot'>> = { [ack]: 'ack', [nak]: 'nak', [eot]: 'eot' };
const markers = {
  device: [marker.positive, marker.negative, marker.negativeOld] as readonly number[],
  host: [marker.command] as readonly number[],
};
/** The head and the marker together show whether a start can be one. */
const judgedBytes = headBytes + 1;

/**
 * Finds F2 frames by their length alone (03 and F2 may stand inside DATA) and the bare ACK, NAK and EOT between them. A bare byte is never
 * believed inside a frame that failed: its LENL is often 06. Memory is bounded by one frame (1,024 bytes) plus the chunk being pushed.
 */
export class F2Framer implements Framer<F2Piece> {
  readonly #clock: Pick<Clock, 'monoMs'>;
  readonly #markers: readonly number[];
  readonly #gapMs: number;
  readonly #onJunk: (reason: JunkReason, bytes: number) => void;
  #buffer = new Uint8Array(0);
  /** Bytes at the front that belonged to a frame which failed: searched for a start, not for bare bytes. */
  #suspect = 0;
  #lastByteMs = 0;
  #dropped = 0;

  constructor(o: F2FramerOptions) {
    this.#clock = o.clock;
    this.#markers = markers[o.from ?? 'device'];
    this.#gapMs = o.gapMs ?? 50;
    this.#onJunk = o.onJunk ?? (() => undefined);
  }

  get dropped(): number {
    return this.#dropped;
  }

  get buffered(): number {
    return this.#buffer.length;
  }

  /** Monotonic time at which `tick` should be called because a frame has begun; null = no need. */
  get deadlineMs(): number | null {
    return this.#buffer.length > 0 ? this.#lastByteMs + this.#gapMs : null;
  }

  push(chunk: Uint8Array): F2Piece[] {
    const pieces = this.tick();
    const joined = new Uint8Array(this.#buffer.length + chunk.length);
    joined.set(this.#buffer);
    joined.set(chunk, this.#buffer.length);
    this.#buffer = joined;
    this.#lastByteMs = this.#clock.monoMs();
    pieces.push(...this.#scan());
    return pieces;
  }

  /** Gives up a frame inside which no byte has come for the gap time, and searches on behind its start. */
  tick(): F2Piece[] {
    const pieces: F2Piece[] = [];
    while (this.#buffer.length > 0 && this.#clock.monoMs() - this.#lastByteMs >= this.#gapMs) {
      this.#fail('incomplete', this.#buffer.length);
      pieces.push(...this.#scan());
    }
    return pieces;
  }

  reset(): void {
    this.#drop(this.#buffer.length);
    this.#suspect = 0;
  }

  /** Afterwards the buffer is empty or begins with a start that may still become a frame. */
  #scan(): F2Piece[] {
    const pieces: F2Piece[] = [];
    while (this.#buffer.length > 0) {
      const first = this.#buffer[0] ?? 0;
      if (first !== start) {
        const bare = this.#suspect > 0 ? undefined : bareBytes[first];
        if (bare === undefined) this.#drop(1);
        else {
          pieces.push({ type: bare });
          this.#consume(1);
        }
        continue;
      }
      if (this.#buffer.length < judgedBytes) return pieces;
      const length = ((this.#buffer[2] ?? 0) << 8) | (this.#buffer[3] ?? 0);
      const head = this.#buffer[4] ?? 0;
      if (!this.#markers.includes(head) || !isLengthPossible(length, head) || (this.#buffer[1] ?? 0) > 0x0f) {
        this.#fail('length', judgedBytes);
        continue;
      }
      const size = headBytes + length + tailBytes;
      if (this.#buffer.length < size) return pieces;
      const frame = this.#buffer.slice(0, size);
      if (frame[size - 2] !== end || bccOf(frame) !== 0) {
        this.#fail('checksum', size);
        continue;
      }
      this.#suspect = 0;
      this.#consume(size);
      pieces.push({ type: 'frame', frame });
    }
    return pieces;
  }

  #fail(reason: JunkReason, bytes: number): void {
    this.#onJunk(reason, bytes);
    this.#suspect = Math.max(this.#suspect, bytes);
    this.#drop(1);
  }

  #drop(count: number): void {
    this.#dropped += count;
    this.#consume(count);
  }

  #consume(count: number): void {
    this.#suspect = Math.max(0, this.#suspect - count);
    this.#buffer = this.#buffer.slice(count);
  }
}
