import { err, ok, type Result } from '../../../contract/result.ts';

/** One command for a chip. Short form only: data up to 255 bytes, answer up to 256. Source: ISO/IEC 7816-4, section 5.1. */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** Expected bytes of answer, 1–256; null = none asked for. */
  readonly le: number | null;
}

/**
 * Every instruction that this project sends to a citizen's card. All of them only read. VERIFY (20) is not among them and must never be:
 * its retry counter belongs to the citizen (rule C1 of docs/protocols/social-security-card.md).
 */
export const instructions = { select: 0xa4, readRecord: 0xb2, getResponse: 0xc0 } as const;
export type Instruction = (typeof instructions)[keyof typeof instructions];

/** A command that may go to a citizen's card. */
export interface ReadingCommand extends CommandApdu {
  readonly ins: Instruction;
}

export interface ResponseApdu {
  /** Personal data when it comes from a record: zero it after use. */
  readonly data: Uint8Array;
  /** Status word, 0–FFFF. */
  readonly sw: number;
}

export const maxCommandBytes = 4 + 1 + 255 + 1;
export const maxResponseBytes = 256 + 2;

/** Bytes of a command. Throws on an instruction that is not in the table, and on sizes out of range: both are bugs, never the card's fault. */
export function encodeCommand(command: ReadingCommand): Uint8Array {
  if (!(Object.values(instructions) as readonly number[]).includes(command.ins)) {
    throw new Error(`instruction ${hexByte(command.ins)} may not be sent to a citizen's card`);
  }
  return commandBytes(command);
}

/** Bytes of any command, for simulators and tests; drivers use `encodeCommand`. */
export function commandBytes({ cla, ins, p1, p2, data, le }: CommandApdu): Uint8Array {
  if (data.length > 255 || (le !== null && (le < 1 || le > 256))) throw new Error('size out of range');
  const lc = data.length === 0 ? [] : [data.length];
  return Uint8Array.from([cla, ins, p1, p2, ...lc, ...data, ...(le === null ? [] : [le & 0xff])]);
}

/** The other direction, for simulated cards and traces. Errors: shorter than four bytes; lengths that do not fit (extended form too). */
export function decodeCommand(bytes: Uint8Array): Result<CommandApdu, 'short' | 'length'> {
  const [cla, ins, p1, p2, third] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return err('short');
  const header = { cla, ins, p1, p2 };
  if (third === undefined) return ok({ ...header, data: new Uint8Array(0), le: null });
  if (bytes.length === 5) return ok({ ...header, data: new Uint8Array(0), le: third || 256 });
  const end = 5 + third;
  if (third === 0 || bytes.length < end || bytes.length > end + 1) return err('length');
  const le = bytes[end];
  return ok({ ...header, data: bytes.slice(5, end), le: le === undefined ? null : le || 256 });
}

/** Splits an answer into data and status word. Errors: fewer than two bytes; more than 258. */
export function decodeResponse(bytes: Uint8Array): Result<ResponseApdu, 'short' | 'long'> {
  if (bytes.length < 2) return err('short');
  if (bytes.length > maxResponseBytes) return err('long');
  const [sw1 = 0, sw2 = 0] = bytes.subarray(bytes.length - 2);
  return ok({ data: bytes.slice(0, -2), sw: (sw1 << 8) | sw2 });
}

/** A status word as technicians know it: `6A 82`. */
export function swText(sw: number): string {
  return `${hexByte(sw >> 8)} ${hexByte(sw & 0xff)}`;
}

/** One byte in two capital hexadecimal digits. */
export function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
