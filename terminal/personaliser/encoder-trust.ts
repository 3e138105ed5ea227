import type { ErrorCode } from '../../contract/device.ts';

/**
 * Whether cards may still be written. An encoder that has spoilt as many blanks as one application may cost is not given to the next citizen: it works as
 * far as it knows itself, so no status of it says so (docs/domain/journeys.md J1, read-back mismatch: as jam, mode A off). A technician who was at the
 * machine, by the contact of the cabinet door, or a start of the program gives it back.
 */
export class EncoderTrust {
  readonly #changed = new Set<() => void>();
  #isSuspect = false;

  /** Why no card may be written now; null = nothing known. */
  get fault(): ErrorCode | null {
    return this.#isSuspect ? 'E_CHIP' : null;
  }

  /** All blanks that one application may cost are spoilt. */
  spoilt(): void {
    this.#set(true);
  }

  /** Somebody was at the machine. */
  attended(): void {
    this.#set(false);
  }

  /** Returns the end of listening. */
  onChange(listener: () => void): () => void {
    this.#changed.add(listener);
    return () => {
      this.#changed.delete(listener);
    };
  }

  #set(isSuspect: boolean): void {
    if (this.#isSuspect === isSuspect) return;
    this.#isSuspect = isSuspect;
    for (const listener of [...this.#changed]) listener();
  }
}
