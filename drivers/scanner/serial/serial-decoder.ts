import type { ScanDecoder, ScanEvent } from '../scan-decoder.ts';
import { type Piece, ReplySplitter, type ReplyStyle } from './command-replies.ts';
import { type FramingOptions, ScanFramer } from './scan-framer.ts';

/** Silence after which a reply that has begun is given up, milliseconds: 16 bytes take 17 ms at 9,600 baud. */
const replyGapMs = 80;

/** Stream of a serial scanner → scans and replies: first the replies are taken out, then what is left is cut into scans. */
export class SerialScanDecoder implements ScanDecoder {
  readonly #splitter: ReplySplitter;
  readonly #framer: ScanFramer;
  readonly #silenceMs: number;
  #lastMs = 0;
  /** When data last came, or the port was opened; answers to commands are no data. */
  #lastDataMs = 0;
  /** No silence since the port was opened. */
  #isTail = false;

  constructor(options: FramingOptions & { readonly replies: ReplyStyle }) {
    this.#splitter = new ReplySplitter(options.replies);
    this.#framer = new ScanFramer(options);
    this.#silenceMs = options.silenceMs;
  }

  get buffered(): number {
    return this.#splitter.buffered + this.#framer.buffered;
  }

  get openSinceMs(): number | null {
    return this.#framer.openSinceMs;
  }

  get deadlineMs(): number | null {
    const replyMs = this.#splitter.buffered > 0 ? this.#lastMs + replyGapMs : null;
    const scanMs = this.#framer.deadlineMs;
    if (replyMs === null || scanMs === null) return replyMs ?? scanMs;
    return Math.min(replyMs, scanMs);
  }

  /** Models whose replies carry no mark: see `ReplySplitter.expect`. */
  expectReply(isExpecting: boolean): void {
    this.#splitter.expect(isExpecting);
  }

  push(bytes: Uint8Array, nowMs: number): ScanEvent[] {
    const events = this.tick(nowMs);
    const isQuiet = nowMs - this.#lastDataMs >= this.#silenceMs;
    if (isQuiet && this.openSinceMs === null) this.#isTail = false;
    const pieces = this.#splitter.push(bytes);
    if (pieces.some(({ type }) => type === 'data')) this.#lastDataMs = nowMs;
    events.push(...this.#frame(pieces, nowMs));
    this.#lastMs = nowMs;
    return this.#withoutTail(events);
  }

  tick(nowMs: number): ScanEvent[] {
    const events: ScanEvent[] = [];
    if (this.#splitter.buffered > 0 && nowMs >= this.#lastMs + replyGapMs) {
      events.push(...this.#frame(this.#splitter.flush(), this.#lastMs));
    }
    events.push(...this.#framer.tick(nowMs));
    return this.#withoutTail(events);
  }

  opened(nowMs: number): void {
    this.reset();
    this.#isTail = true;
    this.#lastMs = nowMs;
    this.#lastDataMs = nowMs;
  }

  reset(): void {
    this.#splitter.reset();
    this.#framer.reset();
    this.#isTail = false;
  }

  /** The first scan that ends ends the tail, too. */
  #withoutTail(events: ScanEvent[]): ScanEvent[] {
    return events.map((event) => {
      if (event.type === 'reply' || !this.#isTail) return event;
      this.#isTail = false;
      if (event.type === 'dropped') return event;
      event.bytes.fill(0);
      return { type: 'dropped', reason: 'incomplete', bytes: event.bytes.length };
    });
  }

  #frame(pieces: readonly Piece[], nowMs: number): ScanEvent[] {
    const events: ScanEvent[] = [];
    for (const piece of pieces) {
      if (piece.type === 'reply') {
        events.push({ type: 'reply', reply: piece.reply });
        continue;
      }
      events.push(...this.#framer.push(piece.bytes, nowMs));
      piece.bytes.fill(0);
    }
    return events;
  }
}
