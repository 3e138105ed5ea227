import type { Framer } from '../../core/framer.ts';
import { isAsbStart, isInOrderByte, isRealTimeByte } from './codec.ts';

/** One reply of the printer. */
export type Token =
  | { readonly kind: 'xon' }
  | { readonly kind: 'xoff' }
  /** Answer to the open DLE EOT. */
  | { readonly kind: 'realtime'; readonly byte: number }
  /** Automatic status. */
  | { readonly kind: 'asb'; readonly bytes: readonly [number, number, number, number] }
  /** Answer to GS r, or to GS I with a number. */
  | { readonly kind: 'inOrder'; readonly byte: number }
  /** Answer to a maker's own query, while one is expected. */
  | { readonly kind: 'vendor'; readonly byte: number }
  /** Answer to GS I with text. */
  | { readonly kind: 'text'; readonly text: string };

/** Longest text of GS I that is believed; makers use at most some 30 characters. */
const maxText = 80;

/**
 * Tells the printer's replies apart; they share one line without frames. XON, XOFF and real-time replies may stand inside automatic
 * status and texts: they are told at once. A byte that fits nowhere is dropped, and what had begun before it as well.
 */
export class Tokenizer implements Framer<Token> {
  #open: { readonly kind: 'asb' | 'text'; readonly bytes: number[] } | null = null;
  #dropped = 0;
  /**
   * True while a maker's own query is open. Its answer has no fixed pattern but a clear bit 4, so that it cannot be taken for automatic status or a
   * real-time reply; an answer in order could be taken for it, hence nobody may have asked for one.
   */
  expectsVendor = false;

  get dropped(): number {
    return this.#dropped;
  }

  /** Bytes of a reply that has begun; bounded by the longest text. */
  get bufferedBytes(): number {
    return this.#open === null ? 0 : this.#open.bytes.length + (this.#open.kind === 'text' ? 1 : 0);
  }

  push(chunk: Uint8Array): Token[] {
    const tokens: Token[] = [];
    for (const byte of chunk) {
      const token = this.#take(byte);
      if (token !== null) tokens.push(token);
    }
    return tokens;
  }

  reset(): void {
    this.#dropOpen();
  }

  #take(byte: number): Token | null {
    if (byte === 0x11) return { kind: 'xon' };
    if (byte === 0x13) return { kind: 'xoff' };
    // No text of GS I holds control characters, and bytes 2 to 4 of automatic status have bit 4 clear.
    const isTextByte = this.#open?.kind === 'text' && byte >= 0x20 && byte < 0x7f;
    if (isRealTimeByte(byte) && !isTextByte) return { kind: 'realtime', byte };
    if (this.#open?.kind === 'text') return this.#takeText(byte);
    if (this.#open?.kind === 'asb') return this.#takeAsb(byte);
    return this.#begin(byte);
  }

  #begin(byte: number): Token | null {
    if (this.expectsVendor && (byte & 0x10) === 0) return { kind: 'vendor', byte };
    if (byte === 0x5f) this.#open = { kind: 'text', bytes: [] };
    else if (isAsbStart(byte)) this.#open = { kind: 'asb', bytes: [byte] };
    else if (isInOrderByte(byte)) return { kind: 'inOrder', byte };
    else this.#dropped += 1;
    return null;
  }

  #takeAsb(byte: number): Token | null {
    const bytes = this.#open?.bytes ?? [];
    if (!isInOrderByte(byte)) {
      this.#dropOpen();
      return this.#begin(byte);
    }
    bytes.push(byte);
    const [first, second, third, fourth] = bytes;
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) return null;
    this.#open = null;
    return { kind: 'asb', bytes: [first, second, third, fourth] };
  }

  #takeText(byte: number): Token | null {
    const bytes = this.#open?.bytes ?? [];
    if (byte === 0x00) {
      this.#open = null;
      return { kind: 'text', text: String.fromCharCode(...bytes) };
    }
    if (byte < 0x20 || byte > 0x7e || bytes.length >= maxText) {
      this.#dropOpen();
      return this.#begin(byte);
    }
    bytes.push(byte);
    return null;
  }

  #dropOpen(): void {
    if (this.#open === null) return;
    this.#dropped += this.bufferedBytes;
    this.#open = null;
  }
}
