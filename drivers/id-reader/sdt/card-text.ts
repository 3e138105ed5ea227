import type { IdCard } from '../../../contract/id-card.ts';
import { isRealDay } from '../../../contract/id-number.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { type CardKind, type Field, flagOffset, kindFlags, type Layout, layouts, textBytes } from './card-layouts.ts';
import { ethnicityWord, sexCodes } from './codes.ts';

/** `shape`: the lengths do not add up. `wrongCard`: a flag that is none of the four kinds. */
export type PayloadFault = 'shape' | 'wrongCard';

/** The parts of a card read, as views of the reply's data. */
export interface CardPayload {
  readonly text: Uint8Array;
  readonly photo: Uint8Array;
  /** null in the short shape, empty when the firmware answers the long shape without a finger. */
  readonly finger: Uint8Array | null;
}

export interface CardText {
  readonly card: IdCard;
  /** The name holds private-use characters (rare characters on older cards): kept, to be drawn with a fallback font. */
  readonly hasRareCharacters: boolean;
}

/**
 * Splits the data of a reply to `30 01` or `30 10`. The shape is told by arithmetic, never by the command sent: some firmware answers
 * `30 01` in the long shape with an empty finger. A photo of an unusual size is kept; a text of another size is not believed.
 */
export function splitPayload(data: Uint8Array): Result<CardPayload, PayloadFault> {
  if (data.length < 4) return err('shape');
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const text = view.getUint16(0);
  const photo = view.getUint16(2);
  if (text !== textBytes) return err('shape');
  const parts = (from: number, finger: Uint8Array | null) => ({
    text: data.subarray(from, from + text),
    photo: data.subarray(from + text, from + text + photo),
    finger,
  });
  if (data.length === 4 + text + photo) return ok(parts(4, null));
  if (data.length < 6) return err('shape');
  const finger = view.getUint16(4);
  if (data.length !== 6 + text + photo + finger) return err('shape');
  return ok(parts(6, data.subarray(6 + text + photo)));
}

/** Reads the kind of the card and its fields as trimmed text, named as in `layouts`. */
export function cardFields(
  text: Uint8Array,
): Result<{ readonly kind: CardKind; readonly fields: Readonly<Record<string, string>> }, PayloadFault> {
  if (text.length !== textBytes) return err('shape');
  const flag = rawText(text, [flagOffset, 2]);
  const kind = (Object.keys(kindFlags) as CardKind[]).find(
    (candidate) => kindFlags[candidate] === (flag === '\0' ? ' ' : flag),
  );
  if (kind === undefined) return err('wrongCard');
  const layout: Layout = layouts[kind];
  const fields: Record<string, string> = {};
  for (const [name, field] of Object.entries(layout)) fields[name] = trimEnd(rawText(text, field));
  if (kind === 'foreign2023') {
    const { nameEn, nameEnRest } = layouts.foreign2023;
    fields.nameEn = trimEnd(rawText(text, nameEn) + rawText(text, nameEnRest));
    delete fields.nameEnRest;
  }
  return ok({ kind, fields });
}

