import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  everyWord,
  listedText,
  packDictionary,
  publicText,
  stepOf,
  unpackDictionary,
  type Word,
  weightSteps,
} from './packed.ts';
import { soundsOf } from './places.ts';

const syllable = fc.constantFrom('a', 'an', 'pan', 'yu', 'zhuang', 'lve', 'x');
const character = fc.constantFrom('广', '州', '番', '禺', '赟', '𠮷', '𬱖', '㛃', '·');
const word: fc.Arbitrary<Word> = fc
  .array(fc.tuple(character, syllable), { minLength: 1, maxLength: 6 })
  .chain((pairs) =>
    fc.record({
      text: fc.constant(pairs.map(([text]) => text).join('')),
      syllables: fc.constant(pairs.map(([, spelled]) => spelled)),
      weight: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  );
const keyOf = ({ text, syllables }: Pick<Word, 'text' | 'syllables'>) => `${text} ${syllables.join("'")}`;

test('a word that was packed is not lost, changed or doubled', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const read = [...everyWord(unpackDictionary(packDictionary(words)))].map(keyOf);
      expect(read.toSorted()).toEqual([...new Set(words.map(keyOf))].toSorted());
    }),
  );
});

test('the packed list depends on the words only, not on their order', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      expect(packDictionary(words.toReversed())).toEqual(packDictionary(words));
    }),
  );
});

test('a word with another number of characters than syllables is refused when the list is made', () => {
  expect(() => packDictionary([{ text: '一下子', syllables: ['yi', 'xia'], weight: 0 }])).toThrow('一下子');
});

test('a rare character that only strokes write does not borrow the sound and the words of another', () => {
  const dictionary = unpackDictionary(
    packDictionary([{ text: '𠮷', syllables: ['ji'], sounds: ['ji2'], weight: 0.1 }]),
  );
  expect(soundsOf(dictionary, listedText(dictionary, '𠮷'))).toEqual(['ji2']);
  expect(publicText(dictionary, listedText(dictionary, '𠮷'))).toBe('𠮷');
  expect(soundsOf(dictionary, listedText(dictionary, '𠂇'))).toBeNull();
});

test('a heavier word never gets a lower step', () => {
  const weight = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(weight, weight, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(stepOf(low)).toBeLessThanOrEqual(stepOf(high));
      expect(stepOf(high)).toBeLessThanOrEqual(weightSteps);
    }),
  );
});
