import type { ErrorCode } from '../../../contract/device.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { bodyText, maxBodyBytes, minBodyBytes } from './codec.ts';

/**
 * Commands of the K720 family as text (CM PM DATA), what they do, and what comes after the ENQ. Source: docs/protocols/card-dispenser.md, 3.2.
 * `motion` and `setting` have no reply frame at all; the status is polled instead.
 */
export const commands = {
  AP: 'query', // full status
  RF: 'query', // short status, meaning per model: not used
  GV: 'query', // version (medium confidence)
  DC: 'motion', // from the hopper to the front hold position
  CP: 'motion', // into the bin
  DB: 'motion', // back to the hopper: never sent by this driver, since it knows no card's history (rule D6)
  RS: 'motion', // reset
  FC0: 'motion', // hold position or out of the mouth, by model
  FC4: 'motion', // the other of the two
  FC6: 'motion', // to sensor 2
  // To the read position. The K750 text calls it "dispense card at read card position": with an empty channel it takes a card out of the hopper.
  FC7: 'motion',
  FC8: 'motion', // front entry
  BF: 'setting', // allow entry (or FC8)
  BG: 'setting', // forbid entry
  FD0: 'setting',
  FD1: 'setting',
  FD2: 'setting',
  FD3: 'setting',
  FD4: 'setting',
  CS2: 'setting',
  CS3: 'setting',
  CS4: 'setting',
  CS5: 'setting',
} as const satisfies Record<string, 'query' | 'motion' | 'setting'>;
export type K720Command = keyof typeof commands;

/** Kinds of card by CM. Source: section 3.4 (medium confidence). */
export const cardKinds = { s50: 0x3b, s70: 0x3c, ultralight: 0x3d, typeA: 0x47, iso15693: 0x48 } as const;
export type CardKind = keyof typeof cardKinds;
/** The two PM that this driver uses. On `typeA` the vendor text says that 30 answers with the UID and 31 with the ATS. */
export const cardSteps = { find: 0x30, serial: 0x31 } as const;

/**
 * Error bytes of card commands. 00 and 01 are also what a unit without that reader answers. Source: docs/protocols/card-dispenser.md, 3.4.
 */
export const cardErrors: Readonly<Record<number, ErrorCode>> = {
  0: 'E_UNSUPPORTED', // unknown command
  1: 'E_UNSUPPORTED', // bad parameter
  2: 'E_PROTOCOL', // bad data
  3: 'E_CHIP', // cannot run
  4: 'E_CHIP', // failed
  65: 'E_CHIP', // find
  66: 'E_CHIP', // serial number
  67: 'E_CHIP', // key
  68: 'E_CHIP', // select
  69: 'E_CHIP', // read
  70: 'E_CHIP', // write
  73: 'E_CHIP', // increment
  74: 'E_CHIP', // decrement
};

/** Unknown error bytes are the device's trouble, not the card's. */
export function cardErrorCode(error: number): ErrorCode {
  return cardErrors[error] ?? 'E_HARDWARE';
}

const positive = 0x50;
const negative = 0x4e;

export interface CardReply {
  readonly cm: number;
  readonly pm: number;
  /** Null = `P`; else the error byte of `N`. */
  readonly error: number | null;
  readonly data: Uint8Array;
}

/** The command of a body, or null when it is none of `commands`. */
export function commandOf(body: Uint8Array): K720Command | null {
  const text = bodyText(body);
  return text !== null && Object.hasOwn(commands, text) ? (text as K720Command) : null;
}

/** Tells card commands from text: CM 47 is the letter G too, hence the PM, which is never a letter. */
export function isCardCommand([cm, pm = 0]: Uint8Array): boolean {
  return isCardPair(cm, pm);
}

function isCardPair(cm: number | undefined, pm: number): boolean {
  return Object.values(cardKinds).some((kind) => kind === cm) && pm >= 0x30 && pm <= 0x3f;
}

/**
 * Reads a card reply. Two orders are printed: `CM PM P|N …` and, in the text of the K750 and in a kit tried on a unit, `P|N CM PM …`. They cannot
 * be mixed up, since no CM is 50 or 4E. Errors: `shape` when it is neither.
 */
export function decodeCardReply(body: Uint8Array): Result<CardReply, 'shape'> {
  const [a = 0, b = 0, c = 0] = body;
  const isMarkFirst = a === positive || a === negative;
  const [mark, cm, pm] = isMarkFirst ? [a, b, c] : [c, a, b];
  if (body.length < 3 || !isCardPair(cm, pm) || (mark !== positive && mark !== negative)) return err('shape');
  const data = body.subarray(3);
  if (mark === positive) return ok({ cm, pm, error: null, data });
  const error = data[0];
  return error === undefined ? err('shape') : ok({ cm, pm, error, data: data.subarray(1) });
}

/** A card reply in one of the two orders; for simulators and tests. */
export function encodeCardReply(reply: CardReply, markFirst: boolean): Uint8Array {
  const { cm, pm, error, data } = reply;
  const mark = error === null ? positive : negative;
  const rest = error === null ? [...data] : [error, ...data];
  return Uint8Array.from([...(markFirst ? [mark, cm, pm] : [cm, pm, mark]), ...rest]);
}

/** Longest answer without a length field whose length is not known, such as a version text; a decision of this project. */
const maxTextBytes = 64;

/**
 * Frames without a length field end by what they are: the body lengths that can follow these first two bytes. Status replies have 3 or 4 characters
 * behind `SF`, plain commands their own length; versions and card data are not fixed, so every 03 with a fitting BCC may be the end.
 */
export function bodyLengths(cm: number, pm: number): { readonly from: number; readonly to: number } {
  if (cm === 0x53 && pm === 0x46) return { from: 5, to: 6 };
  if (isCardPair(cm, pm) || cm === positive || cm === negative) return { from: minBodyBytes, to: maxBodyBytes(false) };
  const head = String.fromCharCode(cm, pm);
  const lengths = Object.keys(commands)
    .filter((text) => text.startsWith(head) && text !== 'GV')
    .map((text) => text.length);
  if (lengths.length === 0) return { from: minBodyBytes, to: maxTextBytes };
  return { from: Math.min(...lengths), to: Math.max(...lengths) };
}
