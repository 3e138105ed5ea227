import { type Clock, sleep } from '../../../contract/clock.ts';
import type { Listener, Transport } from '../../transport/transport.ts';
import type { SdtProfile } from './profile.ts';
import type { ReportCodec } from './report-codec.ts';

/** Times of SDT over HID, milliseconds. Source: docs/protocols/id-card-reader.md, section 9; the drain is a rule of this project. */
const hidTiming = {
  /** Pause before a command that reads the card. */
  beforeReadMs: 100,
  /** After a fault: silence that ends the draining, and its longest time. */
  drainQuietMs: 60,
  drainMaxMs: 800,
} as const;

/** What differs for the protocol above: 1,500 ms until the first report of a reply, 800 ms until each further one. */
export const hidSdtProfile = {
  findMs: 1_500,
  selectMs: 1_500,
  statusMs: 1_500,
  addressMs: 1_600,
  gapMs: 800,
} as const satisfies Partial<SdtProfile>;

/**
 * A transport that carries the SDT stream over a HID transport, so that protocol and facade work on it unchanged: each write is one command frame and
 * becomes one output report; input reports become the bytes of the stream.
 *
 * A reply that broke off, or a report that is none, is a fault: before the next command the rest of it is drained until the reader is silent, since
 * its pieces could be taken for the next reply.
 */
export function sdtOverHid(inner: Transport, codec: ReportCodec, clock: Clock): Transport {
  const { changed } = inner;
  const outer: Transport = new SdtOverHid(inner, codec, clock);
  return changed === undefined ? outer : Object.assign(outer, { changed: changed.bind(inner) });
}

class SdtOverHid implements Transport {
  readonly id: string;
  readonly #inner: Transport;
  readonly #codec: ReportCodec;
  readonly #clock: Clock;
  #isDraining = false;
  #hasFault = false;
  #lastReportMs = Number.NEGATIVE_INFINITY;

  constructor(inner: Transport, codec: ReportCodec, clock: Clock) {
    this.id = inner.id;
    this.#inner = inner;
    this.#codec = codec;
    this.#clock = clock;
  }

  async open(listener: Listener, signal: AbortSignal): Promise<void> {
    this.#codec.reset();
    this.#hasFault = false;
    await this.#inner.open(
      { bytes: (report) => this.#receive(report, listener), closed: (cause) => listener.closed(cause) },
      signal,
    );
  }

  async write(frame: Uint8Array, signal: AbortSignal): Promise<void> {
    if (this.#hasFault || this.#codec.isMidReply) await this.#drain(signal);
    if (isRead(frame)) await sleep(this.#clock, hidTiming.beforeReadMs, signal);
    signal.throwIfAborted();
    await this.#inner.write(this.#codec.encode(frame), signal);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #receive(report: Uint8Array, listener: Listener): void {
    this.#lastReportMs = this.#clock.monoMs();
    if (this.#isDraining) {
      report.fill(0);
      return;
    }
    const { bytes, isPart } = this.#codec.decode(report);
    if (!isPart) this.#hasFault = true;
    if (bytes.length > 0) listener.bytes(bytes);
  }

  async #drain(signal: AbortSignal): Promise<void> {
    const endMs = this.#clock.monoMs() + hidTiming.drainMaxMs;
    this.#isDraining = true;
    try {
      for (;;) {
        const nowMs = this.#clock.monoMs();
        const quietMs = Math.min(this.#lastReportMs + hidTiming.drainQuietMs, endMs) - nowMs;
        if (quietMs <= 0 || !(await sleep(this.#clock, quietMs, signal))) break;
      }
    } finally {
      this.#isDraining = false;
      this.#hasFault = false;
      this.#codec.reset();
    }
  }
}

/** Commands `30 xx`, by the first byte behind LEN. */
function isRead(frame: Uint8Array): boolean {
  return frame[7] === 0x30;
}
