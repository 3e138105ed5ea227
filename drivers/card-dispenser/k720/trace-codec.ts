import type { TraceCodec, TraceMessage, TraceStream } from '../../trace/trace-codec.ts';
import { bodyText, encodeFrame } from './codec.ts';
import { commandOf, decodeCardReply, isCardCommand } from './commands.ts';
import { K720Framer, type K720Junk, type K720Piece } from './framer.ts';

/** Filler for blanked bytes: not 03, which ends frames without a length field. */
const filler = 0x30;
/** Recordings carry their own times; a framer that never gives up by time shows what the bytes say. */
const noTime = { monoMs: () => 0 };

/**
 * Recordings of the K720 family. Blanked: every data byte of card commands and their replies (UIDs, keys, blocks), and all junk, since a damaged frame
 * may hold them too. Status characters and versions stay.
 * @param o.lengthField as in the unit's profile
 */
export function k720TraceCodec(o: { readonly lengthField: boolean }): TraceCodec {
  return {
    driver: 'k720',
    ...(!o.lengthField && { variant: 'old-framing' }),
    stream: (): TraceStream => {
      const framer = new K720Framer({ clock: noTime, lengthField: o.lengthField });
      const left = { bytes: 0 };
      return {
        push: (bytes) => {
          const messages = framer.pushAll(bytes).map((piece) => messageOf(piece, o.lengthField));
          left.bytes = framer.buffered;
          return messages;
        },
        flush: () => {
          framer.reset();
          const { bytes } = left;
          left.bytes = 0;
          return bytes === 0 ? [] : [noise(bytes, 'incomplete')];
        },
      };
    },
  };
}

function messageOf(piece: K720Piece | K720Junk, lengthField: boolean): TraceMessage {
  switch (piece.type) {
    case 'junk':
      return noise(piece.bytes.length, piece.reason);
    case 'control':
      return { bytes: piece.bytes, text: piece.control.toUpperCase(), isValid: true };
    case 'frame': {
      const { address, body } = piece.frame;
      const shown = blanked(body);
      return { bytes: encodeFrame({ address, body: shown }, lengthField), text: textOf(shown), isValid: true };
    }
  }
}

/** A body with its personal bytes replaced, length kept. */
function blanked(body: Uint8Array): Uint8Array {
  const reply = decodeCardReply(body);
  const isCard = reply.ok || isCardCommand(body);
  // CM PM of a command; CM PM and the mark of a reply; an error byte is kept.
  const from = reply.ok ? body.length - reply.value.data.length : 2;
  if (isCard) return body.map((byte, index) => (index < from ? byte : filler));
  return commandOf(body) !== null || bodyText(body) !== null ? body : body.map(() => filler);
}

function textOf(body: Uint8Array): string {
  const reply = decodeCardReply(body);
  if (reply.ok) {
    const { cm, pm, error, data } = reply.value;
    return `card ${hex(cm)} ${hex(pm)} → ${error === null ? `P, ${data.length} bytes` : `N ${hex(error)}`}`;
  }
  if (isCardCommand(body)) return `card ${hex(body[0] ?? 0)} ${hex(body[1] ?? 0)}`;
  return bodyText(body) ?? `unknown, ${body.length} bytes`;
}

function noise(length: number, reason: string): TraceMessage {
  return { bytes: new Uint8Array(length).fill(filler), text: `noise: ${reason}`, isValid: false };
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
