import type { Clock } from '../../contract/clock.ts';
import { type Listener, type Transport, TransportError } from './transport.ts';

export interface LinkedLineOptions {
  readonly id?: string;
  readonly clock: Clock;
  /** Sizes of the pieces in which bytes reach the host, used in turn; or a function, for example from a seeded random. Default: whole. */
  readonly chunks?: readonly number[] | (() => number);
  /** Milliseconds before each piece; default 0, which still means "not in this turn". */
  readonly delayMs?: number;
}

/**
 * An in-memory line between a driver and a simulated device, in the time of a `Clock`. The driver gets `transport`; the device
 * listens with `onHostBytes` and answers with `send`. Pull the plug with `unplug`, put it back with `plug`; the driver may open it
 * again and again.
 */
export class LinkedLine {
  readonly transport: Transport;
  readonly #options: LinkedLineOptions;
  readonly #hostBytes = new Set<(bytes: Uint8Array) => void>();
  readonly #timers = new Set<() => void>();
  #listener: Listener | null = null;
  #isPlugged = true;
  #chunkIndex = 0;
  #lastAt = 0;
  #dropNext = 0;
  #failWrites: Error | null = null;
  #corrupt: { at: number; xor: number }[] = [];
  #sent = 0;
  #opens = 0;
  #maxOpen = 0;

  constructor(options: LinkedLineOptions) {
    this.#options = options;
    const id = options.id ?? 'linked';
    this.transport = {
      id,
      open: async (listener, signal) => {
        signal.throwIfAborted();
        if (!this.#isPlugged) throw new TransportError('absent', `${id} does not exist`);
        this.#maxOpen = Math.max(this.#maxOpen, this.#listener === null ? 1 : 2);
        if (this.#listener !== null) throw new TransportError('inUse', `${id} is in use by another program`);
        this.#opens += 1;
        this.#listener = listener;
      },
      write: async (bytes, signal) => {
        signal.throwIfAborted();
        if (this.#listener === null) throw new TransportError('failed', `${id} is not open`);
        if (this.#failWrites !== null) throw this.#failWrites;
        const copy = new Uint8Array(bytes);
        this.#later(options.clock.monoMs(), () => {
          for (const hear of this.#hostBytes) hear(copy);
        });
      },
      close: async () => this.#end(undefined),
    };
  }

  /** What the host writes, one array for each write. Returns the unsubscribe function. */
  onHostBytes(hear: (bytes: Uint8Array) => void): () => void {
    this.#hostBytes.add(hear);
    return () => {
      this.#hostBytes.delete(hear);
    };
  }

  /** Device to host. Lost without a trace when nobody has the line open, as on a real port. */
  send(bytes: Uint8Array): void {
    const copy = new Uint8Array(bytes);
    const kept: number[] = [];
    for (const byte of copy) {
      const index = this.#sent++;
      if (this.#dropNext > 0) {
        this.#dropNext -= 1;
        continue;
      }
      const damage = this.#corrupt.find((entry) => entry.at === index);
      kept.push(damage === undefined ? byte : byte ^ damage.xor);
    }
    const delayMs = this.#options.delayMs ?? 0;
    for (let from = 0; from < kept.length; ) {
      const size = this.#nextChunk(kept.length - from);
      const piece = Uint8Array.from(kept.slice(from, from + size));
      from += size;
      this.#lastAt = Math.max(this.#options.clock.monoMs(), this.#lastAt) + delayMs;
      const target = this.#listener;
      this.#later(this.#lastAt, () => {
        if (target !== null && this.#listener === target) target.bytes(piece);
      });
    }
  }

  /** Swallows the next `count` bytes that the device sends. */
  dropNext(count: number): void {
    this.#dropNext = count;
  }

  /** Flips bits of a byte that is yet to come: `offset` 0 is the next byte that the device sends. */
  corruptNext(offset: number, xor = 0x01): void {
    this.#corrupt.push({ at: this.#sent + offset, xor });
  }

  /** Makes every write fail (null = writes work again). */
  failWrites(error: Error | null): void {
    this.#failWrites = error;
  }

  /** The cable is pulled: an open side hears `closed(cause)`, opening fails with `absent` until `plug`. */
  unplug(cause: Error = new TransportError('failed', 'the line was pulled')): void {
    this.#isPlugged = false;
    this.#end(cause);
  }

  plug(): void {
    this.#isPlugged = true;
  }

  get isOpen(): boolean {
    return this.#listener !== null;
  }

  /** Successful opens so far. */
  get opens(): number {
    return this.#opens;
  }

  /** 2 when a second open was tried while the first was still open, which no driver may do. */
  get maxOpen(): number {
    return this.#maxOpen;
  }

  #end(cause: Error | undefined): void {
    const listener = this.#listener;
    if (listener === null) return;
    this.#listener = null;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#lastAt = 0;
    listener.closed(cause);
  }

  #later(atMs: number, fn: () => void): void {
    const cancel = this.#options.clock.after(Math.max(0, atMs - this.#options.clock.monoMs()), () => {
      this.#timers.delete(cancel);
      fn();
    });
    this.#timers.add(cancel);
  }

  #nextChunk(left: number): number {
    const { chunks } = this.#options;
    if (chunks === undefined) return left;
    if (typeof chunks === 'function') return Math.min(left, Math.max(1, Math.floor(chunks())));
    return Math.min(left, Math.max(1, chunks[this.#chunkIndex++ % chunks.length] ?? left));
  }
}