/** The whole card. A record is never refused for an unknown code, a damaged character or an impossible date: such fields are named. */
export function decodeCardText(text: Uint8Array): Result<CardText, PayloadFault> {
  const read = cardFields(text);
  if (!read.ok) return read;
  const { kind, fields } = read.value;
  const damaged = new Set<string>();
  const take = (field: string, key: string = field): string => {
    const value = fields[field] ?? '';
    if (value.includes('\uFFFD')) damaged.add(key);
    return value;
  };
  const day = (field: string, key: string): string => {
    const value = take(field, key);
    const iso = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`;
    if (/^\d{8}$/.test(value) && isRealDay(iso)) return iso;
    if (field === 'validTo' && value === '长期') return 'long-term';
    damaged.add(key);
    return value;
  };
  const sexCode = take('sex');
  const sex = sexCodes[sexCode];
  if (sex === undefined) damaged.add('sex');
  const isForeign = kind === 'foreign2017' || kind === 'foreign2023';
  const nameEn = isForeign ? take('nameEn') : '';
  const chineseName = take('name');
  const base = {
    type: cardTypes[kind],
    // Foreign cards may carry no Chinese name; a card without any name would be of no use to a form.
    name: chineseName === '' ? nameEn : chineseName,
    sex: sex ?? 'unknown',
    ethnicity: kind === 'resident' ? ethnicityWord(take('ethnicity')) : null,
    birthDate: day('birth', 'birthDate'),
    address: isForeign ? null : take('address'),
    number: take(kind === 'foreign2017' ? 'cardNumber' : 'idNumber', 'number'),
    issuer: isForeign ? null : take('issuer'),
    validFrom: day('validFrom', 'validFrom'),
    validTo: day('validTo', 'validTo'),
    nameFieldFull: isNameFull(kind, text),
  };
  const extra = extraFields(kind, take, nameEn, base.number);
  return ok({
    card: { ...base, ...extra, damaged: [...damaged] },
    hasRareCharacters: /[\uE000-\uF8FF]/.test(chineseName),
  });
}

/** The blocks of 70 bytes that `30 03` answers, in the order of the reply (which one is newest is not documented); empty ones left out. */
export function decodeAddresses(data: Uint8Array): string[] {
  const addresses: string[] = [];
  for (let at = 0; at + addressBytes <= data.length; at += addressBytes) {
    const address = trimEnd(rawText(data, [at, addressBytes]));
    if (address !== '') addresses.push(address);
  }
  return addresses;
}

/** Bytes of one address block. */
export const addressBytes = 70;

/**
 * The 15-character number of the card before a 2023 foreign card, or null when the card names none.
 * Country + number[1..2] + link[0..1] + number[8..13] + link[2] + check digit; check: Σ value × (7, 3, 1 …) mod 10 with A = 10 … Z = 35.
 */
export function oldForeignNumber(nationality: string, number: string, link: string): string | null {
  if (!/^[A-Z]{3}$/.test(nationality) || !/^\d{17}[\dX]$/.test(number) || !/^[A-Z0-9<]{3}$/.test(link)) return null;
  const first14 = nationality + number.slice(1, 3) + link.slice(0, 2) + number.slice(8, 14) + link.slice(2);
  const weights = [7, 3, 1] as const;
  const sum = Array.from(first14).reduce((total, character, i) => {
    const value = character === '<' ? 0 : Number.parseInt(character, 36);
    return total + value * (weights[i % 3] ?? 0);
  }, 0);
  return first14 + String(sum % 10);
}

const cardTypes = {
  resident: 'resident',
  hmt: 'hmt',
  foreign2017: 'foreign-2017',
  foreign2023: 'foreign-2023',
} as const satisfies Record<CardKind, IdCard['type']>;

function extraFields(
  kind: CardKind,
  take: (field: string, key?: string) => string,
  nameEn: string,
  number: string,
): Partial<IdCard> {
  if (kind === 'resident') return {};
  if (kind === 'hmt') return { travelPermit: take('travelPermit'), issueCount: take('issueCount') };
  const nationality = take('nationality');
  if (kind === 'foreign2017') {
    return { nameEn, nationality, cardVersion: take('version', 'cardVersion'), authority: take('authority') };
  }
  const oldNumber = oldForeignNumber(nationality, number, take('link', 'oldNumber'));
  return { nameEn, nationality, renewals: take('renewals'), ...(oldNumber === null ? {} : { oldNumber }) };
}

/** A name field without padding may hold only the first part of a longer name. */
function isNameFull(kind: CardKind, text: Uint8Array): boolean {
  const isFull = (field: Field) => !/[ \0]$/.test(rawText(text, field));
  if (kind === 'foreign2017') return isFull(layouts.foreign2017.name) || isFull(layouts.foreign2017.nameEn);
  if (kind === 'foreign2023') return isFull(layouts.foreign2023.name) || isFull(layouts.foreign2023.nameEnRest);
  return isFull(layouts[kind].name);
}

/** A lone surrogate becomes U+FFFD; nothing is thrown. */
function rawText(bytes: Uint8Array, [offset, size]: Field): string {
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes.subarray(offset, offset + size));
}

/** Trailing blanks and NULs go; blanks inside stay, English names have them. */
function trimEnd(text: string): string {
  return text.replace(/[ \0]+$/, '');
}
