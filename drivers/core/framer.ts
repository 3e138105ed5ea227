/**
 * Cuts a stream of bytes into frames: partial and joined reads, resynchronisation after noise, bounded memory, a junk counter.
 * A framer knows length and checksum, never meaning, and searches no end byte that data may contain.
 */
export interface Framer<F> {
  /** Takes bytes as they arrive, in any pieces; returns the frames that are complete now. Never throws. */
  push(chunk: Uint8Array): F[];
  /** Forgets a frame that has begun, for example before a new command. */
  reset(): void;
  /** Bytes that belonged to no valid frame, since the framer was made. */
  readonly dropped: number;
}
