import { expect, test } from 'vitest';
import { controlOf } from './focused-control.ts';

test.each([
  ['a letter', { key: 'p' }, 'p'],
  ['a key of three letters', { key: '2', act: 'letters' }, 'A B C，2'],
  ['a stroke', { key: '1', act: 'stroke' }, '横'],
  ['a reading', { key: 'pan', act: 'reading' }, 'pan'],
  ['a candidate', { candidate: '云' }, '云，白云的云'],
] as const)('%s is typed: it goes to the headset only, by its name', (_, marks, name) => {
  expect(controlOf(marks, name)).toEqual({ kind: 'typing', name });
});

test('a candidate brings its syllables, phrase by phrase', () => {
  expect(controlOf({ candidate: '云', sounds: 'yun2|bai2 yun2 de5 yun2' }, '云，白云的云')).toEqual({
    kind: 'typing',
    name: '云，白云的云',
    sounds: [['yun2'], ['bai2', 'yun2', 'de5', 'yun2']],
  });
});

test.each([
  ['backspace', { key: 'backspace', act: 'backspace' }, '退格'],
  ['another layout', { key: 'layout.nine', act: 'layout' }, '九键拼音'],
] as const)('%s writes nothing and may be heard by anybody', (_, marks, name) => {
  expect(controlOf(marks, name)).toEqual({ kind: 'other', name });
});

test('what a page names goes by its name there', () => {
  expect(controlOf({ action: 'continue' }, '继续')).toEqual({ kind: 'action', id: 'continue' });
  expect(controlOf({ option: 'yes' }, '是')).toEqual({ kind: 'option', id: 'yes' });
  expect(controlOf({ action: 'keyboard.open' }, '打字输入')).toEqual({ kind: 'other', name: '打字输入' });
});
