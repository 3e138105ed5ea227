import type { FieldQuality } from '../../../contract/id-card.ts';
import { parseIdNumber } from '../../../contract/id-number.ts';
import { instructions, type ReadingCommand, type ResponseApdu, swText } from './apdu.ts';
import { dateField, digitsField, type Field, type Item, itemOf, nameField, textField } from './records.ts';

/** What a social-security card says without keys. */
export interface SocialSecurityFields {
  readonly areaCode: Field;
  readonly cardNumber: Field;
  readonly version: Field;
  readonly issued: Field;
  readonly validTo: Field;
  readonly name: Field;
  readonly idNumber: Field;
}

/** End of one reading. `vendor` is a status word or a technical word, never data. */
export type CardReading =
  | { readonly type: 'card'; readonly fields: SocialSecurityFields }
  | {
      readonly type: 'refused';
      /** E_MEDIA_INVALID: not a social-security card; E_CHIP: the chip reports a fault; E_DATA_BAD: nothing on it could be read. */
      readonly code: 'E_MEDIA_INVALID' | 'E_CHIP' | 'E_DATA_BAD';
      readonly vendor: string;
    };

/** Asks with commands, is told the answers. Pure: no time, no I/O, no memory of its own beyond this reading. */
export type Reading<T> = Generator<ReadingCommand, T, ResponseApdu>;

/**
 * Items of the two files that hold them: tag, position, size in bytes. EF05 is free on every card; EF06 is free on versions 1 and 2 and needs keys on
 * version 3. Source: docs/protocols/social-security-card.md, section 2, "Items".
 */
const items = {
  cardId: { tag: 0x01, record: 1, bytes: 16 },
  version: { tag: 0x03, record: 3, bytes: 4 },
  issued: { tag: 0x05, record: 5, bytes: 4 },
  validTo: { tag: 0x06, record: 6, bytes: 4 },
  cardNumber: { tag: 0x07, record: 7, bytes: 9 },
  idNumber: { tag: 0x08, record: 1, bytes: 18 },
  name: { tag: 0x09, record: 2, bytes: 30 },
  nameContinued: { tag: 0x4e, record: 3, bytes: 20 },
  sex: { tag: 0x0a, record: 4, bytes: 1 },
  birthDate: { tag: 0x0d, record: 7, bytes: 4 },
} as const;
type ItemOf = (typeof items)[keyof typeof items];

/** "sx1.sh." and 社会保障 in GBK. */
const environmentName = Uint8Array.of(
  ...[0x73, 0x78, 0x31, 0x2e, 0x73, 0x68, 0x2e],
  ...[0xc9, 0xe7, 0xbb, 0xe1, 0xb1, 0xa3, 0xd5, 0xcf],
);

const sw = {
  ok: 0x9000,
  /** End of file before Le bytes: the data are there. */
  endOfFile: 0x6282,
  securityNotMet: 0x6982,
  conditionsNotMet: 0x6985,
  functionNotSupported: 0x6a81,
  notFound: 0x6a82,
  recordMissing: 0x6a83,
  wrongP1P2: 0x6a86,
  dataNotFound: 0x6a88,
  wrongOffset: 0x6b00,
} as const;

/** A card that keeps saying "more" (61 xx) is stopped here; the longest honest answer takes one. */
const maxParts = 4;

/**
 * Reads a social-security card as far as it allows without keys. All commands are harmless; VERIFY is never
 * sent (rule C1). An honest card gets about 13 of them, one that answers nonsense fewer than 300.
 * Order: environment → EF05 → 03, 01, 05, 06, 07 → EF06 → 08, 09, 4E, 0A, 0D. On a version 3 card the first item of EF06 is asked for
 * once, so that the card itself says that it wants keys.
 * Source: docs/protocols/social-security-card.md, sections 1 and 2.
 */
export function* readSocialSecurityCard(): Reading<CardReading> {
  const environment = yield* exchange(select(0x04, environmentName));
  if (environment.sw !== sw.ok) return refusal(environment.sw);
  const cardFile = yield* selectFile(0x05);
  if (cardFile !== sw.ok) return refusal(cardFile);
  const version = yield* readField(items.version, (item) => textField(item, /^\d\.\d\d$/));
  const areaCode = yield* readField(items.cardId, (item) => digitsField(item, 6));
  const issued = yield* readField(items.issued, dateField);
  const validTo = yield* readField(items.validTo, dateField);
  const cardNumber = yield* readField(items.cardNumber, (item) => textField(item, /^[0-9A-Z]+$/));
  const open = [version, areaCode, issued, validTo, cardNumber];
  if (open.every((field) => field.quality !== 'ok')) {
    return { type: 'refused', code: 'E_DATA_BAD', vendor: version.quality };
  }
  const holder = yield* readHolder();
  return { type: 'card', fields: { areaCode, cardNumber, version, issued, validTo, ...holder } };
}

