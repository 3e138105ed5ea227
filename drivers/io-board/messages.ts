import { type LampColour, type LampWish, lampColours } from './io-board.ts';

/** Bodies of lines ↔ meaning. Pure; a body that does not fit is null. Source: docs/protocols/io-board.md, sections 2–4. */
export interface Hello {
  readonly protocol: string;
  readonly version: number;
  readonly model: string;
  readonly firmware: string;
  readonly serial: string;
  readonly channels: number;
}

export type Channel =
  | { readonly kind: 'lamp'; readonly name: string; readonly isColoured: boolean; readonly hasSense: boolean }
  | { readonly kind: 'contact'; readonly name: string; readonly isLatched: boolean }
  | { readonly kind: 'beeper'; readonly name: string };

/** `latched` = at rest now, but was active since the last CLEAR. */
export type WireState = 'rest' | 'active' | 'latched' | 'unknown';
export type LampHealth = 'well' | 'open' | 'short' | 'notMeasured';

export interface Reading {
  readonly lastEvent: number;
  readonly boot: number;
  /** In the order of LIST. */
  readonly contacts: readonly WireState[];
  readonly lamps: readonly LampHealth[];
}

export interface Pong {
  readonly lastEvent: number;
  readonly boot: number;
  readonly wereLampsPutOut: boolean;
}

export type BoardEvent =
  | { readonly type: 'boot'; readonly reason: string }
  | { readonly type: 'contact'; readonly name: string; readonly state: WireState }
  | { readonly type: 'lamp'; readonly name: string; readonly health: LampHealth }
  /** Of a later version: counted, and otherwise ignored. */
  | { readonly type: 'other' };

const maxChannels = 32;

const contactStates: Readonly<Record<string, WireState>> = { 0: 'rest', 1: 'active', L: 'latched', '?': 'unknown' };
const lampHealths: Readonly<Record<string, LampHealth>> = { k: 'well', o: 'open', s: 'short', '-': 'notMeasured' };
const eventHealths: Readonly<Record<string, LampHealth>> = { ok: 'well', open: 'open', short: 'short' };

/** A channel name: letters and digits, at most 12. */
const nameForm = /^[A-Za-z][A-Za-z0-9]{0,11}$/;

/** The words after OK, the word after ERR, or null for neither. */
export function replyWords(
  body: string,
): { readonly ok: true; readonly words: readonly string[] } | { readonly ok: false; readonly refusal: string } | null {
  const [first, ...words] = body.split(' ');
  if (first === 'OK') return { ok: true, words };
  return first === 'ERR' && words[0] !== undefined ? { ok: false, refusal: words[0] } : null;
}

/** `HELLO` without its first word: protocol, version, model, firmware, serial number, channels. Null = not as the protocol says. */
export function parseHello(words: readonly string[]): Hello | null {
  const [protocol, version, model, firmware, serial, channels] = words;
  const count = decimal(channels, maxChannels);
  const number = decimal(version, 99);
  if (protocol === undefined || number === null || count === null) return null;
  if (!isWord(model, 12) || !isWord(firmware, 8) || !isWord(serial, 16)) return null;
  return { protocol, version: number, model, firmware, serial, channels: count };
}

/** @param index of the LIST command; the reply must name the same */
export function parseChannel(words: readonly string[], index: number): Channel | null {
  const [at, kind, name = '', ...more] = words;
  if (decimal(at, maxChannels) !== index || !nameForm.test(name)) return null;
  if (kind === 'beeper') return { kind, name };
  if (kind === 'contact') return { kind, name, isLatched: more.includes('latched') };
  const isColoured = more.includes('rgb');
  if (kind !== 'lamp' || isColoured === more.includes('mono')) return null;
  return { kind, name, isColoured, hasSense: more.includes('sense') };
}

/** @param counts how many contacts and lamps LIST has named */
export function parseReading(
  words: readonly string[],
  counts: { readonly contacts: number; readonly lamps: number },
): Reading | null {
  const [event, bootNumber, contactWord = '', lampWord = ''] = words;
  const lastEvent = hexByte(event);
  const boot = hexByte(bootNumber);
  const contacts = letters(contactWord, counts.contacts, contactStates);
  const lamps = letters(lampWord, counts.lamps, lampHealths);
  if (lastEvent === null || boot === null || contacts === null || lamps === null) return null;
  return { lastEvent, boot, contacts, lamps };
}

