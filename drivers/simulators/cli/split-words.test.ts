import { expect, it } from 'vitest';
import { UsageError } from '../../../contract/command.ts';
import { splitWords } from './split-words.ts';

it.each([
  ['', []],
  ['  device   list ', ['device', 'list']],
  [`--settings '{"model": "newland"}'`, ['--settings', '{"model": "newland"}']],
  [`--name="a b"'c' ""`, ['--name=a bc', '']],
])('%s', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

it.each([`say 'it`, 'a"b'])('a quote that is not closed: %s', (text) => {
  expect(() => splitWords(text)).toThrow(UsageError);
});
