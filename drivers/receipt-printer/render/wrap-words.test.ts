import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeField } from './escape-field.ts';
import { printed, testProfile } from './render-rig.test-data.ts';
import { wrapWords } from './wrap-words.ts';

const word = fc.stringMatching(/^[a-zA-Z0-9.,:]{1,12}$/);
const han = fc.constantFrom('挂失', '银行账户', '请', '致电');
const text = fc.array(fc.oneof(word, han), { minLength: 1, maxLength: 20 }).map((parts) => parts.join(' '));

test('no word that fits into a line is broken, no character is lost, no empty line appears', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 14, max: 40 }), (value, width) => {
      const { lines } = printed(`{width:8,${width};border:0;align:left}\n甲 |${escapeField(value)}`);
      const rows = lines.map((line) => line.replace(/^甲 {6}|^ {8}/, ''));
      expect(rows.join('').replaceAll(' ', '')).toBe(value.replaceAll(' ', ''));
      const whole = new Set(value.split(' '));
      for (const row of rows) {
        expect(row.trim()).not.toBe('');
        for (const part of row.trim().split(' ')) {
          if (/^[\x21-\x7e]+$/.test(part)) expect(whole).toContain(part);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('a word longer than the line is broken where the line is full', () => {
  expect(printed(`{width:8,12;border:0;align:left}\n甲 |${'x'.repeat(30)}`).lines).toEqual([
    `甲      ${'x'.repeat(12)}`,
    `        ${'x'.repeat(12)}`,
    '        xxxxxx',
  ]);
});

test('what is no plain text stays as it is', () => {
  for (const line of [
    '---',
    '===',
    '{code:1234;option:qrcode,3,m}',
    '{_:a comment that is much longer than forty-eight columns of paper}',
  ]) {
    expect(wrapWords(line, testProfile)).toBe(line);
  }
});
