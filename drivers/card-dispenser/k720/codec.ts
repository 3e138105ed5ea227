import { err, ok, type Result } from '../../../contract/result.ts';

/**
 * Frames of the K720 family. Pure: no time, no I/O. Source: docs/protocols/card-dispenser.md, 3.1.
 *
 *     frame    02 A1 A0 LENH LENL CM PM DATA… 03 BCC      LEN counts CM + PM + DATA
 *     older    02 A1 A0           CM PM DATA… 03 BCC
 *     control  06 | 15 | 05 | 04, then A1 A0              ACK, NAK, ENQ, EOT
 *
 * A1 A0 = address `00` … `15` as two decimal characters; BCC = XOR of every byte from 02 to 03.
 */
export const stx = 0x02;
export const etx = 0x03;
/** Longest frame, all bytes counted. */
const maxFrameBytes = 300;
/** CM and PM are always there. */
export const minBodyBytes = 2;
const highestAddress = 15;

export const controlBytes = { ack: 0x06, nak: 0x15, enq: 0x05, eot: 0x04 } as const;
export type Control = keyof typeof controlBytes;

/** A frame without its wrapping: `body` is CM PM DATA of a command, or everything between head and 03 of a reply. */
export interface K720Frame {
  readonly address: number;
  readonly body: Uint8Array;
}

export type FrameFault = 'start' | 'address' | 'length' | 'end' | 'bcc';

/** Bytes before the body. */
export function headBytes(lengthField: boolean): number {
  return lengthField ? 5 : 3;
}

/** Greatest body of a frame. */
export function maxBodyBytes(lengthField: boolean): number {
  return maxFrameBytes - headBytes(lengthField) - 2;
}

/** A complete frame. Throws when address or body are out of range: that is a bug of the caller. */
export function encodeFrame({ address, body }: K720Frame, lengthField: boolean): Uint8Array {
  if (body.length < minBodyBytes || body.length > maxBodyBytes(lengthField)) throw new Error('body out of range');
  const head = headBytes(lengthField);
  const frame = new Uint8Array(head + body.length + 2);
  frame.set([stx, ...addressBytes(address)]);
  if (lengthField) frame.set([body.length >> 8, body.length & 0xff], 3);
  frame.set(body, head);
  frame[frame.length - 2] = etx;
  frame[frame.length - 1] = xorOf(frame.subarray(0, -1));
  return frame;
}

/** Decodes one complete frame, as the framer gives it. Never throws. */
export function decodeFrame(frame: Uint8Array, lengthField: boolean): Result<K720Frame, FrameFault> {
  if (frame[0] !== stx) return err('start');
  const address = addressOf(frame[1], frame[2]);
  if (address === null) return err('address');
  const head = headBytes(lengthField);
  const size = frame.length - head - 2;
  if (size < minBodyBytes || frame.length > maxFrameBytes) return err('length');
  if (lengthField && ((frame[3] ?? 0) << 8) + (frame[4] ?? 0) !== size) return err('length');
  if (frame[frame.length - 2] !== etx) return err('end');
  if (xorOf(frame) !== 0) return err('bcc');
  return ok({ address, body: frame.subarray(head, -2) });
}

/** ACK, NAK, ENQ or EOT with address. */
export function encodeControl(control: Control, address: number): Uint8Array {
  return Uint8Array.of(controlBytes[control], ...addressBytes(address));
}

/** The control that a byte begins, or null. */
export function controlOf(byte: number | undefined): Control | null {
  for (const [control, value] of Object.entries(controlBytes) as [Control, number][]) {
    if (value === byte) return control;
  }
  return null;
}

/** The two characters of an address. */
function addressBytes(address: number): readonly [number, number] {
  if (!Number.isInteger(address) || address < 0 || address > highestAddress) throw new Error('address out of range');
  return [0x30 + Math.floor(address / 10), 0x30 + (address % 10)];
}

/** The address of two characters, or null when they are none. */
export function addressOf(high: number | undefined, low: number | undefined): number | null {
  const isTens = high === 0x30 || high === 0x31;
  if (!isTens || low === undefined || low < 0x30 || low > 0x39) return null;
  const address = (high - 0x30) * 10 + (low - 0x30);
  return address <= highestAddress ? address : null;
}

/** XOR of all bytes; 0 over a whole frame. */
export function xorOf(bytes: Uint8Array): number {
  let xor = 0;
  for (const byte of bytes) xor ^= byte;
  return xor;
}

/** Body of a command that is plain text, such as `AP` or `FC7`. */
export function textBody(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Plain text of a body, or null when a byte is not printable ASCII. */
export function bodyText(body: Uint8Array): string | null {
  return body.every((byte) => byte >= 0x20 && byte < 0x7f) ? String.fromCharCode(...body) : null;
}
