import { RawReports } from '../id-reader/sdt/hid-raw.ts';
import { WrappedReports } from '../id-reader/sdt/hid-wrapped.ts';
import { type ReportCodec, reportBytes } from '../id-reader/sdt/report-codec.ts';

/** How a HID reader frames its SDT module. */
export type HidFraming = 'raw' | 'wrapped';

/** The driver's own codecs, by framing. */
export const reportCodecs = {
  raw: () => new RawReports(),
  wrapped: () => new WrappedReports(),
} as const satisfies Record<HidFraming, () => ReportCodec>;

/** What goes wrong with reports, beside what the module itself does wrong. */
export type HidFault =
  /** The report with this number of the next reply (0 = first) never comes. */
  | { readonly type: 'lost'; readonly at: number }
  /** A bit of it is flipped. */
  | { readonly type: 'flipped'; readonly at: number }
  /** A report that is none stands in front of the reply. */
  | { readonly type: 'junk' };

export interface SdtHidSimulatorOptions {
  readonly framing: HidFraming;
  /** One input report to the host, without number. */
  readonly send: (report: Uint8Array) => void;
  /** A command frame for the module behind. */
  readonly toModule: (frame: Uint8Array) => void;
}

/**
 * The HID side of a reader: output reports become frames for an `SdtSimulator`, its replies become input reports. Give the module neither `paceBaud` nor
 * `cutsReplies`: a reply must come in one piece, as a reader has it before it answers.
 */
export class SdtHidSimulator {
  readonly #o: SdtHidSimulatorOptions;
  readonly #codec: ReportCodec;
  #faults: HidFault[] = [];
  #strangeReports = 0;

  constructor(options: SdtHidSimulatorOptions) {
    this.#o = options;
    this.#codec = reportCodecs[options.framing]();
  }

  /** Output reports that a reader of this kind would not understand. */
  get strangeReports(): number {
    return this.#strangeReports;
  }

  inject(fault: HidFault): void {
    this.#faults.push(fault);
  }

  clearFaults(): void {
    this.#faults = [];
  }

  /** One output report as node-hid is given it: number 00 first. */
  receive(report: Uint8Array): void {
    const frame = this.#codec.decodeCommand(report);
    if (frame === null) this.#strangeReports += 1;
    else this.#o.toModule(frame);
  }

  /** What the module says, one reply or one piece of junk. */
  fromModule(bytes: Uint8Array): void {
    const reports = this.#codec.encodeReply(bytes);
    for (const fault of this.#faults.splice(0)) {
      if (fault.type === 'junk') reports.unshift(Uint8Array.from({ length: reportBytes }, (_, i) => (i * 37) & 0xff));
      else if (fault.type === 'lost') reports.splice(fault.at, 1);
      else if (fault.type === 'flipped') flip(reports[fault.at]);
    }
    for (const report of reports) this.#o.send(report);
  }
}

/** Flips a bit in the data of either framing. */
function flip(report: Uint8Array | undefined): void {
  if (report !== undefined) report[20] = (report[20] ?? 0) ^ 0x04;
}
