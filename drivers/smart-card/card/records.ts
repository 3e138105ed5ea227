import type { FieldQuality } from '../../../contract/id-card.ts';
import { isRealDay } from '../../../contract/id-number.ts';

/** What became of one item of the card: its bytes, or why there are none. */
export type Item =
  | { readonly quality: 'ok'; readonly bytes: Uint8Array }
  | { readonly quality: Exclude<FieldQuality, 'ok' | 'mismatch' | 'incomplete'> };

/** A value in words with its quality. `value` is null unless it can be used: `ok`, `incomplete` or `mismatch`. */
export interface Field {
  readonly value: string | null;
  readonly quality: FieldQuality;
}

/**
 * Takes the value out of a record: tag (1 byte), length (1 byte), value. A record of another tag, one that ends too early and one that is longer
 * than the item can be are damaged. A shorter value is taken as it is; bytes behind it are padding of the record.
 * Source: docs/protocols/social-security-card.md, section 2.
 * @param maxBytes size of the item by the table of that section
 */
export function itemOf(record: Uint8Array, tag: number, maxBytes: number): Item {
  const [actualTag, length] = record;
  if (record.length === 0) return { quality: 'missing' };
  if (actualTag !== tag || length === undefined || length > maxBytes) return { quality: 'damaged' };
  const bytes = record.slice(2, 2 + length);
  if (bytes.length < length) return { quality: 'damaged' };
  return isBlank(bytes) ? { quality: 'missing' } : { quality: 'ok', bytes };
}

/** Form `an`: printable ASCII, padded with 00 on the right. */
export function textField(item: Item, shape: RegExp = /^[\x20-\x7e]+$/): Field {
  if (item.quality !== 'ok') return { value: null, quality: item.quality };
  const text = String.fromCharCode(...withoutPadding(item.bytes)).trim();
  return shape.test(text) ? { value: text, quality: 'ok' } : { value: null, quality: 'damaged' };
}

/** Form `cn`: packed digits, padded with F on the right; exactly `digits` of them must be there. */
export function digitsField(item: Item, digits: number): Field {
  if (item.quality !== 'ok') return { value: null, quality: item.quality };
  const text = Array.from(item.bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, digits);
  return text.length === digits && /^\d+$/.test(text)
    ? { value: text, quality: 'ok' }
    : { value: null, quality: 'damaged' };
}

/** Form `cn`, YYYYMMDD, as `YYYY-MM-DD`. A day that is not in the calendar is damaged. */
export function dateField(item: Item): Field {
  const { value, quality } = digitsField(item, 8);
  if (value === null) return { value, quality };
  const iso = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`;
  return isRealDay(iso) ? { value: iso, quality } : { value: null, quality: 'damaged' };
}

/**
 * Name: the bytes of item 09 and of its continuation 4E are joined first, since a character may be cut in two, then 00 is dropped, then decoded
 * as GB18030. A full first part whose continuation could not be read is `incomplete`: the name may be longer.
 * Source: docs/protocols/social-security-card.md, "Reading order".
 */
export function nameField(first: Item, continued: Item): Field {
  if (first.quality !== 'ok') return { value: null, quality: first.quality };
  const rest = continued.quality === 'ok' ? continued.bytes : new Uint8Array(0);
  const bytes = Uint8Array.from([...first.bytes, ...rest]).filter((byte) => byte !== 0);
  const isCut = continued.quality !== 'ok' && first.bytes.length === nameBytes && first.bytes.at(-1) !== 0;
  const value = gb18030Text(bytes);
  bytes.fill(0);
  if (value === null) return { value: null, quality: isCut ? 'incomplete' : 'damaged' };
  const isLost = continued.quality === 'damaged' || continued.quality === 'authFailed';
  return { value, quality: isCut || isLost ? 'incomplete' : 'ok' };
}

/** Size of item 09. */
const nameBytes = 30;

/** Control characters have no place in a name; the decoder's own substitute neither. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
const unfitForName = /[\u0000-\u001f\u007f-\u009f\ufffd]/;

function gb18030Text(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('gb18030', { fatal: true }).decode(bytes).trim();
    return text === '' || unfitForName.test(text) ? null : text;
  } catch {
    return null; // bytes that are no GB18030
  }
}

/** A record that was never written: all 00 or all FF. */
function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff);
}

function withoutPadding(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === 0xff)) end -= 1;
  return bytes.subarray(0, end);
}
