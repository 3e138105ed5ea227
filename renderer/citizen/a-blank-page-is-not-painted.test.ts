import { expect, test } from 'vitest';
import { isBlank } from './blank.ts';

const frame = (textContent: string, width = 1080, height = 1920) => ({
  textContent,
  getBoundingClientRect: () => ({ width, height }) as DOMRect,
});

test('words in a frame with a size and a style can be read', () => {
  expect(isBlank(frame('请放身份证'), '#fff')).toBe(false);
});

test.each([
  ['no frame of this revision', null, '#fff'],
  ['no words', frame(' \n '), '#fff'],
  ['no width', frame('请放身份证', 0), '#fff'],
  ['no height', frame('请放身份证', 1080, 0), '#fff'],
  ['no style sheet', frame('请放身份证'), ' '],
])('%s: blank', (_what, shown, ground) => {
  expect(isBlank(shown, ground)).toBe(true);
});