function* readHolder(): Reading<Pick<SocialSecurityFields, 'name' | 'idNumber'>> {
  const holderFile = yield* selectFile(0x06);
  if (holderFile !== sw.ok) return withoutHolder(qualityOf(holderFile));
  const number = yield* readItem(items.idNumber);
  if (number.quality === 'authFailed') return withoutHolder('authFailed');
  const name = yield* readItem(items.name);
  const continued = yield* readItem(items.nameContinued);
  const sex = yield* readField(items.sex, (item) => textField(item, /^[129]$/));
  const birthDate = yield* readField(items.birthDate, dateField);
  const holder = { name: nameField(name, continued), idNumber: idNumberField(number, sex, birthDate) };
  for (const item of [number, name, continued]) forget(item);
  return holder;
}

function withoutHolder(quality: FieldQuality): Pick<SocialSecurityFields, 'name' | 'idNumber'> {
  return { name: { value: null, quality }, idNumber: { value: null, quality } };
}

/** A wrong check character is damage; a birth date or sex on the card that says otherwise is a mismatch. */
function idNumberField(item: Item, sex: Field, birthDate: Field): Field {
  const field = textField(item, /^\d{17}[\dXx]$/);
  if (field.value === null) return field;
  const number = parseIdNumber(field.value, '9999-12-31');
  if (!number.ok) return { value: null, quality: 'damaged' };
  const { birth, normalised } = number.value;
  const sexDigit = { male: '1', female: '2', unknown: null }[number.value.sex ?? 'unknown'];
  const contradicts =
    (birthDate.value !== null && birthDate.value !== birth) ||
    (sexDigit !== null && (sex.value === '1' || sex.value === '2') && sex.value !== sexDigit);
  return { value: normalised, quality: contradicts ? 'mismatch' : 'ok' };
}

/** Selects EF05 or EF06 and gives the status word. Cards differ in P1: 02 by the standard, 00 is also seen. */
function* selectFile(id: number): Reading<number> {
  const file = Uint8Array.of(0xef, id);
  const { sw: first } = yield* exchange(select(0x02, file));
  if (first !== sw.wrongP1P2 && first !== sw.functionNotSupported && first !== sw.notFound) return first;
  return (yield* exchange(select(0x00, file))).sw;
}

/** One item in words; the bytes that it came from are zeroed. */
function* readField(wanted: ItemOf, inWords: (item: Item) => Field): Reading<Field> {
  const item = yield* readItem(wanted);
  const field = inWords(item);
  forget(item);
  return field;
}

function forget(item: Item): void {
  if (item.quality === 'ok') item.bytes.fill(0);
}

/** One item, asked for by its tag, or by its position where the card does not know the first form. */
function* readItem({ tag, record, bytes }: ItemOf): Reading<Item> {
  const le = bytes + 2;
  let answer = yield* exchange(readRecord(tag, 0x00, le));
  if (answer.sw === sw.wrongP1P2 || answer.sw === sw.wrongOffset || answer.sw === sw.functionNotSupported) {
    answer = yield* exchange(readRecord(record, 0x04, le));
  }
  const isThere = answer.sw === sw.ok || answer.sw === sw.endOfFile;
  const item: Item = isThere ? itemOf(answer.data, tag, bytes) : { quality: qualityOf(answer.sw) };
  answer.data.fill(0);
  return item;
}

/** One command with what the transport of old cards makes of it: 6C xx = again with this length, 61 xx = fetch the answer. */
function* exchange(command: ReadingCommand): Reading<ResponseApdu> {
  let answer = yield* withRightLength(command);
  const parts: Uint8Array[] = [answer.data];
  for (let i = 0; i < maxParts && answer.sw >> 8 === 0x61; i += 1) {
    answer = yield* withRightLength(getResponse(answer.sw & 0xff || 256));
    parts.push(answer.data);
  }
  if (parts.length === 1) return answer;
  const data = Uint8Array.from(parts.flatMap((part) => [...part]));
  for (const part of parts) part.fill(0);
  return { data, sw: answer.sw };
}

function* withRightLength(command: ReadingCommand): Reading<ResponseApdu> {
  const answer = yield command;
  if (command.le === null || answer.sw >> 8 !== 0x6c) return answer;
  return yield { ...command, le: answer.sw & 0xff || 256 };
}

function qualityOf(status: number): Exclude<FieldQuality, 'ok' | 'mismatch' | 'incomplete'> {
  if (status === sw.securityNotMet || status === sw.conditionsNotMet) return 'authFailed';
  const isMissing = status === sw.recordMissing || status === sw.dataNotFound || status === sw.notFound;
  return isMissing ? 'missing' : 'damaged';
}

/** 64, 65, 6F: the chip itself reports a fault. Everything else at SELECT means that this is another kind of card, or one that is blocked. */
function refusal(status: number): CardReading {
  const isFault = [0x64, 0x65, 0x6f].includes(status >> 8);
  return { type: 'refused', code: isFault ? 'E_CHIP' : 'E_MEDIA_INVALID', vendor: swText(status) };
}

function select(p1: number, data: Uint8Array): ReadingCommand {
  return { cla: 0x00, ins: instructions.select, p1, p2: 0x00, data, le: null };
}

function readRecord(p1: number, p2: number, le: number): ReadingCommand {
  return { cla: 0x00, ins: instructions.readRecord, p1, p2, data: new Uint8Array(0), le };
}

function getResponse(le: number): ReadingCommand {
  return { cla: 0x00, ins: instructions.getResponse, p1: 0x00, p2: 0x00, data: new Uint8Array(0), le };
}
