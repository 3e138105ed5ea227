import fc from 'fast-check';
import { expect, test } from 'vitest';
import { charactersOfStrokes, packStrokes, type StrokeEntry, shownStrokes, unpackStrokes } from './strokes.ts';

const entry: fc.Arbitrary<StrokeEntry> = fc.record({
  character: fc.constantFrom(...'一二十木林森番禺赟㛃'),
  sequence: fc.string({ unit: fc.constantFrom(...'12345') as fc.Arbitrary<string>, minLength: 1, maxLength: 12 }),
  step: fc.nat(66),
});

test('a character is found by all of its strokes and by every beginning of them', () => {
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 30 }), (entries) => {
      const table = unpackStrokes(packStrokes(entries));
      for (const { character, sequence } of entries) {
        for (let length = 1; length <= sequence.length; length += 1) {
          const found = charactersOfStrokes(table, sequence.slice(0, length)).map(({ text }) => text);
          expect(found).toContain(character);
          expect(new Set(found).size).toBe(found.length);
        }
      }
    }),
  );
});

test('what is written out stands before what only begins so, and common ones before rare ones', () => {
  const table = unpackStrokes(
    packStrokes([
      { character: '十', sequence: '12', step: 10 },
      { character: '木', sequence: '1234', step: 20 },
      { character: '林', sequence: '12341234', step: 30 },
    ]),
  );
  expect(charactersOfStrokes(table, '12').map(({ text }) => text)).toEqual(['十', '林', '木']);
  expect(charactersOfStrokes(table, '5')).toEqual([]);
  expect(charactersOfStrokes(table, 'x')).toEqual([]);
});

test('the field shows the last strokes of a long row', () => {
  expect(shownStrokes('12345')).toBe('一丨丿丶乛');
  expect(shownStrokes('3431234')).toBe('…丿一丨丿丶');
});
