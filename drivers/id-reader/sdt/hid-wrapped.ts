import { contentOf, cut, frameLength, numberedReport, type ReportCodec, type ReportPart } from './report-codec.ts';

/**
 * Miaxis readers (10C4:0007, older 203B:0101): every report is a packet with a head and a sum.
 *
 *     request  88 | SRN 2 | LEN 2 LE (= data + 1) | CMD B1 | SDT frame             | SUM16 LE
 *     reply    AA | SRN 2 | LEN 2 LE | result | packet no. 2 | up to 54 data bytes | SUM16 LE
 *
 * SUM16 is the sum of the bytes from offset 3 on. What LEN counts in a reply, where the sum stands in a packet that is not full, and how packets are
 * numbered is not documented: so the length comes from the SDT frame inside, the sum is accepted directly behind the data and in the last two
 * bytes, and numbers are not judged (a packet that is missing makes the frame too short, which its own checks find).
 * Source: docs/protocols/id-card-reader.md, section 9 (one good source; LEN of a reply: weak).
 */
export class WrappedReports implements ReportCodec {
  #missing = 0;

  get isMidReply(): boolean {
    return this.#missing > 0;
  }

  encode(frame: Uint8Array): Uint8Array {
    return numberedReport(encodeWrapped(frame));
  }

  decode(report: Uint8Array): ReportPart {
    const content = report.subarray(replyHead, Math.min(report.length - sumBytes, replyHead + maxData));
    const total = this.#missing > 0 ? this.#missing : frameLength(content);
    const data = content.subarray(0, total ?? 0);
    if (report[0] !== replyMark || total === null || !hasSum(report, data.length)) {
      // Blanked, so that a frame inside, which its own weak check might let pass, is not found.
      this.#missing = 0;
      report.fill(0);
      return { bytes: report, isPart: false };
    }
    this.#missing = total - data.length;
    return { bytes: data, isPart: true };
  }

  encodeReply(frame: Uint8Array): Uint8Array[] {
    return cut(frame, maxData).map(encodeReplyPacket);
  }

  decodeCommand(report: Uint8Array): Uint8Array | null {
    const content = contentOf(report);
    return content === null ? null : decodeWrappedRequest(content);
  }

  reset(): void {
    this.#missing = 0;
  }
}

/** Longest piece of an SDT frame in one reply packet. */
const maxData = 54;

const requestMark = 0x88;
const replyMark = 0xaa;
const sdtCommand = 0xb1;
const replyHead = 8;
const sumBytes = 2;
/** The sum leaves out the mark and the SRN. */
const sumFrom = 3;

/** A request packet, without report number and padding. */
export function encodeWrapped(frame: Uint8Array): Uint8Array {
  const packet = new Uint8Array(6 + frame.length + sumBytes);
  const length = frame.length + 1;
  packet.set([requestMark, 0, 0, length & 0xff, length >> 8, sdtCommand]);
  packet.set(frame, 6);
  writeSum(packet, packet.length - sumBytes);
  return packet;
}

/** The SDT frame in a request packet, padding behind it allowed; null = it is none. */
export function decodeWrappedRequest(packet: Uint8Array): Uint8Array | null {
  if (packet[0] !== requestMark || packet[5] !== sdtCommand) return null;
  const end = 5 + ((packet[3] ?? 0) | ((packet[4] ?? 0) << 8));
  if (end < 6 || end + sumBytes > packet.length || !sumFits(packet, end, end)) return null;
  return packet.slice(6, end);
}

/** A reply packet of 64 bytes with the sum in its last two. */
function encodeReplyPacket(data: Uint8Array, number: number): Uint8Array {
  const packet = new Uint8Array(replyHead + maxData + sumBytes);
  const length = data.length + 3;
  packet.set([replyMark, 0, 0, length & 0xff, length >> 8, 0, number & 0xff, number >> 8]);
  packet.set(data, replyHead);
  writeSum(packet, packet.length - sumBytes);
  return packet;
}

function hasSum(report: Uint8Array, dataBytes: number): boolean {
  const end = replyHead + dataBytes;
  return sumFits(report, end, end) || sumFits(report, end, report.length - sumBytes);
}

/** True when the sum up to `end` stands at `at`. */
function sumFits(packet: Uint8Array, end: number, at: number): boolean {
  const sum = sumOf(packet.subarray(sumFrom, end));
  return packet[at] === (sum & 0xff) && packet[at + 1] === sum >> 8;
}

function writeSum(packet: Uint8Array, at: number): void {
  const sum = sumOf(packet.subarray(sumFrom, at));
  packet[at] = sum & 0xff;
  packet[at + 1] = sum >> 8;
}

function sumOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (sum + byte) & 0xffff, 0);
}
