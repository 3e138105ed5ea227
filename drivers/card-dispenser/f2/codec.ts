import { err, ok, type Result } from '../../../contract/result.ts';

/**
 * Frames of the F2 family (CRT-571/591/711, MTK-F31, ACT-F3). Pure: no time, no I/O.
 *
 *     command   F2 ADDR LENH LENL 43 CM PM DATA… 03 BCC
 *     positive  F2 ADDR LENH LENL 50 CM PM ST0 ST1 ST2 DATA… 03 BCC
 *     negative  F2 ADDR LENH LENL 4E CM PM E1 E0 DATA… 03 BCC
 *
 * LEN is big endian and counts from the marker to the last byte of DATA; BCC is the XOR of everything from F2 to 03. Besides frames there are
 * three bare bytes. Source: docs/protocols/card-dispenser.md, 2.1–2.3.
 */
export const start = 0xf2;
export const end = 0x03;
export const ack = 0x06;
export const nak = 0x15;
export const eot = 0x04;

/** F2 ADDR LENH LENL before LEN bytes, 03 BCC after them. */
export const headBytes = 4;
export const tailBytes = 2;
/** Longest frame that a unit may send, bytes; its DATA holds 512 at most. */
export const maxFrameBytes = 1024;

export const marker = {
  command: 0x43,
  positive: 0x50,
  negative: 0x4e,
  /** Some vendor texts print "'N', 45H". */
  negativeOld: 0x45,
} as const;

/** Commands in use as CM and PM; the others of 2.3 are left out on purpose. */
export const commandBytes = {
  initialiseToGate: [0x30, 0x30],
  initialiseToBin: [0x30, 0x31],
  initialiseKeep: [0x30, 0x33],
  initialiseToGateCounting: [0x30, 0x34],
  initialiseToBinCounting: [0x30, 0x35],
  initialiseKeepCounting: [0x30, 0x37],
  status: [0x31, 0x30],
  statusSensors: [0x31, 0x31],
  moveGate: [0x32, 0x30],
  moveIc: [0x32, 0x31],
  moveRf: [0x32, 0x32],
  moveBin: [0x32, 0x33],
  moveOut: [0x32, 0x39],
  entryAllow: [0x33, 0x30],
  entryForbid: [0x33, 0x31],
  cardTypeIc: [0x50, 0x30],
  cardTypeRf: [0x50, 0x31],
  cpuReset: [0x51, 0x30],
  cpuOff: [0x51, 0x31],
  cpuApdu: [0x51, 0x39],
  rfActivate: [0x60, 0x30],
  rfOff: [0x60, 0x31],
  rfStatus: [0x60, 0x32],
  rfApduA: [0x60, 0x34],
  serialNumber: [0xa2, 0x30],
  firmware: [0xa4, 0x30],
  binCount: [0xa5, 0x30],
  setBinCount: [0xa5, 0x31],
} as const satisfies Record<string, readonly [number, number]>;
export type F2Command = keyof typeof commandBytes;

export interface F2CommandFrame {
  readonly address: number;
  readonly cm: number;
  readonly pm: number;
  /** Null for a command that is not in the table. */
  readonly command: F2Command | null;
  readonly data: Uint8Array;
}

interface ReplyHead {
  readonly address: number;
  readonly cm: number;
  readonly pm: number;
  readonly data: Uint8Array;
}
export type F2Reply =
  /** Status characters as they came, such as `0`, `2`. */
  | (ReplyHead & { readonly type: 'positive'; readonly st0: string; readonly st1: string; readonly st2: string })
  /** `error` is E1 E0 as two characters, such as `10`. */
  | (ReplyHead & { readonly type: 'negative'; readonly error: string });

export type FrameFault = 'start' | 'length' | 'end' | 'bcc' | 'marker';

/** The complete frame of a command. */
export function encodeCommand(command: F2Command, o: { readonly address?: number; readonly data?: Uint8Array } = {}) {
  const [cm, pm] = commandBytes[command];
  return frameOf(o.address ?? 0, [marker.command, cm, pm, ...(o.data ?? [])]);
}

/** The complete frame of a reply; for simulators and tests. `marker` lets a negative one carry the old marker 45. */
export function encodeReply(reply: F2Reply, negativeMarker: number = marker.negative): Uint8Array {
  const head = reply.type === 'positive' ? marker.positive : negativeMarker;
  const words = reply.type === 'positive' ? reply.st0 + reply.st1 + reply.st2 : reply.error;
  const characters = Array.from(words, (character) => character.charCodeAt(0));
  return frameOf(reply.address, [head, reply.cm, reply.pm, ...characters, ...reply.data]);
}

/** A whole frame of a unit. Unknown CM, PM and codes pass: what they mean is not the codec's business. */
export function decodeReply(frame: Uint8Array): Result<F2Reply, FrameFault> {
  const body = bodyOf(frame);
  if (!body.ok) return body;
  const [first, cm = 0, pm = 0] = body.value;
  const address = frame[1] ?? 0;
  if (first === marker.positive) {
    if (body.value.length < 6) return err('length');
    const [st0 = '', st1 = '', st2 = ''] = Array.from(body.value.subarray(3, 6), (byte) => String.fromCharCode(byte));
    return ok({ type: 'positive', address, cm, pm, st0, st1, st2, data: body.value.slice(6) });
  }
  if (first === marker.negative || first === marker.negativeOld) {
    if (body.value.length < 5) return err('length');
    const error = String.fromCharCode(...body.value.subarray(3, 5));
    return ok({ type: 'negative', address, cm, pm, error, data: body.value.slice(5) });
  }
  return err('marker');
}

/** A whole frame of a host; for simulators and traces. */
export function decodeCommand(frame: Uint8Array): Result<F2CommandFrame, FrameFault> {
  const body = bodyOf(frame);
  if (!body.ok) return body;
  const [first, cm = 0, pm = 0] = body.value;
  if (first !== marker.command) return err('marker');
  return ok({ address: frame[1] ?? 0, cm, pm, command: commandOf(cm, pm), data: body.value.slice(3) });
}

/** The command with these two bytes, null when it is not in the table. */
export function commandOf(cm: number, pm: number): F2Command | null {
  const names = Object.keys(commandBytes) as F2Command[];
  return names.find((name) => commandBytes[name][0] === cm && commandBytes[name][1] === pm) ?? null;
}

/** Block check character: XOR over all bytes. */
export function bccOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

/** True when a LEN can belong to a frame with this marker. */
export function isLengthPossible(length: number, first: number): boolean {
  const least = first === marker.positive ? 6 : first === marker.command ? 3 : 5;
  return length >= least && length <= maxFrameBytes - headBytes - tailBytes;
}

/** Checks start, LEN, 03 and BCC; returns what LEN counts. */
function bodyOf(frame: Uint8Array): Result<Uint8Array, FrameFault> {
  if (frame[0] !== start) return err('start');
  const length = ((frame[2] ?? 0) << 8) | (frame[3] ?? 0);
  if (!isLengthPossible(length, frame[4] ?? 0)) return err('length');
  if (frame.length !== headBytes + length + tailBytes) return err('length');
  if (frame[frame.length - 2] !== end) return err('end');
  if (bccOf(frame) !== 0) return err('bcc');
  return ok(frame.subarray(headBytes, headBytes + length));
}

function frameOf(address: number, body: readonly number[]): Uint8Array {
  const frame = Uint8Array.of(start, address, body.length >> 8, body.length & 0xff, ...body, end, 0);
  frame[frame.length - 1] = bccOf(frame);
  return frame;
}
