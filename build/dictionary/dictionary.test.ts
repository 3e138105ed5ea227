import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type Candidate, candidatesOf } from '../../renderer/keyboard/candidates.ts';
import { spokenCandidate, type TellingWords } from '../../renderer/keyboard/defining-word.ts';
import {
  type Dictionary,
  everyWord,
  type PackedDictionary,
  unpackDictionary,
} from '../../renderer/keyboard/dictionary/packed.ts';
import { keysOf } from '../../renderer/keyboard/nine-keys.ts';
import {
  charactersOfStrokes,
  type PackedStrokes,
  type StrokeTable,
  unpackStrokes,
} from '../../renderer/keyboard/strokes.ts';
import { root } from '../project.mjs';
import { ensureDictionary } from './make-dictionary.ts';
import { tonedSyllables } from './readings.ts';

/** The delivered list itself, as the page loads it. */
let dictionary: Dictionary;
let strokes: StrokeTable;
let telling: TellingWords;
let words: readonly { readonly text: string; readonly syllables: readonly string[] }[];

const load = (name: string): Promise<unknown> => import(pathToFileURL(join(root, '.cache/dictionary', name)).href);
const texts = (found: readonly Candidate[]): readonly string[] => found.map(({ text }) => text);
const typed = (letters: string): readonly string[] => texts(candidatesOf(dictionary, letters));

beforeAll(async () => {
  ensureDictionary();
  const list = (await load('words.js')) as { readonly packed: PackedDictionary; readonly telling: TellingWords };
  dictionary = unpackDictionary(list.packed);
  telling = list.telling;
  strokes = unpackStrokes(((await load('strokes.js')) as { readonly packed: PackedStrokes }).packed);
  words = [...everyWord(dictionary)];
  // Made here only where no build was before.
});

test('a word of the list is found by its full spelling and by its keys', () => {
  expect(words.length).toBeGreaterThan(75_000);
  fc.assert(
    fc.property(fc.nat(words.length - 1), (at) => {
      const { text = '', syllables = [] } = words[at] ?? {};
      expect(typed(syllables.join('')), syllables.join("'")).toContain(text);
      expect(typed(keysOf(syllables.join(''))), syllables.join("'")).toContain(text);
    }),
    { numRuns: 400 },
  );
});

test.each([
  ['panyu', '番禺'],
  ['guangzhoushi', '广州市'],
  ['gz', '广州'],
  ['zengchengqu', '增城区'],
  ['conghuaqu', '从化区'],
  ['chongqing', '重庆'],
  ['chengqu', '城区'],
  ['yxgs', '有限公司'],
  ['xian', '西安'],
  ['changlong', '长隆'],
  ['shequweishengfuwuzhongxin', '社区卫生服务中心'],
] as const)('%s → %s stands among the first twelve', (letters, wanted) => {
  expect(typed(letters).slice(0, 12)).toContain(wanted);
});

test('an address is written in one go', () => {
  expect(typed('tianhequshipaijiedao')[0]).toBe('天河区石牌街道');
  expect(typed('wozhuzaitianhe')[0]).toBe('我住在天河');
});

test('the character that everybody means stands first', () => {
  for (const [letters, wanted] of [
    ['shi', '是'],
    ['bu', '不'],
    ['wo', '我'],
    ['de', '的'],
  ] as const) {
    expect(typed(letters)[0]).toBe(wanted);
  }
  expect(typed('zh').slice(0, 20)).toContain('中');
});

test.each([
  ['赟', 'yun', '4134112121542534'],
  ['喆', 'zhe', '121251121251'],
  ['堃', 'kun', '41534153121'],
  ['龑', 'yan', '41431251115151111134'],
  ['瀞', 'jing', '44111212511355112'],
  ['㛃', 'jie', '111253531'],
  ['䶮', 'yan', '135341134'],
] as const)(
  '%s of names is reached by its reading on the first leaves, by keys and by strokes',
  (character, reading, written) => {
    expect(typed(reading).indexOf(character)).toBeGreaterThanOrEqual(0);
    expect(typed(reading).indexOf(character)).toBeLessThan(100);
    expect(typed(keysOf(reading))).toContain(character);
    expect(texts(charactersOfStrokes(strokes, written))).toContain(character);
  },
);

