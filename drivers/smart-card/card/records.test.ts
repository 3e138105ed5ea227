import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeResponse } from './apdu.ts';
import { dateField, digitsField, type Item, itemOf, nameField, textField } from './records.ts';
import { readSocialSecurityCard } from './social-security-card.ts';

interface Vector {
  readonly name: string;
  readonly hex: string;
  readonly expect: { readonly item: 'version' | 'cardId'; readonly value: string | null; readonly quality: string };
}
const file: { readonly vectors: readonly Vector[] } = JSON.parse(
  readFileSync(new URL('../vectors/ssc-cards.json', import.meta.url), 'utf8'),
);

/** Reads a card of which one item answers as the vector says, all others as missing. */
function fieldOf({ hex, expect: { item } }: Vector) {
  const bytes = Uint8Array.from(hex.split(' '), (pair) => Number.parseInt(pair, 16));
  const answer = decodeResponse(bytes);
  if (!answer.ok) throw new Error(answer.error);
  const tag = item === 'version' ? 0x03 : 0x01;
  // So that a card on which only the item under test is bad still counts as readable.
  const date = Uint8Array.of(0x05, 4, 0x20, 0x15, 0x08, 0x01);
  const reading = readSocialSecurityCard();
  let step = reading.next();
  while (!step.done) {
    const { ins, p1 } = step.value;
    if (ins === 0xa4) step = reading.next({ data: new Uint8Array(0), sw: 0x9000 });
    else if (p1 === tag) step = reading.next(answer.value);
    else if (p1 === 0x05) step = reading.next({ data: date.slice(), sw: 0x9000 });
    else step = reading.next({ data: new Uint8Array(0), sw: 0x6a83 });
  }
  if (step.value.type !== 'card') throw new Error(step.value.vendor);
  return item === 'version' ? step.value.fields.version : step.value.fields.areaCode;
}

describe('answers of cards', () => {
  it.each(file.vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const { value, quality } = vector.expect;
    expect(fieldOf(vector)).toEqual({ value, quality });
  });
});

describe('any bytes', () => {
  const item: fc.Arbitrary<Item> = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => ({ quality: 'ok' as const, bytes })),
    fc.constantFrom<Item>({ quality: 'missing' }, { quality: 'damaged' }, { quality: 'authFailed' }),
  );

  it('become a value that fits its form, or none, and never throw', () => {
    fc.assert(
      fc.property(item, item, (one, other) => {
        const date = dateField(one);
        expect(date.value === null || /^\d{4}-\d{2}-\d{2}$/.test(date.value)).toBe(true);
        expect(digitsField(one, 6).value ?? '000000').toMatch(/^\d{6}$/);
        expect(textField(one).value ?? ' ').toMatch(/^[\x20-\x7e]+$/);
        expect(nameField(one, other).value).not.toBe('');
      }),
    );
  });

  it('of a record: only the right tag with a length that fits gives its value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 30 }), fc.uint8Array({ maxLength: 4 }), (value, padding) => {
        const record = Uint8Array.of(0x09, value.length, ...value, ...padding);
        const isBlank = value.every((byte) => byte === 0) || value.every((byte) => byte === 0xff);
        expect(itemOf(record, 0x09, 30)).toEqual(isBlank ? { quality: 'missing' } : { quality: 'ok', bytes: value });
        expect(itemOf(record, 0x4e, 30)).toEqual({ quality: 'damaged' });
        expect(itemOf(record.slice(0, 1 + value.length), 0x09, 30)).toEqual({ quality: 'damaged' });
        expect(itemOf(record, 0x09, value.length - 1)).toEqual({ quality: 'damaged' });
      }),
    );
  });
});
