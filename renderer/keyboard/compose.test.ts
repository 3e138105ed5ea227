import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidatesOf, columnsOf, firstSyllable, leaves } from './candidates.ts';
import { allows, append, backspace, type Composing, pick, spell, takeLetters } from './compose.ts';
import { characterLines, wordLines } from './pinyin-table.gen.ts';
import { readTable } from './pinyin-table.ts';

const table = readTable(characterLines, wordLines);
const texts = (spelling: string) => candidatesOf(table, spelling).map((candidate) => candidate.text);
const empty: Composing = { text: '', spelling: '', leaf: 0 };
const free = { maxLength: 40, alphabet: undefined };

test('the character that everybody means stands on the first leaf', () => {
  expect(texts('shi')[0]).toBe('是');
  expect(texts('bu')[0]).toBe('不');
  expect(texts('guangzhou')[0]).toBe('广州');
  expect(texts('panyu').slice(0, 2)).toContain('番禺');
  expect(texts('yxgs')).toContain('有限公司');
  expect(texts('zh').slice(0, 20)).toContain('中');
});

test('every common character can be reached by its syllable', () => {
  for (const character of '的一是不了人我在有他这为之大来以个中上们社保卡挂失遗补换领取证明打印龙凤') {
    const reached = [...table.characters].some(([, list]) => list.includes(character));
    expect(reached, character).toBe(true);
  }
});

test('letters that run together are cut where the rest can still be read', () => {
  expect(firstSyllable(table, 'xian')).toBe('xian');
  expect(firstSyllable(table, "xi'an")).toBe('xi');
  expect(firstSyllable(table, 'nihao')).toBe('ni');
  expect(firstSyllable(table, 'fangan')).toBe('fang');
  expect(firstSyllable(table, 'zh')).toBeNull();
});

test('a sentence is typed syllable by syllable without losing a letter', () => {
  let state = [...'nihao'].reduce(spell, empty);
  for (const wanted of ['你', '好']) {
    const candidate = candidatesOf(table, state.spelling).find(({ text }) => text === wanted);
    if (candidate === undefined) throw new Error(`${wanted} is not offered`);
    state = pick(state, candidate, free);
  }
  expect(state).toEqual({ text: '你好', spelling: '', leaf: 0 });
});

test('no sequence of keys makes a field longer than it may be or with characters that it does not take', () => {
  const key = fc.oneof(
    fc.constantFrom(...'abcxyz').map((letter) => (s: Composing) => spell(s, letter)),
    fc.constant(backspace),
    fc.nat(5).map((at) => (s: Composing) => {
      const candidate = candidatesOf(table, s.spelling)[at];
      return candidate === undefined ? s : pick(s, candidate, { maxLength: 4, alphabet: 'A-Z0-9' });
    }),
    fc.string().map((text) => (s: Composing) => append(s, text, { maxLength: 4, alphabet: 'A-Z0-9' })),
    fc.constant((s: Composing) => takeLetters(s, { maxLength: 4, alphabet: 'A-Z0-9' })),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 30 }), (keys) => {
      const state = keys.reduce((before, press) => press(before), empty);
      expect(state.text).toMatch(/^[A-Z0-9]{0,4}$/);
    }),
  );
});

test('a character outside the basic plane counts as one and is taken back whole', () => {
  const state = append(empty, '𠮷𠮷', { maxLength: 1, alphabet: undefined });
  expect([...state.text]).toEqual(['𠮷']);
  expect(backspace(state).text).toBe('');
});

test('a broken alphabet does not lock the keyboard', () => expect(allows({ alphabet: 'z-a' }, 'a')).toBe(true));

test('no candidate is lost between the leaves', () => {
  const all = candidatesOf(table, 'shi');
  const cut = leaves(all, 8);
  expect(cut.flat()).toEqual(all);
  for (const leaf of cut) expect(leaf.reduce((sum, one) => sum + columnsOf(one.text), 0)).toBeLessThanOrEqual(8);
});

test('candidates come within one frame', () => {
  const startedAt = performance.now();
  for (const letters of ['s', 'sh', 'shi', 'zhongguorenmin', 'xiangangangan']) candidatesOf(table, letters);
  expect(performance.now() - startedAt).toBeLessThan(150);
});