/** `PONG` without its first word: last event and boot count as one byte in hexadecimal, flags. Null = not as the protocol says. */
export function parsePong(words: readonly string[]): Pong | null {
  const [event, bootNumber, flags] = words;
  const lastEvent = hexByte(event);
  const boot = hexByte(bootNumber);
  if (lastEvent === null || boot === null || flags === undefined) return null;
  return { lastEvent, boot, wereLampsPutOut: flags.includes('L') };
}

/** Body of an event; a word that is not known is `other`, a known one with wrong values null. */
export function parseEvent(body: string): BoardEvent | null {
  const [word, name = '', value = ''] = body.split(' ');
  if (word === 'BOOT') return isWord(name, 12) ? { type: 'boot', reason: name } : null;
  if (word !== 'CONTACT' && word !== 'LAMP') return { type: 'other' };
  if (!nameForm.test(name)) return null;
  if (word === 'CONTACT') {
    const state = ownValue(contactStates, value);
    return state === null ? null : { type: 'contact', name, state };
  }
  const health = ownValue(eventHealths, value);
  return health === null ? null : { type: 'lamp', name, health };
}

/** `SET card blink 500 500 green`. A lamp of one colour gets none. */
export function setCommand(lamp: string, wish: LampWish, isColoured: boolean): string {
  if (wish.pattern === 'off') return `SET ${lamp} off`;
  const colour = isColoured && wish.colour !== undefined ? ` ${wish.colour}` : '';
  return wish.pattern === 'on' ? `SET ${lamp} on${colour}` : `SET ${lamp} blink ${wish.onMs} ${wish.offMs}${colour}`;
}

/** The wish in the words after `SET NAME`; for the simulated board. */
export function parseWish(words: readonly string[]): LampWish | null {
  const [pattern, ...more] = words;
  if (pattern === 'off') return more.length === 0 ? { pattern } : null;
  const times = pattern === 'blink' ? more.splice(0, 2).map((word) => decimal(word, 5_000)) : [];
  const [word, ...rest] = more;
  const colour = lampColours.find((one): one is LampColour => one === word);
  if (rest.length > 0 || (word !== undefined && colour === undefined)) return null;
  const coloured = colour === undefined ? {} : { colour };
  if (pattern === 'on') return { pattern, ...coloured };
  const [onMs, offMs] = times;
  if (pattern !== 'blink' || onMs === undefined || onMs === null || offMs === undefined || offMs === null) return null;
  const wish = { pattern, onMs, offMs, ...coloured } as const;
  return isWish(wish) ? wish : null;
}

/** False for times that a lamp may not have. */
export function isWish(wish: LampWish): boolean {
  if (wish.pattern !== 'blink') return true;
  const { onMs, offMs } = wish;
  return [onMs, offMs].every((ms) => Number.isInteger(ms) && ms >= 50 && ms <= 5_000) && onMs + offMs >= 400;
}

/** Number of the event after this one. */
export function nextNumber(number: number): number {
  return (number + 1) & 0xff;
}

function letters<T>(word: string, count: number, meanings: Readonly<Record<string, T>>): readonly T[] | null {
  if (count === 0) return word === '-' ? [] : null;
  const values = [...word].map((letter) => ownValue(meanings, letter));
  return values.length === count && values.every((value) => value !== null) ? values : null;
}

function ownValue<T>(meanings: Readonly<Record<string, T>>, key: string): T | null {
  return Object.hasOwn(meanings, key) ? (meanings[key] ?? null) : null;
}

function isWord(word: string | undefined, maxLength: number): word is string {
  return word !== undefined && word.length <= maxLength && /^[A-Za-z0-9._-]+$/.test(word);
}

function decimal(word: string | undefined, max: number): number | null {
  return word !== undefined && /^\d{1,4}$/.test(word) && Number(word) <= max ? Number(word) : null;
}

function hexByte(word: string | undefined): number | null {
  return word !== undefined && /^[0-9A-F]{2}$/.test(word) ? Number.parseInt(word, 16) : null;
}
