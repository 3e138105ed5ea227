import type { Clock } from '../../contract/clock.ts';
import type { TraceCodec, TraceDirection, TraceMessage, TraceStream } from './trace-codec.ts';
import { toHex } from './trace-file.ts';
import type { WireTap } from './traced-port.ts';

/** Messages that are kept: a few exchanges of every protocol here, less than 64 KiB. */
export const wireLinesKept = 240;
/** Bytes of one message that are kept; the rest of a photo or of a picture to print tells nobody anything. */
export const wireBytesKept = 24;

/** One message as somebody at the machine may see it: personal bytes are blanked by the codec of the driver. */
export interface WireLine {
  /** Counts up from 1 while it is watched, so that what fell out of the ring shows. */
  readonly n: number;
  /** Wall clock, milliseconds. */
  readonly atMs: number;
  readonly dir: TraceDirection | 'event';
  /** Upper-case hex of the first bytes; empty for an event. */
  readonly hex: string;
  /** Length of the whole message, bytes. */
  readonly length: number;
  readonly text: string;
  readonly isValid: boolean;
}

/**
 * The last messages of one wire, decoded while somebody looks. What is kept has gone through the driver's codec: personal bytes are blanked before a line exists. Nobody looks:
 * nothing is decoded and nothing is kept. Source of the rule: docs/design/device-model.md, section 12.
 */
export class LiveWire implements WireTap {
  readonly #codec: TraceCodec;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #streams: Readonly<Record<TraceDirection, TraceStream>> | null = null;
  #lines: readonly WireLine[] = [];
  #n = 0;

  constructor(codec: TraceCodec, clock: Clock) {
    this.#codec = codec;
    this.#clock = clock;
  }

  /** Newest last. */
  lines(): readonly WireLine[] {
    return this.#lines;
  }

  /**
   * Decodes from now on and tells whenever there is more. A message that was half over at that moment shows as noise with every byte blanked that may be personal.
   *
   * @returns ends it; with the last one everything is forgotten
   */
  watch(listener: () => void): () => void {
    this.#streams ??= { tx: this.#codec.stream('tx'), rx: this.#codec.stream('rx') };
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#streams = null;
      this.#lines = [];
      this.#n = 0;
    };
  }

  bytes(direction: TraceDirection, bytes: Uint8Array): void {
    if (this.#streams === null) return;
    const copy = new Uint8Array(bytes);
    const messages = this.#streams[direction].push(copy);
    copy.fill(0);
    this.#add(messages.map((message) => lineOf(direction, message)));
  }

  event(name: string): void {
    if (this.#streams !== null) this.#add([{ dir: 'event', hex: '', length: 0, text: name, isValid: true }]);
  }

  #add(more: readonly Omit<WireLine, 'n' | 'atMs'>[]): void {
    if (more.length === 0) return;
    const atMs = this.#clock.wallMs();
    const lines = more.map((line): WireLine => {
      this.#n += 1;
      return { n: this.#n, atMs, ...line };
    });
    this.#lines = [...this.#lines, ...lines].slice(-wireLinesKept);
    for (const listener of [...this.#listeners]) listener();
  }
}

function lineOf(dir: TraceDirection, { bytes, text, isValid }: TraceMessage): Omit<WireLine, 'n' | 'atMs'> {
  return { dir, hex: toHex(bytes.subarray(0, wireBytesKept)), length: bytes.length, text, isValid };
}
