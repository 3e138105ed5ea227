import { createHmac, randomBytes } from 'node:crypto';

/**
 * One showing of a code is one scan, although engines read it several times a second (rule S6): the same text within `withinMs` of the last time
 * it was **seen** is a repetition, so a code that stays in view stays one scan however long it lies there.
 *
 * Keeps no content, only a digest under a key that exists nowhere else and dies with the process.
 */
export class Repetition {
  readonly #key = randomBytes(32);
  readonly #withinMs: number;
  #digest: Buffer | null = null;
  #seenMs = Number.NEGATIVE_INFINITY;

  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  /** True for a repetition; else the text becomes the one that the next is compared with. */
  isRepeated(text: string, nowMs: number): boolean {
    const isSame = this.stillSees(text, nowMs);
    if (!isSame) this.#digest = this.#digestOf(text);
    this.#seenMs = nowMs;
    return isSame;
  }

  /** A code that nobody asked for: prolongs the showing it belongs to, and never begins one. True when it belongs to one. */
  stillSees(text: string, nowMs: number): boolean {
    const isSame = this.#digest?.equals(this.#digestOf(text)) === true && nowMs - this.#seenMs < this.#withinMs;
    if (isSame) this.#seenMs = nowMs;
    return isSame;
  }

  #digestOf(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}
