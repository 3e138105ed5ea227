import type { TraceCodec, TraceDirection, TraceMessage, TraceStream } from '../../trace/trace-codec.ts';
import { ack, commandOf, decodeCommand, decodeReply, encodeCommand, encodeReply, eot, marker, nak } from './codec.ts';
import { F2Framer, type F2Piece } from './framer.ts';

/**
 * Recordings of the F2 family. Blanked: what comes from a chip or goes to it (UID, ATR behind its first byte, every APDU, keys and blocks), data of
 * commands that this driver does not know, and all noise, since a damaged frame may hold such bytes too. Status characters, error codes, counters and
 * firmware texts stay. Checksums are right again, and the shape of a chip's answer stays, so that a replay does what the unit did.
 */
export const f2TraceCodec: TraceCodec = { driver: 'f2', stream: (direction) => new F2TraceStream(direction) };

const filler = 0x30;
/** Recordings carry their own times: what belongs together is told by the bytes alone. */
const noTime = { monoMs: () => 0 };
const bare = { ack: Uint8Array.of(ack), nak: Uint8Array.of(nak), eot: Uint8Array.of(eot) };
const chipCommands: ReadonlySet<number> = new Set([0x51, 0x52, 0x53, 0x54, 0x60]);

class F2TraceStream implements TraceStream {
  readonly #direction: TraceDirection;
  #framer: F2Framer;
  #dropped = 0;
  /** Bytes of noise since the last message. */
  #noise = 0;

  constructor(direction: TraceDirection) {
    this.#direction = direction;
    this.#framer = this.#newFramer();
  }

  push(bytes: Uint8Array): readonly TraceMessage[] {
    // Byte by byte, so that noise stands where it was between the messages.
    return Array.from(bytes).flatMap((byte) => {
      const pieces = this.#framer.push(Uint8Array.of(byte));
      this.#noise += this.#framer.dropped - this.#dropped;
      this.#dropped = this.#framer.dropped;
      return pieces.length === 0 ? [] : [...this.#noiseMessage(), ...pieces.map((piece) => this.#message(piece))];
    });
  }

  flush(): readonly TraceMessage[] {
    this.#noise += this.#framer.buffered;
    this.#framer = this.#newFramer();
    this.#dropped = 0;
    return this.#noiseMessage();
  }

  #newFramer(): F2Framer {
    return new F2Framer({ clock: noTime, from: this.#direction === 'tx' ? 'host' : 'device' });
  }

  #noiseMessage(): readonly TraceMessage[] {
    const count = this.#noise;
    this.#noise = 0;
    if (count === 0) return [];
    return [{ bytes: new Uint8Array(count).fill(filler), text: `noise, ${count} bytes`, isValid: false }];
  }

  #message(piece: F2Piece): TraceMessage {
    if (piece.type !== 'frame') return { bytes: bare[piece.type], text: piece.type.toUpperCase(), isValid: true };
    const message = this.#direction === 'tx' ? commandMessage(piece.frame) : replyMessage(piece.frame);
    return message ?? { bytes: piece.frame.map(() => filler), text: 'noise, damaged frame', isValid: false };
  }
}

function commandMessage(frame: Uint8Array): TraceMessage | null {
  const decoded = decodeCommand(frame);
  if (!decoded.ok) return null;
  const { address, cm, pm, command, data } = decoded.value;
  if (command === null) {
    // Only its head is known; the checksum is made right by hand.
    const blanked = frame.map((byte, index) => (index < 7 || index === frame.length - 2 ? byte : filler));
    blanked[frame.length - 1] = blanked.subarray(0, -1).reduce((sum, byte) => sum ^ byte, 0);
    return { bytes: blanked, text: `unknown ${hex(cm)} ${hex(pm)}`, isValid: true };
  }
  // What wakes a chip says nothing of it; an APDU does.
  const isOpen = command === 'cpuReset' || command === 'rfActivate' || !chipCommands.has(cm);
  const shown = isOpen ? data : data.map(() => filler);
  return { bytes: encodeCommand(command, { address, data: shown }), text: command, isValid: true };
}

function replyMessage(frame: Uint8Array): TraceMessage | null {
  const decoded = decodeReply(frame);
  if (!decoded.ok) return null;
  const reply = { ...decoded.value, data: redacted(decoded.value) };
  const name = commandOf(reply.cm, reply.pm) ?? `unknown ${hex(reply.cm)} ${hex(reply.pm)}`;
  const result = reply.type === 'positive' ? `P ${reply.st0}${reply.st1}${reply.st2}` : `N ${reply.error}`;
  const negative = frame[4] === marker.negativeOld ? marker.negativeOld : marker.negative;
  const size = reply.data.length === 0 ? '' : `, ${reply.data.length} bytes`;
  return { bytes: encodeReply(reply, negative), text: `${name} → ${printable(result)}${size}`, isValid: true };
}

/** Keeps what a decoder needs to see the same kind of answer: the protocol before an ATR; type, ATQA and length before a UID. */
function redacted({ cm, pm, data }: { readonly cm: number; readonly pm: number; readonly data: Uint8Array }) {
  const command = commandOf(cm, pm);
  if (command !== null && !chipCommands.has(cm)) return data;
  const isTypeB = data[0] === 0x42;
  const kept = command === 'cpuReset' ? 1 : command === 'rfActivate' ? (isTypeB ? 2 : 4) : 0;
  return data.map((byte, index) => (index < kept ? byte : filler));
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