test('every character of GB 2312 has strokes and a reading; every one of the Table of General Standard Characters outside the basic plane has a reading', () => {
  const read = new Set(words.filter(({ syllables }) => syllables.length === 1).map(({ text }) => text));
  const written = new Set(strokes.characters);
  const decoder = new TextDecoder('gbk');
  const missing: string[] = [];
  for (let row = 0xb0; row <= 0xf7; row += 1) {
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) {
      const one = decoder.decode(Uint8Array.of(row, cell));
      if (/^\p{Script=Han}$/u.test(one) && !(read.has(one) && written.has(one))) missing.push(one);
    }
  }
  expect(missing).toEqual([]);
  expect([...read].filter((one) => one.length > 1)).toHaveLength(196);
});

test('candidates are told apart when they are heard', () => {
  const heard = (text: string) => spokenCandidate(dictionary, telling, text).name;
  expect(heard('赟')).toBe('赟，文武贝的赟');
  expect(heard('喆')).toBe('喆，两个吉的喆');
  expect(heard('禺')).toBe('禺，番禺的禺');
  expect(heard('番禺')).toBe('番禺');
  const common = '的一是不了人我在有他这为之大来以个中上们社保卡挂失遗补换领取证明打印龙凤';
  for (const one of common) expect(heard(one), one).toMatch(new RegExp(`^${one}，.*${one}.*的${one}$`));
});

test('a candidate brings the syllables of its words, and recordings of them are asked for', () => {
  const sounds = (text: string) => spokenCandidate(dictionary, telling, text).sounds;
  expect(sounds('番禺')).toEqual([['pan1', 'yu2']]);
  expect(sounds('重')[0]).toEqual(['zhong4']);
  expect(sounds('重庆')).toEqual([['chong2', 'qing4']]);
  expect(sounds('赟')).toEqual([['yun1'], ['wen2', 'wu3', 'bei4', 'de5', 'yun1']]);
  expect(sounds('天河区石牌街道')).toEqual([['tian1', 'he2', 'qu1', 'shi2', 'pai2', 'jie1', 'dao4']]);
  const recorded = new Set(tonedSyllables().map((sound) => sound.slice(0, -1)));
  const unheard = [...'赟喆堃龑瀞的一是不了重庆广州番禺女绿略'].filter((one) =>
    sounds(one)
      .flat()
      .some((sound) => !recorded.has(sound.slice(0, -1))),
  );
  expect(unheard).toEqual([]);
});

test('no typing breaks the delivered list', () => {
  const unit = fc.constantFrom(..."abcdeghinuoqsxyz279'") as fc.Arbitrary<string>;
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 48 }), (letters) => {
      const found = typed(letters);
      expect(new Set(found).size).toBe(found.length);
    }),
    { numRuns: 60 },
  );
});

test('the sources stay small enough for a clone, and what is made of them for a page', () => {
  const size = (name: string) => readFileSync(join(root, name)).length;
  expect(size('.cache/dictionary/words.js')).toBeLessThan(4_000_000);
  expect(size('build/dictionary/strokes.txt') + size('build/dictionary/parts.txt')).toBeLessThan(1_000_000);
});

test('the same sources make the same files', async () => {
  const { makeDictionary } = await import('./make-dictionary.ts');
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const shipped = readFileSync(join(root, '.cache/dictionary/strokes.js'), 'utf8');
  expect(digest(`export const packed = ${JSON.stringify(makeDictionary().strokes)};\n`)).toBe(digest(shipped));
});
