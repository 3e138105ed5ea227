import { expect, test } from 'vitest';
import { defineTexts, wordsOf } from './define-texts.ts';

const texts = defineTexts(
  'test',
  {
    'state.ok': '正常',
    found_one: '找到 {{count}} 台',
    found_other: '找到 {{count}} 台',
    'alarm.sync:gap': '缺号',
    named: '{{name}}',
  },
  {
    'state.ok': 'In order',
    found_one: '{{count}} machine',
    found_other: '{{count}} machines',
    'alarm.sync:gap': 'Gap',
    named: '{{name}}',
  },
);

test('English tells one and many apart, Chinese does not', () => {
  expect(wordsOf(texts, 'en')('found', { count: 1 })).toBe('1 machine');
  expect(wordsOf(texts, 'en')('found', { count: 2 })).toBe('2 machines');
  expect(wordsOf(texts, 'zh-CN')('found', { count: 1 })).toBe('找到 1 台');
});

test('codes with dots and colons are names, not paths', () => {
  expect(wordsOf(texts, 'en').of('alarm.', 'sync:gap')).toBe('Gap');
  expect(wordsOf(texts, 'zh-CN').of('state.', 'ok')).toBe('正常');
});

test('a code that the page does not know is shown as it is', () => {
  expect(wordsOf(texts, 'en').of('state.', 'brandNew')).toBe('brandNew');
  expect(wordsOf(texts, 'en').of('', 'toString')).toBe('toString');
});

test('a value keeps its characters: React escapes, nobody else', () => {
  expect(wordsOf(texts, 'en')('named', { name: '<A & B>' })).toBe('<A & B>');
});
