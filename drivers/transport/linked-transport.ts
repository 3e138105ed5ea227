import type { Clock } from '../../contract/clock.ts';
import { LineDamage, type LineDirection, type LineFault } from './line-damage.ts';
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
  readonly #hostWrites = new Set<(bytes: Uint8Array) => void>();
  readonly #deviceSends = new Set<(bytes: Uint8Array) => void>();
  readonly #damage = { toHost: new LineDamage(), toDevice: new LineDamage() };
  readonly #lanes = { toHost: new Lane(), toDevice: new Lane() };
  readonly #timers = new Set<() => void>();
  #listener: Listener | null = null;
  #isPlugged = true;
  #chunkIndex = 0;
  #instead: ((bytes: Uint8Array) => void) | null = null;
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
        for (const hear of this.#hostWrites) hear(copy);
        for (const { bytes: piece, delayMs } of this.#damage.toDevice.pass(copy)) {
          this.#deliver('toDevice', piece, delayMs, (arrived) => {
            if (this.#instead !== null) this.#instead(arrived);
            else for (const hear of this.#hostBytes) hear(arrived);
          });
        }
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

  /** Hears each write of the host at once, before any fault of the line. Returns the unsubscribe function. */
  onHostWrite(hear: (bytes: Uint8Array) => void): () => void {
    this.#hostWrites.add(hear);
    return () => {
      this.#hostWrites.delete(hear);
    };
  }

  /** Hears each message of the device at once, before any fault of the line. Returns the unsubscribe function. */
  onDeviceSend(hear: (bytes: Uint8Array) => void): () => void {
    this.#deviceSends.add(hear);
    return () => {
      this.#deviceSends.delete(hear);
    };
  }

  /**
   * Another device hangs at the port: it gets what the host writes and answers with `reply`; the real one is not heard until `null`.
   * @returns how the other device sends
   */
  replaceDevice(other: ((bytes: Uint8Array) => void) | null): { reply(bytes: Uint8Array): void } {
    this.#instead = other;
    return { reply: (bytes) => this.#toHost(new Uint8Array(bytes)) };
  }

  /** Device to host. Lost without a trace when nobody has the line open, as on a real port. */
  send(bytes: Uint8Array): void {
    if (this.#instead === null) this.#toHost(new Uint8Array(bytes));
  }

  #toHost(copy: Uint8Array): void {
    for (const hear of this.#deviceSends) hear(copy);
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
    const target = this.#listener;
    if (target === null || kept.length === 0) return;
    for (const { bytes, delayMs } of this.#damage.toHost.pass(Uint8Array.from(kept))) {
      let extraMs = delayMs;
      for (let from = 0; from < bytes.length; ) {
        const size = this.#nextChunk(bytes.length - from);
        this.#deliver('toHost', bytes.slice(from, from + size), (this.#options.delayMs ?? 0) + extraMs, (arrived) => {
          if (this.#listener === target) target.bytes(arrived);
        });
        from += size;
        extraMs = 0;
      }
    }
  }

  /** Damages what is yet to come in one direction; see `LineFault`. */
  inject(direction: LineDirection, fault: LineFault): void {
    const lane = this.#lanes[direction];
    if (fault.kind === 'merge') lane.mergeUntil = this.#options.clock.monoMs() + fault.ms;
    else this.#damage[direction].add(fault);
  }

  /** Forgets every fault that has not hit yet, and lets writes work again. What is under way stays under way. */
  clearFaults(): void {
    for (const direction of ['toHost', 'toDevice'] as const) {
      this.#damage[direction].clear();
      this.#lanes[direction].mergeUntil = 0;
    }
    this.#dropNext = 0;
    this.#corrupt = [];
    this.#failWrites = null;
  }

  /** Injected faults that have hit so far, both directions. */
  get faultsHit(): number {
    return this.#damage.toHost.hits + this.#damage.toDevice.hits;
  }

  /** Pieces that the line still holds in one direction. */
  inFlight(direction: LineDirection): number {
    return this.#lanes[direction].waiting;
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
    for (const lane of Object.values(this.#lanes)) lane.reset();
    listener.closed(cause);
  }

  /** Hands bytes over after `delayMs`, never before what went the same way earlier; joined with others while the line merges. */
  #deliver(direction: LineDirection, bytes: Uint8Array, delayMs: number, arrive: (bytes: Uint8Array) => void): void {
    const lane = this.#lanes[direction];
    const now = this.#options.clock.monoMs();
    if (now < lane.mergeUntil) {
      lane.merged.push(bytes);
      if (lane.merged.length > 1) return;
      lane.lastAt = Math.max(lane.mergeUntil, lane.lastAt);
      this.#later(lane.lastAt, () => lane.arrived(() => arrive(lane.takeMerged())));
      lane.waiting += 1;
      return;
    }
    lane.lastAt = Math.max(now, lane.lastAt) + delayMs;
    this.#later(lane.lastAt, () => lane.arrived(() => arrive(bytes)));
    lane.waiting += 1;
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

/** One direction: order in time, and what waits to be joined. */
class Lane {
  lastAt = 0;
  mergeUntil = 0;
  waiting = 0;
  merged: Uint8Array[] = [];

  arrived(handOver: () => void): void {
    this.waiting -= 1;
    handOver();
  }

  takeMerged(): Uint8Array {
    const joined = Buffer.concat(this.merged);
    this.merged = [];
    return Uint8Array.from(joined);
  }

  reset(): void {
    this.lastAt = 0;
    this.waiting = 0;
    this.merged = [];
  }
}
