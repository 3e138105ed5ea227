import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import type { TraceCodec, TraceDirection, TraceMessage, TraceStream } from './trace-codec.ts';
import { type TraceHeader, toHex, traceFormat, traceLine } from './trace-file.ts';
import type { WireTap } from './traced-port.ts';

export interface TraceLimits {
  /** Longest recording, milliseconds. */
  readonly limitMs: number;
  /** Largest file, bytes. */
  readonly limitBytes: number;
}

/** A quarter of an hour and 8 MiB: more than any fault needs that a technician waits for. */
const defaultTraceLimits: TraceLimits = { limitMs: 15 * 60_000, limitBytes: 8 * 1024 * 1024 };

/** Why a recording ended. */
export type TraceEnd = 'stopped' | 'timeLimit' | 'sizeLimit';

export interface TraceRecorderOptions {
  readonly codec: TraceCodec;
  /** Place of the port. */
  readonly transport: string;
  readonly deviceId: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes one line without its line feed. Must not throw: a full disk must not stop the device. */
  readonly write: (line: string) => void;
  readonly limits?: TraceLimits;
}

/**
 * Records one wire. What it writes has gone through the driver's codec: personal bytes are blanked before they reach memory that is written out,
 * and a direction that cannot be decoded is written as junk of blanked bytes. Off until a technician starts it; ends by itself at its limits.
 */
export class TraceRecorder implements WireTap {
  readonly #o: TraceRecorderOptions;
  readonly #limits: TraceLimits;
  readonly #startMs: number;
  readonly #streams: Readonly<Record<TraceDirection, TraceStream>>;
  #bytes = 0;
  #messages = 0;
  #ended: TraceEnd | null = null;

  constructor(options: TraceRecorderOptions) {
    this.#o = options;
    this.#limits = options.limits ?? defaultTraceLimits;
    const { codec, clock, transport, deviceId, log } = options;
    this.#startMs = clock.monoMs();
    this.#streams = { tx: codec.stream('tx'), rx: codec.stream('rx') };
    const header: TraceHeader = {
      format: traceFormat,
      driver: codec.driver,
      ...(codec.variant !== undefined && { variant: codec.variant }),
      firmware: null,
      transport,
      redaction: 'codec',
      startedAt: new Date(clock.wallMs()).toISOString(),
    };
    this.#write(traceLine(header));
    log('device.trace.started', { deviceId, ...this.#limits });
  }

  /** Messages written so far. */
  get messages(): number {
    return this.#messages;
  }

  /** Null while it records. */
  get ended(): TraceEnd | null {
    return this.#ended;
  }

  /** Bytes as they went over the wire. They are copied; the caller may wipe them. */
  bytes(direction: TraceDirection, bytes: Uint8Array): void {
    if (!this.#goesOn()) return;
    const copy = new Uint8Array(bytes);
    this.#messagesOf(direction, this.#streams[direction].push(copy));
    copy.fill(0);
  }

  /** Something that is no byte: `opened`, `closed`. Technical words only. */
  event(name: string): void {
    if (this.#goesOn()) this.#write(traceLine({ us: this.#us(), dir: 'event', name }));
  }

  /** Writes what is left and ends. Idempotent. */
  end(reason: TraceEnd = 'stopped'): void {
    if (this.#ended !== null) return;
    for (const direction of ['tx', 'rx'] as const) this.#messagesOf(direction, this.#streams[direction].flush());
    this.#write(traceLine({ us: this.#us(), dir: 'event', name: `trace ended: ${reason}` }));
    this.#ended = reason;
    this.#o.log('device.trace.ended', { deviceId: this.#o.deviceId, reason, messages: this.#messages });
  }

  #goesOn(): boolean {
    if (this.#ended !== null) return false;
    if (this.#o.clock.monoMs() - this.#startMs > this.#limits.limitMs) this.end('timeLimit');
    else if (this.#bytes > this.#limits.limitBytes) this.end('sizeLimit');
    return this.#ended === null;
  }

  #messagesOf(dir: TraceDirection, messages: readonly TraceMessage[]): void {
    for (const { bytes, text, isValid } of messages) {
      this.#messages += 1;
      const entry = { us: this.#us(), dir, hex: toHex(bytes), text };
      this.#write(traceLine(isValid ? entry : { ...entry, valid: false }));
    }
  }

  #us(): number {
    return Math.max(0, Math.round((this.#o.clock.monoMs() - this.#startMs) * 1_000));
  }

  #write(line: string): void {
    this.#bytes += line.length + 1;
    this.#o.write(line);
  }
}
