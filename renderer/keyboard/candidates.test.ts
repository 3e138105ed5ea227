import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidatesOf, columnsOf, leaves } from './candidates.ts';
import { keysOf } from './nine-keys.ts';
import { smallDictionary as dictionary, smallWords } from './small-words.test-data.ts';

const texts = (typed: string) => candidatesOf(dictionary, typed).map(({ text }) => text);
const typing = fc.string({ unit: fc.constantFrom(..."agnphuyizxo29786'") as fc.Arbitrary<string>, maxLength: 24 });

test('letters that run together are read both ways, the mark reads them one way', () => {
  expect(texts('xian').slice(0, 3)).toEqual(['先', '县', '西安']);
  expect(texts("xi'an")[0]).toBe('西安');
  expect(texts("xi'an")).not.toContain('先');
  expect(texts('fangan')).toEqual(expect.arrayContaining(['方案', '反感']));
});

test('words are found by their first letters, and by some whole syllables and some first letters', () => {
  for (const typed of ['gz', 'gzh', 'guangz', 'guangzh', 'gzhou']) expect(texts(typed), typed).toContain('广州');
  expect(texts('yxgs')).toEqual(['有限公司']);
  expect(texts('gzs')).toContain('广州市');
});

test('a beginning offers what it may become', () => {
  expect(texts('pany').slice(0, 3)).toEqual(['番禺', '番禺区', '攀援']);
  expect(texts('panyu')).toContain('番禺区');
  expect(texts('zh')).toEqual(expect.arrayContaining(['中', '这', '周']));
});

test('what the list has no word for is put together from words', () => {
  const [first] = candidatesOf(dictionary, 'guangzhoushipanyuqu');
  expect(first).toEqual({ text: '广州市番禺区', uses: 19, reading: 'guang zhou shi pan yu qu' });
  expect(texts('nihaoma')).not.toContain('你好吗');
});

test('ü is written as v and as most people type it', () => {
  expect(texts('lve')[0]).toBe('略');
  expect(texts('lue')[0]).toBe('略');
  expect(texts('nv')[0]).toBe('女');
});

test('nine keys find what letters find', () => {
  expect(texts('72698').slice(0, 4)).toEqual(expect.arrayContaining(['番禺', '番禺区']));
  expect(texts("pan'98")[0]).toBe('番禺');
  expect(texts('72698').indexOf('三元里')).toBeGreaterThan(texts('72698').indexOf('番禺'));
  expect(texts("pan'98")).not.toContain('三元里');
});

test('a character outside the basic plane is offered whole', () => {
  expect(texts('di')).toEqual(['𬱖']);
});

test('every word is found by its spelling, by its keys and, where it has two or more syllables, by its first letters', () => {
  for (const { text, syllables } of smallWords) {
    expect(texts(syllables.join('')), text).toContain(text);
    expect(texts(keysOf(syllables.join(''))), text).toContain(text);
    if (syllables.length > 1) expect(texts(syllables.map((one) => one[0]).join('')), text).toContain(text);
  }
});

test('no typing breaks the lookup, offers a text twice, or uses up more or less than it says', () => {
  fc.assert(
    fc.property(fc.oneof(typing, fc.string({ maxLength: 12 })), (typed) => {
      const found = candidatesOf(dictionary, typed);
      expect(new Set(found.map(({ text }) => text)).size).toBe(found.length);
      for (const { text, uses } of found) {
        expect(text).not.toBe('');
        expect(uses).toBeGreaterThan(0);
        expect(uses).toBeLessThanOrEqual(typed.length);
      }
      expect(candidatesOf(dictionary, typed)).toEqual(found);
    }),
    { numRuns: 300 },
  );
});

test('no candidate is lost between the leaves', () => {
  const all = candidatesOf(dictionary, 'shi');
  for (const columns of [3, 4, 8]) {
    const cut = leaves(all, columns);
    expect(cut.flat()).toEqual(all);
    for (const leaf of cut) {
      const wide = leaf.reduce((sum, one) => sum + Math.min(columns, columnsOf(one.text)), 0);
      expect(wide).toBeLessThanOrEqual(columns);
    }
  }
});
