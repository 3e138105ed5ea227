import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { AttributeReader, attributes } from './attributes.ts';
import { decodeIpp, encodeIpp, groupTags, type IppAttribute, type IppMessage, ippLimits, valueTags } from './codec.ts';
import { jobViews, printerView, statusText } from './operations.ts';

const name = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => Buffer.byteLength(text) <= 255);
const bytes = fc.uint8Array({ maxLength: 40 });
const attribute: fc.Arbitrary<IppAttribute> = fc.oneof(
  fc
    .tuple(name, fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 4 }))
    .map(([key, values]) => attributes.integer(key, ...values)),
  fc.tuple(name, fc.boolean()).map(([key, value]) => attributes.boolean(key, value)),
  fc
    .tuple(name, fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { minLength: 1, maxLength: 4 }))
    .map(([key, values]) => attributes.keyword(key, ...values)),
  name.map((key) => attributes.noValue(key)),
  fc.tuple(name, bytes).map(([key, value]) => ({ name: key, values: [{ tag: valueTags.octetString, value }] })),
);
const message: fc.Arbitrary<IppMessage> = fc.record({
  version: fc.constantFrom(0x0101, 0x0200),
  code: fc.nat(0xffff),
  requestId: fc.integer({ min: 1, max: 0x7fff_ffff }),
  groups: fc.array(
    fc.record({ tag: fc.constantFrom(1, 2, 4, 5, 6, 7), attributes: fc.array(attribute, { maxLength: 6 }) }),
    { maxLength: 4 },
  ),
});

describe('IPP messages', () => {
  it('come back as they were, and say how long they are', () => {
    fc.assert(
      fc.property(message, bytes, (one, behind) => {
        const encoded = encodeIpp(one);
        const decoded = decodeIpp(Buffer.concat([encoded, behind]));
        expect(decoded).toEqual({ ok: true, value: { message: one, length: encoded.length } });
      }),
    );
  });

  it('any bytes: no throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (junk) => {
        decodeIpp(junk);
      }),
      { numRuns: 1_000 },
    );
  });

  it('each beginning of a message is incomplete, never another message', () => {
    fc.assert(
      fc.property(message, fc.nat(), (one, seed) => {
        const encoded = encodeIpp(one);
        const cut = encoded.subarray(0, seed % encoded.length);
        expect(decodeIpp(cut)).toEqual({ ok: false, error: 'incomplete' });
      }),
    );
  });
});

test('RFC 8010, appendix A.2: the reply to a print job as the standard writes it', () => {
  const reply = Buffer.concat([
    Buffer.from('020000000000000101', 'hex'),
    Buffer.from('470012', 'hex'),
    Buffer.from('attributes-charset'),
    Buffer.from('0005', 'hex'),
    Buffer.from('utf-8'),
    Buffer.from('02', 'hex'),
    Buffer.from('210006', 'hex'),
    Buffer.from('job-id'),
    Buffer.from('000400000093', 'hex'),
    Buffer.from('230009', 'hex'),
    Buffer.from('job-state'),
    Buffer.from('000400000003', 'hex'),
    Buffer.from('03', 'hex'),
  ]);
  const decoded = decodeIpp(reply);
  if (!decoded.ok) throw new Error(decoded.error);
  expect(decoded.value.length).toBe(reply.length);
  expect(jobViews(decoded.value.message)).toMatchObject([{ id: 147, state: 'pending', impressions: null, name: '' }]);
});

test('a collection is skipped with everything in it, also nested', () => {
  const member = (tag: number, key: string, value: Uint8Array) =>
    Buffer.concat([Uint8Array.of(tag, 0, key.length), Buffer.from(key), Uint8Array.of(0, value.length), value]);
  const empty = new Uint8Array();
  const bytes = Buffer.concat([
    Buffer.from('0200000000000001', 'hex'),
    Uint8Array.of(groupTags.printer),
    member(valueTags.begCollection, 'media-col', empty),
    member(valueTags.memberAttrName, '', Buffer.from('media-size')),
    member(valueTags.begCollection, '', empty),
    member(valueTags.memberAttrName, '', Buffer.from('x')),
    member(valueTags.integer, '', Buffer.from('00005208', 'hex')),
    member(valueTags.endCollection, '', empty),
    member(valueTags.endCollection, '', empty),
    member(valueTags.enum, 'printer-state', Buffer.from('00000003', 'hex')),
    Uint8Array.of(groupTags.end),
  ]);
  const decoded = decodeIpp(bytes);
  if (!decoded.ok) throw new Error(decoded.error);
  expect(printerView(decoded.value.message)).toMatchObject({ state: 'idle', reasons: [], markers: [] });
});

test.each([
  ['a value before any group', '0200000000000001 220001 61 0001 01 03', 'bad-group'],
  ['a further value without a first', '0200000000000001 01 210000 0004 00000001 03', 'bad-attribute'],
  ['an integer of three bytes', '0200000000000001 01 210001 61 0003 000001 03', 'bad-value'],
  ['the end of a collection that never began', '0200000000000001 01 370000 0000 03', 'bad-attribute'],
  ['a name longer than names are', '0200000000000001 01 440100', 'bad-attribute'],
])('refused: %s', (_, hex, error) => {
  expect(decodeIpp(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toEqual({ ok: false, error });
});

test('a reply without end is too long, not endless', () => {
  const endless = Buffer.alloc(ippLimits.messageBytes + 10, Buffer.from('440001610001 62'.replaceAll(' ', ''), 'hex'));
  endless.set(Buffer.from('020000000000000102', 'hex'), 0);
  expect(decodeIpp(endless)).toMatchObject({ ok: false });
});

test('what does not fit is a bug of the caller', () => {
  const over = attributes.keyword('k', 'x'.repeat(40_000));
  const groups = [{ tag: groupTags.job, attributes: [over] }];
  expect(() => encodeIpp({ version: 0x0200, code: 0, requestId: 1, groups })).toThrow('too long');
});

test('an attribute of another type reads as absent; text with a language reads as text', () => {
  const withLanguage = Buffer.concat([
    Buffer.from('0002', 'hex'),
    Buffer.from('en'),
    Buffer.from('0005', 'hex'),
    Buffer.from('act-7'),
  ]);
  const group = {
    tag: groupTags.job,
    attributes: [
      attributes.keyword('job-id', 'seven'),
      { name: 'job-name', values: [{ tag: valueTags.nameWithLanguage, value: withLanguage }] },
      { name: 'damaged', values: [{ tag: valueTags.textWithLanguage, value: Uint8Array.of(0, 9, 1) }] },
    ],
  };
  const reader = new AttributeReader(group);
  expect([reader.number('job-id'), reader.text('job-name'), reader.text('damaged')]).toEqual([null, 'act-7', null]);
  expect(statusText(0x0406)).toBe('ipp-0406 notFound');
});
