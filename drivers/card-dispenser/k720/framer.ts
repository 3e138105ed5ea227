import type { Clock } from '../../../contract/clock.ts';
import type { Framer } from '../../core/framer.ts';
import {
  addressOf,
  type Control,
  controlOf,
  decodeFrame,
  etx,
  headBytes,
  type K720Frame,
  maxBodyBytes,
  minBodyBytes,
  stx,
  xorOf,
} from './codec.ts';
import { bodyLengths } from './commands.ts';

/** Why bytes were no frame: no start; bad address or LEN; no 03 where it must be; wrong BCC; nothing more came. */
export type JunkReason = 'noise' | 'address' | 'length' | 'end' | 'bcc' | 'incomplete';

export type K720Piece =
  | { readonly type: 'frame'; readonly bytes: Uint8Array; readonly frame: K720Frame }
  | { readonly type: 'control'; readonly bytes: Uint8Array; readonly control: Control; readonly address: number };
export type K720Junk = { readonly type: 'junk'; readonly bytes: Uint8Array; readonly reason: JunkReason };

export interface K720FramerOptions {
  readonly clock: Pick<Clock, 'monoMs'>;
  readonly lengthField: boolean;
  /** Silence inside a frame after which it is given up, milliseconds; default 50 (docs/protocols/card-dispenser.md, 3.1). */
  readonly gapMs?: number;
}

/**
 * Finds frames and bare ACK, NAK, ENQ, EOT in a stream, both directions alike. With a length field by length, 03 and BCC; without one by the lengths
 * that the first bytes allow, 03 and BCC. After a false start it searches on at the very next byte. Memory is bounded by one frame (300 bytes).
 */
export class K720Framer implements Framer<K720Piece> {
  readonly #clock: Pick<Clock, 'monoMs'>;
  readonly #lengthField: boolean;
  readonly #gapMs: number;
  #buffer = new Uint8Array(0);
  #lastByteMs = 0;
  #dropped = 0;

  constructor(options: K720FramerOptions) {
    this.#clock = options.clock;
    this.#lengthField = options.lengthField;
    this.#gapMs = options.gapMs ?? 50;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Bytes kept for later; never more than one frame. */
  get buffered(): number {
    return this.#buffer.length;
  }

  /** Monotonic time at which `tick` should be called because something has begun; null = no need. */
  get deadlineMs(): number | null {
    return this.#buffer.length > 0 ? this.#lastByteMs + this.#gapMs : null;
  }

  push(chunk: Uint8Array): K720Piece[] {
    return this.pushAll(chunk).filter((piece) => piece.type !== 'junk');
  }

  /** As `push`, with the junk in its place: for recordings. */
  pushAll(chunk: Uint8Array): (K720Piece | K720Junk)[] {
    const pieces = this.tickAll();
    const joined = new Uint8Array(this.#buffer.length + chunk.length);
    joined.set(this.#buffer);
    joined.set(chunk, this.#buffer.length);
    this.#buffer = joined;
    this.#lastByteMs = this.#clock.monoMs();
    this.#scan(pieces);
    return pieces;
  }

  /** Gives up what has begun when no byte has come for the gap time, and searches on behind its start. */
  tick(): K720Piece[] {
    return this.tickAll().filter((piece) => piece.type !== 'junk');
  }

  /** As `tick`, with the junk. */
  tickAll(): (K720Piece | K720Junk)[] {
    const pieces: (K720Piece | K720Junk)[] = [];
    while (this.#buffer.length > 0 && this.#clock.monoMs() - this.#lastByteMs >= this.#gapMs) {
      this.#drop(1, 'incomplete', pieces);
      this.#scan(pieces);
    }
    return pieces;
  }

  reset(): void {
    this.#drop(this.#buffer.length, 'incomplete', []);
  }

  #scan(pieces: (K720Piece | K720Junk)[]): void {
    while (this.#buffer.length > 0) {
      const found = this.#buffer[0] === stx ? this.#frame() : this.#control();
      if (found === 'more') return;
      if (typeof found === 'string') this.#drop(1, found, pieces);
      else {
        pieces.push(found);
        this.#buffer = this.#buffer.slice(found.bytes.length);
      }
    }
  }

  #control(): K720Piece | JunkReason | 'more' {
    const [first, high, low] = this.#buffer;
    const control = controlOf(first);
    if (control === null) return 'noise';
    if (high === undefined) return 'more';
    if (addressOf(high, low ?? 0x30) === null) return 'noise';
    if (low === undefined) return 'more';
    const address = addressOf(high, low);
    return address === null ? 'noise' : { type: 'control', bytes: this.#buffer.slice(0, 3), control, address };
  }

  #frame(): K720Piece | JunkReason | 'more' {
    const [, high, low] = this.#buffer;
    if (high === undefined) return 'more';
    if (addressOf(high, low ?? 0x30) === null) return 'address';
    if (low === undefined) return 'more';
    const head = headBytes(this.#lengthField);
    if (this.#buffer.length < head + (this.#lengthField ? 0 : minBodyBytes)) return 'more';
    const { from, to } = this.#lengthField ? this.#length() : bodyLengths(this.#buffer[3] ?? 0, this.#buffer[4] ?? 0);
    if (to > maxBodyBytes(this.#lengthField) || from < minBodyBytes) return 'length';
    let reason: JunkReason = 'end';
    for (let size = from; size <= to; size += 1) {
      const end = head + size + 2;
      if (this.#buffer.length < end) return this.#mayEndAt(end) ? 'more' : 'end';
      if (this.#buffer[end - 2] !== etx) continue;
      const bytes = this.#buffer.slice(0, end);
      if (xorOf(bytes) !== 0) {
        reason = 'bcc';
        continue;
      }
      const frame = decodeFrame(bytes, this.#lengthField);
      return frame.ok ? { type: 'frame', bytes, frame: frame.value } : 'length';
    }
    return reason;
  }

  /** With a length field, a frame whose 03 is already known to be missing need not be waited for. */
  #mayEndAt(end: number): boolean {
    return !this.#lengthField || this.#buffer.length < end - 1 || this.#buffer[end - 2] === etx;
  }

  #length(): { readonly from: number; readonly to: number } {
    const size = ((this.#buffer[3] ?? 0) << 8) + (this.#buffer[4] ?? 0);
    return { from: size, to: size };
  }

  #drop(count: number, reason: JunkReason, pieces: (K720Piece | K720Junk)[]): void {
    if (count === 0) return;
    this.#dropped += count;
    const bytes = this.#buffer.slice(0, count);
    this.#buffer = this.#buffer.slice(count);
    const last = pieces.at(-1);
    // One false start makes one piece of junk, named by its first byte's reason.
    if (last?.type !== 'junk' || (reason !== 'noise' && last.reason === 'noise')) {
      pieces.push({ type: 'junk', bytes, reason });
      return;
    }
    pieces[pieces.length - 1] = { ...last, bytes: Uint8Array.of(...last.bytes, ...bytes) };
  }
}
