import { err, ok, type Result } from '../../../contract/result.ts';

/**
 * Frames of readers with an SDT interface (second-generation ID cards). Pure: no time, no I/O.
 *
 *     command  AA AA AA 96 69 | LEN_H LEN_L | CMD PARA      | DATA… | CHK
 *     reply    AA AA AA 96 69 | LEN_H LEN_L | SW1 SW2 SW3   | DATA… | CHK
 *
 * LEN is big endian and counts every byte after itself; CHK is the XOR of LEN and everything up to the byte before CHK, so the XOR
 * of all bytes after the preamble is 0. Source: vendors' protocol pages for SDT readers; see ../README.md.
 */
export const preamble = Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69);

/** Greatest LEN that a reader can mean; the largest reply in use (text, photo, finger) has 0x090A. */
export const maxLength = 4089;
/** Smallest LEN of a reply: SW1 SW2 SW3 CHK. */
export const minReplyLength = 4;
/** Smallest LEN of a command: CMD CHK (sleep and wake have no PARA). */
export const minCommandLength = 2;

/** Commands in use, as CMD and PARA. Vendors' extras (A0, FA, DC) are left out on purpose. */
export const commandBytes = {
  resetSam: [0x10, 0xff],
  samStatus: [0x11, 0xff],
  readSamId: [0x12, 0xff],
  findCard: [0x20, 0x01],
  selectCard: [0x20, 0x02],
  readTextPhoto: [0x30, 0x01],
  readNewestAddress: [0x30, 0x03],
  readManagementNumber: [0x30, 0x05],
  readTextPhotoFinger: [0x30, 0x10],
  baud115200: [0x60, 0x00],
  baud57600: [0x60, 0x01],
  baud38400: [0x60, 0x02],
  baud19200: [0x60, 0x03],
  baud9600: [0x60, 0x04],
  maxRfFrame50: [0x61, 0xff, 0x50],
  maxRfFrame58: [0x61, 0xff, 0x58],
  sleep: [0x00],
  wake: [0x01],
} as const satisfies Record<string, readonly number[]>;
export type SdtCommand = keyof typeof commandBytes;

/** A decoded reply. `data` is a view of the frame: wiping the frame wipes it. */
export interface SdtReply {
  /** Card status of the command passed through; says nothing reliable. Decide on `sw3` alone. */
  readonly sw1: number;
  readonly sw2: number;
  readonly sw3: number;
  readonly data: Uint8Array;
}

export type FrameFault = 'preamble' | 'length' | 'checksum' | 'command';

/** The complete frame of a command. */
export function encodeCommand(command: SdtCommand): Uint8Array {
  return frameOf(Uint8Array.from(commandBytes[command]));
}

/** The complete frame of a reply; for simulators and tests. */
export function encodeReply(reply: SdtReply): Uint8Array {
  const body = new Uint8Array(3 + reply.data.length);
  body.set([reply.sw1, reply.sw2, reply.sw3]);
  body.set(reply.data, 3);
  return frameOf(body);
}

/** Decodes one complete frame, preamble included, as the framer gives it. Never throws. */
export function decodeReply(frame: Uint8Array): Result<SdtReply, FrameFault> {
  const body = frameBody(frame, minReplyLength);
  if (!body.ok) return body;
  const [sw1 = 0, sw2 = 0, sw3 = 0] = body.value;
  return ok({ sw1, sw2, sw3, data: body.value.subarray(3) });
}

/** Decodes one complete command frame; for simulators. `command` = the bytes are well formed but no known command. */
export function decodeCommand(frame: Uint8Array): Result<SdtCommand, FrameFault> {
  const body = frameBody(frame, minCommandLength);
  if (!body.ok) return body;
  for (const [command, bytes] of Object.entries(commandBytes) as [SdtCommand, readonly number[]][]) {
    if (bytes.length === body.value.length && bytes.every((byte, i) => byte === body.value[i])) return ok(command);
  }
  return err('command');
}

/** XOR of all bytes. */
export function xorOf(bytes: Uint8Array): number {
  let xor = 0;
  for (const byte of bytes) xor ^= byte;
  return xor;
}

function frameOf(body: Uint8Array): Uint8Array {
  const length = body.length + 1;
  const frame = new Uint8Array(preamble.length + 2 + length);
  frame.set(preamble);
  frame[5] = length >> 8;
  frame[6] = length & 0xff;
  frame.set(body, 7);
  frame[frame.length - 1] = xorOf(frame.subarray(5, -1));
  return frame;
}

/** The bytes between LEN and CHK. */
function frameBody(frame: Uint8Array, minLength: number): Result<Uint8Array, FrameFault> {
  if (!preamble.every((byte, i) => frame[i] === byte)) return err('preamble');
  const length = ((frame[5] ?? 0) << 8) | (frame[6] ?? 0);
  if (length < minLength || length > maxLength || frame.length !== length + 7) return err('length');
  if (xorOf(frame.subarray(5)) !== 0) return err('checksum');
  return ok(frame.subarray(7, -1));
}
