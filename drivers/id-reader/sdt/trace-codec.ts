import type { TraceCodec, TraceDirection, TraceMessage, TraceStream } from '../../trace/trace-codec.ts';
import { type Field, flagOffset, kindFlags, type Layout, layouts, textBytes } from './card-layouts.ts';
import { splitPayload } from './card-text.ts';
import { decodeCommand, decodeReply, encodeReply, minCommandLength, minReplyLength } from './codec.ts';
import { sw3Class, sw3Text } from './codes.ts';
import { SdtFramer } from './framer.ts';
import { RawReports } from './hid-raw.ts';
import { WrappedReports } from './hid-wrapped.ts';
import { type ReportCodec, reportBytes } from './report-codec.ts';

/**
 * Recordings of SDT readers. Everything that comes from a card is filler: every field of the text, the photo behind its head, fingerprint, addresses,
 * management number, the opaque bytes of find and select, and all noise (it may be half a card). Left as it is: status words, lengths, the kind of
 * the card, the identity of the module. There is no way to have it unredacted.
 */
export const sdtTraceCodecs: readonly TraceCodec[] = [
  { driver: 'sdt', stream: (direction) => new FrameStream(direction) },
  { driver: 'sdt-hid-raw', stream: (direction) => new ReportStream(direction, new RawReports()) },
  { driver: 'sdt-hid-wrapped', stream: (direction) => new ReportStream(direction, new WrappedReports()) },
];

/** The same reply with everything of the card replaced by filler of the same length, checksum right again. The frame must be a valid reply. */
export function redactReply(frame: Uint8Array): Uint8Array {
  const reply = decodeReply(frame);
  if (!reply.ok) return new Uint8Array(frame.length);
  const { sw1, sw2, sw3, data } = reply.value;
  return encodeReply({ sw1, sw2, sw3, data: redactData(data) });
}

/** What the module's identity has, and nothing that comes from a card. */
const samIdBytes = 16;
/** Mark and size of a photo: the same on every card. */
const photoHeadBytes = 10;

function redactData(data: Uint8Array): Uint8Array {
  if (data.length === samIdBytes) return data;
  const redacted = new Uint8Array(data.length);
  const payload = splitPayload(data);
  if (!payload.ok) return redacted;
  const { text, photo, finger } = payload.value;
  const textAt = finger === null ? 4 : 6;
  redacted.set(data.subarray(0, textAt));
  redacted.set(fillerText(text), textAt);
  redacted.set(photo.subarray(0, photoHeadBytes), textAt + text.length);
  return redacted;
}

/** A text of the same kind of card in which nothing is anybody's: it still decodes, so that a replay does what the reader did. */
function fillerText(text: Uint8Array): Uint8Array {
  const filler = new Uint8Array(textBytes);
  write(filler, [0, textBytes], '');
  const flag = text.slice(flagOffset, flagOffset + 2);
  const kind = Object.entries(kindFlags).find(
    ([, mark]) => mark.charCodeAt(0) === (flag[0] ?? 0) + 256 * (flag[1] ?? 0),
  );
  if (kind !== undefined) {
    const layout: Layout = layouts[kind[0] as keyof typeof layouts];
    for (const [name, field] of Object.entries(layout)) write(filler, field, fillers[name] ?? '');
  }
  filler.set(kind === undefined ? [0x20, 0] : flag, flagOffset);
  return filler;
}

const fillers: Readonly<Record<string, string>> = {
  name: '某某',
  nameEn: 'NAME',
  sex: '0',
  ethnicity: '00',
  birth: '19000101',
  validFrom: '19000101',
  validTo: '19000101',
  idNumber: '000000000000000000',
  cardNumber: '000000000000000',
  nationality: 'XXX',
};

function write(target: Uint8Array, [offset, bytes]: Field, value: string): void {
  const padded = value.padEnd(bytes / 2, ' ');
  for (let i = 0; i < bytes / 2; i += 1) {
    target[offset + 2 * i] = padded.charCodeAt(i) & 0xff;
    target[offset + 2 * i + 1] = padded.charCodeAt(i) >> 8;
  }
}

/** Frames of one direction of a serial line, and what lies between them as blanked noise. */
class FrameStream implements TraceStream {
  readonly #direction: TraceDirection;
  readonly #framer: SdtFramer;
  #dropped = 0;

  constructor(direction: TraceDirection) {
    this.#direction = direction;
    // A recording has no silences: a frame that breaks off is found out by the bytes behind it.
    const clock = { monoMs: () => 0, wallMs: () => 0, after: () => () => undefined };
    this.#framer = new SdtFramer({ clock, minLength: direction === 'rx' ? minReplyLength : minCommandLength });
  }

