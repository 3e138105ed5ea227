import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phrasesOf } from './phrases.tsx';

test('a heading breaks where it is spoken, not inside a word', () => {
  expect(phrasesOf('本机不能打印小票，请扫码保存')).toEqual(['本机不能打印小票，', '请扫码保存']);
  expect(phrasesOf('Place your ID card, please')).toEqual(['Place your ID card, please']);
});

test('no character of a text is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('挂', '失', '，', '？', ' ', 'a')), (parts) => {
      expect(phrasesOf(parts.join('')).join('')).toBe(parts.join(''));
    }),
  );
});
