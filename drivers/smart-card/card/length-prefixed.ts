import { maxCommandBytes } from './apdu.ts';

/** Longest message: a command is longer than an answer. */
const maxMessageBytes = maxCommandBytes;

/**
 * Cuts a stream into messages of the form length (2 bytes, big endian) + bytes: how vpcd carries APDUs, and how they stand in a recording.
 * Pieces and joined messages are taken as they come. A length that no message can have makes everything from there on worthless, since nothing marks
 * where the next message begins; `isBroken` tells.
 * Source: docs/protocols/social-security-card.md, section 5.
 */
export class LengthPrefixedFramer {
  #kept = new Uint8Array(0);
  #isBroken = false;
  #dropped = 0;

  /** Bytes that belong to no message. */
  get dropped(): number {
    return this.#dropped;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  get bufferedBytes(): number {
    return this.#kept.length;
  }

  push(chunk: Uint8Array): Uint8Array[] {
    if (this.#isBroken) {
      this.#dropped += chunk.length;
      return [];
    }
    const messages: Uint8Array[] = [];
    let rest = Uint8Array.from([...this.#kept, ...chunk]);
    this.#kept.fill(0);
    for (;;) {
      const [high, low] = rest;
      if (high === undefined || low === undefined) break;
      const length = (high << 8) | low;
      if (length > maxMessageBytes) {
        this.#isBroken = true;
        this.#dropped += rest.length;
        rest = new Uint8Array(0);
        break;
      }
      if (rest.length < 2 + length) break;
      messages.push(rest.slice(2, 2 + length));
      rest = rest.slice(2 + length);
    }
    this.#kept = rest;
    return messages;
  }

  /** Forgets what has come of a message so far; whole again after a break. */
  reset(): void {
    this.#kept.fill(0);
    this.#kept = new Uint8Array(0);
    this.#isBroken = false;
  }
}

/** The other direction. */
export function lengthPrefixed(message: Uint8Array): Uint8Array {
  if (message.length > 0xffff) throw new Error('message too long');
  return Uint8Array.of(message.length >> 8, message.length & 0xff, ...message);
}
