import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidatesOf } from './candidates.ts';
import { allows, append, backspace, type Composing, nothingTyped, pick, spell, takeLetters } from './compose.ts';
import { smallDictionary as dictionary } from './small-words.test-data.ts';

const free = { maxLength: 40, alphabet: undefined };

test('a sentence is typed syllable by syllable without losing a letter', () => {
  let state = [...'nihao'].reduce(spell, nothingTyped);
  for (const wanted of ['你', '好']) {
    const candidate = candidatesOf(dictionary, state.spelling).find(({ text }) => text === wanted);
    if (candidate === undefined) throw new Error(`${wanted} is not offered`);
    state = pick(state, candidate, free);
  }
  expect(state).toEqual({ ...nothingTyped, text: '你好' });
});

test('no sequence of keys makes a field longer than it may be or with characters that it does not take', () => {
  const key = fc.oneof(
    fc.constantFrom(...'abcxyz').map((letter) => (s: Composing) => spell(s, letter)),
    fc.constant(backspace),
    fc.nat(5).map((at) => (s: Composing) => {
      const candidate = candidatesOf(dictionary, s.spelling)[at];
      return candidate === undefined ? s : pick(s, candidate, { maxLength: 4, alphabet: 'A-Z0-9' });
    }),
    fc.string().map((text) => (s: Composing) => append(s, text, { maxLength: 4, alphabet: 'A-Z0-9' })),
    fc.constant((s: Composing) => takeLetters(s, { maxLength: 4, alphabet: 'A-Z0-9' })),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 30 }), (keys) => {
      const state = keys.reduce((before, press) => press(before), nothingTyped);
      expect(state.text).toMatch(/^[A-Z0-9]{0,4}$/);
    }),
  );
});

test('a character outside the basic plane counts as one and is taken back whole', () => {
  const state = append(nothingTyped, '𠮷𠮷', { maxLength: 1, alphabet: undefined });
  expect([...state.text]).toEqual(['𠮷']);
  expect(backspace(state).text).toBe('');
});

test('a broken alphabet does not lock the keyboard', () => expect(allows({ alphabet: 'z-a' }, 'a')).toBe(true));
