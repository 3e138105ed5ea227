import { err, ok, type Result } from '../../contract/result.ts';

/**
 * Lines of the I/O board: sigil, number, blank, body, star, CRC. Pure. Source: docs/protocols/io-board.md, section 1.
 */
export const sigils = { command: '>', reply: '<', event: '!' } as const;
export type LineKind = keyof typeof sigils;

export interface Line {
  readonly kind: LineKind;
  /** 0–255: of a command and its reply, or the event counter. */
  readonly number: number;
  readonly body: string;
}

/** Longest line in bytes, CR LF included. */
export const maxLineBytes = 80;
/** Longest body: what is left beside sigil, number, blank, star, CRC and CR LF. */
export const maxBodyBytes = 69;

export type LineFault = 'form' | 'checksum';

const form = /^([<>!])([0-9A-F]{2}) ([\x20-\x7e]+)\*([0-9A-F]{4})$/;

/** The complete line with CR LF. Throws RangeError when the body is none: too long, or with characters that it may not hold. */
export function encodeLine({ kind, number, body }: Line): Uint8Array {
  if (body === '' || body.length > maxBodyBytes || !isBody(body)) throw new RangeError('this is no body of a line');
  const head = `${sigils[kind]}${hex(number & 0xff, 2)} ${body}`;
  return Buffer.from(`${head}*${hex(crc16(Buffer.from(head, 'latin1')), 4)}\r\n`, 'latin1');
}

/** Decodes one line without its end. Never throws. */
export function decodeLine(bytes: Uint8Array): Result<Line, LineFault> {
  const match = bytes.length > maxLineBytes - 2 ? null : form.exec(Buffer.from(bytes).toString('latin1'));
  if (match === null) return err('form');
  const [, sigil = '', number = '', body = '', crc = ''] = match;
  const kind = kindOf(sigil);
  if (kind === null || !isBody(body)) return err('form');
  if (crc16(bytes.subarray(0, bytes.length - 5)) !== Number.parseInt(crc, 16)) return err('checksum');
  return ok({ kind, number: Number.parseInt(number, 16), body });
}

/** CRC-16/CCITT-FALSE: polynomial 1021, start FFFF; `123456789` gives 29B1. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}

function isBody(body: string): boolean {
  return /^[\x20-\x7e]+$/.test(body) && !/[<>!*]/.test(body);
}

function kindOf(sigil: string): LineKind | null {
  if (sigil === sigils.command) return 'command';
  if (sigil === sigils.reply) return 'reply';
  return sigil === sigils.event ? 'event' : null;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
