import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidatesOf } from './candidates.ts';
import { keysOf, readingsOf, settle, shownLetters } from './nine-keys.ts';
import { smallDictionary as dictionary } from './small-words.test-data.ts';

test('the first keys may be read as each syllable that they write, longest first, and as single letters', () => {
  expect(readingsOf(dictionary, '726')).toEqual(['pan', 'san', 'p', 's']);
  expect(readingsOf(dictionary, "pan'98")).toEqual(['yu', 'x', 'y', 'z']);
  expect(readingsOf(dictionary, 'panyu')).toEqual([]);
});

test('a chosen reading settles its keys and no others; a single letter may still grow', () => {
  expect(settle('72698', 'pan')).toBe("pan'98");
  expect(settle("pan'98", 'yu')).toBe("pan'yu'");
  expect(settle('726', 'p')).toBe('p26');
  expect(readingsOf(dictionary, 'p26')).toEqual(['pan']);
  expect(settle('p26', 'pan')).toBe("pan'");
  expect(settle('panyu', 'pan')).toBe('panyu');
});

test('the field shows letters for keys', () => {
  expect(shownLetters('72698', candidatesOf(dictionary, '72698')[0])).toBe('pan yu');
  expect(shownLetters('77', undefined)).toBe('pp');
});

test('any keys can be settled to their end, reading by reading, without losing one', () => {
  const keys = fc.string({ unit: fc.constantFrom(...'23456789') as fc.Arbitrary<string>, minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(keys, fc.nat(), (typed, pick) => {
      let now = typed;
      for (let turn = 0; turn < 40; turn += 1) {
        const readings = readingsOf(dictionary, now);
        const reading = readings[pick % Math.max(1, readings.length)];
        if (reading === undefined) break;
        const next = settle(now, reading);
        expect(keysOf(next.replaceAll("'", ''))).toBe(typed);
        expect(next).not.toBe(now);
        now = next;
      }
    }),
  );
});