  push(bytes: Uint8Array): readonly TraceMessage[] {
    const messages: TraceMessage[] = [];
    // One byte at a time, so that noise stands before the frame that it came before.
    for (const byte of bytes) {
      const frames = this.#framer.push(Uint8Array.of(byte));
      const noise = this.#framer.dropped - this.#dropped;
      this.#dropped = this.#framer.dropped;
      if (noise > 0) messages.push(junk(noise));
      for (const frame of frames) messages.push(frameMessage(this.#direction, frame));
    }
    return joinedJunk(messages);
  }

  flush(): readonly TraceMessage[] {
    const left = this.#framer.buffered;
    this.#framer.reset();
    this.#dropped = this.#framer.dropped;
    return left === 0 ? [] : [junk(left)];
  }
}

/** Reports of one direction. A reply is held until it is whole, since its checksum must be made anew; then it comes as so many reports. */
class ReportStream implements TraceStream {
  readonly #direction: TraceDirection;
  readonly #codec: ReportCodec;
  readonly #size: number;
  #bytes: number[] = [];
  #reply: number[] = [];
  #held = 0;

  constructor(direction: TraceDirection, codec: ReportCodec) {
    this.#direction = direction;
    this.#codec = codec;
    this.#size = direction === 'tx' ? reportBytes + 1 : reportBytes;
  }

  push(bytes: Uint8Array): readonly TraceMessage[] {
    this.#bytes.push(...bytes);
    const messages: TraceMessage[] = [];
    while (this.#bytes.length >= this.#size) {
      const report = Uint8Array.from(this.#bytes.splice(0, this.#size));
      messages.push(...(this.#direction === 'tx' ? [this.#sent(report)] : this.#received(report)));
    }
    return messages;
  }

  flush(): readonly TraceMessage[] {
    const left = this.#bytes.length;
    this.#bytes = [];
    return [...this.#broken(), ...(left === 0 ? [] : [junk(left)])];
  }

  #sent(report: Uint8Array): TraceMessage {
    const frame = this.#codec.decodeCommand(report);
    if (frame === null) return junk(report.length);
    return { ...frameMessage('tx', frame), bytes: report };
  }

  #received(report: Uint8Array): readonly TraceMessage[] {
    const wasMidReply = this.#codec.isMidReply;
    const { bytes, isPart } = this.#codec.decode(report);
    if (!isPart) return [...(wasMidReply ? this.#broken() : []), junk(report.length)];
    this.#reply.push(...bytes);
    this.#held += 1;
    if (this.#codec.isMidReply) return [];
    const { bytes: frame, text, isValid } = frameMessage('rx', Uint8Array.from(this.#reply));
    this.#reply = [];
    this.#held = 0;
    const reports = this.#codec.encodeReply(frame);
    return reports.map((part, i) => {
      const place = reports.length > 1 ? ` (report ${i + 1} of ${reports.length})` : '';
      return { bytes: part, text: `${text}${place}`, isValid };
    });
  }

  /** A reply that broke off. */
  #broken(): readonly TraceMessage[] {
    const reports = Array.from({ length: this.#held }, () => junk(reportBytes));
    this.#codec.reset();
    this.#reply = [];
    this.#held = 0;
    return reports;
  }
}

function frameMessage(direction: TraceDirection, frame: Uint8Array): TraceMessage {
  if (direction === 'tx') {
    const command = decodeCommand(frame);
    if (command.ok) return { bytes: frame, text: command.value, isValid: true };
    return command.error === 'command' ? { ...junk(frame.length), text: 'unknown command' } : junk(frame.length);
  }
  const reply = decodeReply(frame);
  if (!reply.ok) return junk(frame.length);
  const { sw3, data } = reply.value;
  const content = data.length === 0 ? '' : `, ${data.length} bytes`;
  return { bytes: redactReply(frame), text: `${sw3Text(sw3)} ${sw3Class(sw3)}${content}`, isValid: true };
}

function junk(bytes: number): TraceMessage {
  return { bytes: new Uint8Array(bytes), text: `noise, ${bytes} bytes`, isValid: false };
}

function joinedJunk(messages: readonly TraceMessage[]): readonly TraceMessage[] {
  const joined: TraceMessage[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (last !== undefined && !last.isValid && !message.isValid) {
      joined[joined.length - 1] = junk(last.bytes.length + message.bytes.length);
    } else joined.push(message);
  }
  return joined;
}
