/** The two directions of a line. */
export const lineDirections = ['toHost', 'toDevice'] as const;
export type LineDirection = (typeof lineDirections)[number];

/**
 * What a line does to the bytes that pass. `skip` counts bytes that still pass unharmed, from the moment of injection; of `lose` and `repeat` it
 * counts whole messages (one `send` of the device, one `write` of the host). Each fault hits once and is used up.
 */
export type LineFault =
  /** `count` bytes are swallowed. */
  | { readonly kind: 'drop'; readonly skip: number; readonly count: number }
  /** One byte gets other bits. `xor` 1–255. */
  | { readonly kind: 'flip'; readonly skip: number; readonly xor: number }
  /** Up to `count` bytes come twice in a row, within one message. */
  | { readonly kind: 'duplicate'; readonly skip: number; readonly count: number }
  /** Bytes that nobody sent stand before the next byte. */
  | { readonly kind: 'noise'; readonly skip: number; readonly bytes: readonly number[] }
  /** The message loses its tail. */
  | { readonly kind: 'truncate'; readonly skip: number }
  /** This byte and everything behind it come later; the order stays, as on a real line. */
  | { readonly kind: 'delay'; readonly skip: number; readonly ms: number }
  /** Two reads instead of one, some time apart. */
  | { readonly kind: 'split'; readonly skip: number; readonly ms: number }
  /** Everything that passes within so long comes at its end and in one piece, as behind a USB adapter with a latency timer. */
  | { readonly kind: 'merge'; readonly ms: number }
  /** A whole message does not arrive. */
  | { readonly kind: 'lose'; readonly skip: number }
  /** A whole message arrives twice, some time apart. */
  | { readonly kind: 'repeat'; readonly skip: number; readonly ms: number };
export type LineFaultKind = LineFault['kind'];

/** A piece of a message on its way: `delayMs` after the piece before it. */
export interface Delivery {
  readonly bytes: Uint8Array;
  readonly delayMs: number;
}

interface Pending {
  readonly fault: LineFault;
  /** Number of the byte (or of the message) that is hit, from the beginning of the line. */
  readonly at: number;
}

/** The faults of one direction of a line. Pure but for what is still to come: no time of its own. */
export class LineDamage {
  #pending: Pending[] = [];
  #bytes = 0;
  #messages = 0;
  #hits = 0;

  /** `merge` needs time and belongs to the line itself: it is refused here. */
  add(fault: Exclude<LineFault, { kind: 'merge' }>): void {
    const isOfMessage = fault.kind === 'lose' || fault.kind === 'repeat';
    this.#pending.push({ fault, at: fault.skip + (isOfMessage ? this.#messages : this.#bytes) });
  }

  /** Forgets the faults that have not hit yet. */
  clear(): void {
    this.#pending = [];
  }

  /** Faults that have not hit yet. */
  get waiting(): number {
    return this.#pending.length;
  }

  /** Faults that have hit so far. */
  get hits(): number {
    return this.#hits;
  }

  /** Takes one message and returns what the other end gets of it, in order; nothing when it is lost. */
  pass(message: Uint8Array): readonly Delivery[] {
    const isIntact = this.#pending.length === 0;
    const first = this.#bytes;
    this.#bytes += message.length;
    this.#messages += 1;
    if (isIntact) return [{ bytes: message, delayMs: 0 }];
    const whole = this.#take((p) => p.at < this.#messages && (p.fault.kind === 'lose' || p.fault.kind === 'repeat'));
    if (whole.some(({ fault }) => fault.kind === 'lose')) return [];
    const pieces = this.#damaged(message, first);
    const again = whole.find(({ fault }) => fault.kind === 'repeat')?.fault;
    if (again?.kind !== 'repeat') return pieces;
    return [...pieces, ...pieces.map((piece, index) => (index === 0 ? { ...piece, delayMs: again.ms } : piece))];
  }

  #damaged(message: Uint8Array, first: number): readonly Delivery[] {
    const pieces: Delivery[] = [];
    let bytes: number[] = [];
    let delayMs = 0;
    const cut = (nextDelayMs: number) => {
      if (bytes.length > 0) pieces.push({ bytes: Uint8Array.from(bytes), delayMs });
      delayMs = bytes.length > 0 ? nextDelayMs : delayMs + nextDelayMs;
      bytes = [];
    };
    let dropLeft = 0;
    let isCutOff = false;
    message.forEach((original, index) => {
      let byte = original;
      for (const { fault } of this.#take(({ at, fault: f }) => isOfByte(f) && at <= first + index)) {
        if (fault.kind === 'drop') dropLeft = fault.count;
        else if (fault.kind === 'flip') byte ^= fault.xor;
        else if (fault.kind === 'noise') bytes.push(...fault.bytes);
        else if (fault.kind === 'truncate') isCutOff = true;
        else if (fault.kind === 'delay' || fault.kind === 'split') cut(fault.ms);
        else if (fault.kind === 'duplicate') bytes.push(...message.subarray(index, index + fault.count));
      }
      if (isCutOff) return;
      if (dropLeft > 0) dropLeft -= 1;
      else bytes.push(byte);
    });
    // A drop that is longer than its message goes on in the next one.
    if (dropLeft > 0 && !isCutOff)
      this.#pending.push({ fault: { kind: 'drop', skip: 0, count: dropLeft }, at: this.#bytes });
    cut(0);
    return pieces;
  }

  #take(isDue: (pending: Pending) => boolean): readonly Pending[] {
    const due = this.#pending.filter(isDue);
    if (due.length > 0) {
      this.#pending = this.#pending.filter((pending) => !due.includes(pending));
      this.#hits += due.length;
    }
    return due;
  }
}

function isOfByte(fault: LineFault): boolean {
  return fault.kind !== 'lose' && fault.kind !== 'repeat';
}
