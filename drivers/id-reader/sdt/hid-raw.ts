import { preamble } from './codec.ts';
import {
  contentOf,
  cut,
  frameLength,
  numberedReport,
  type ReportCodec,
  type ReportPart,
  reportBytes,
} from './report-codec.ts';

/**
 * YinanSoft readers (2B8B:2721): an SDT frame stands in the report as it is, zero padded, with no length in front. A reply fills
 * ceil((LEN + 7) / 64) reports; they are joined and cut at LEN + 7. Source: docs/protocols/id-card-reader.md, section 9 (one good source).
 */
export class RawReports implements ReportCodec {
  /** Bytes of the reply that are still to come. */
  #missing = 0;

  get isMidReply(): boolean {
    return this.#missing > 0;
  }

  encode(frame: Uint8Array): Uint8Array {
    return numberedReport(frame);
  }

  decode(report: Uint8Array): ReportPart {
    if (this.#missing === 0) this.#missing = frameLength(report) ?? 0;
    if (this.#missing === 0) return { bytes: report, isPart: false };
    const bytes = report.subarray(0, this.#missing);
    this.#missing -= bytes.length;
    return { bytes, isPart: true };
  }

  encodeReply(frame: Uint8Array): Uint8Array[] {
    return cut(frame, reportBytes).map((piece) => {
      const report = new Uint8Array(reportBytes);
      report.set(piece);
      return report;
    });
  }

  decodeCommand(report: Uint8Array): Uint8Array | null {
    const content = contentOf(report);
    if (content === null || !preamble.every((byte, i) => content[i] === byte)) return null;
    return content.slice(0, ((content[5] ?? 0) << 8) + (content[6] ?? 0) + 7);
  }

  reset(): void {
    this.#missing = 0;
  }
}
