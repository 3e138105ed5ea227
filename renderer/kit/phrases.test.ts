import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phrasesOf, sentencesOf } from './phrases.tsx';

test('a heading breaks where it is spoken, not inside a word', () => {
  expect(phrasesOf('本机不能打印小票，请扫码保存')).toEqual(['本机不能打印小票，', '请扫码保存']);
  expect(phrasesOf('Place your ID card, please')).toEqual(['Place your ID card, please']);
});

test('no line of an English heading says the opposite of its sentence', () => {
  expect(sentencesOf('A card was left here. Do not use this machine')).toEqual([
    'A card was left here. ',
    'Do not use this machine',
  ]);
  expect(sentencesOf('Is this you? A card, please')).toEqual(['Is this you? ', 'A card, please']);
  expect(sentencesOf('Receipt no. TH0017-261123-0042-3')).toEqual(['Receipt no. TH0017-261123-0042-3']);
});

test('no character of a text is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('挂', '失', '，', '？', ' ', 'a')), (parts) => {
      expect(phrasesOf(parts.join('')).join('')).toBe(parts.join(''));
    }),
  );
});
