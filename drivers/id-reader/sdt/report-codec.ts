import { maxLength, minReplyLength, preamble } from './codec.ts';

/**
 * How SDT frames travel in HID reports. Pure: no time, no I/O. Input reports come one by one, without a report number, 64 bytes each (shorter ones are
 * taken as they are).
 */
export interface ReportCodec {
  /** The output report for one command frame: number 00 and 64 bytes. Throws for a frame that fits no report, which no command is. */
  encode(frame: Uint8Array): Uint8Array;
  /** The bytes of the SDT stream in one input report. Never throws. */
  decode(report: Uint8Array): ReportPart;
  /** The input reports of one reply, for simulators and recordings; `decode` gives the reply back. */
  encodeReply(frame: Uint8Array): Uint8Array[];
  /** The command frame in an output report (with its number), null = a reader of this kind would not understand it. */
  decodeCommand(report: Uint8Array): Uint8Array | null;
  /** A reply has begun and its end is missing. */
  readonly isMidReply: boolean;
  /** Forgets a reply that has begun. */
  reset(): void;
}

/** `bytes`: a view of the report; everything of the report that is personal lies in it. */
export interface ReportPart {
  readonly bytes: Uint8Array;
  /** False: the report is no part of a reply. Its bytes come all the same, for the framer to count as noise or to find a frame in. */
  readonly isPart: boolean;
}

/** Bytes of a report without its number. */
export const reportBytes = 64;

/** Length of a whole SDT frame (LEN + 7) whose first bytes these are; null = no frame begins here. */
export function frameLength(bytes: Uint8Array): number | null {
  if (bytes.length < 7 || !preamble.every((byte, i) => bytes[i] === byte)) return null;
  const length = ((bytes[5] ?? 0) << 8) | (bytes[6] ?? 0);
  return length >= minReplyLength && length <= maxLength ? length + 7 : null;
}

/** Cuts a reply into pieces of `size` bytes; the last one may be shorter. */
export function cut(frame: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(frame.length / size) }, (_, i) => frame.slice(i * size, (i + 1) * size));
}

/** The 64 bytes of an output report with number 00, else null. */
export function contentOf(report: Uint8Array): Uint8Array | null {
  return report.length === 1 + reportBytes && report[0] === 0 ? report.subarray(1) : null;
}

/** A report with number 00, zero padded. */
export function numberedReport(content: Uint8Array): Uint8Array {
  if (content.length > reportBytes) throw new Error(`${content.length} bytes do not fit a report`);
  const report = new Uint8Array(1 + reportBytes);
  report.set(content, 1);
  return report;
}
