import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCells } from './cells.ts';
import { escapeCode, escapeField } from './escape-field.ts';
import { printed, testProfile } from './render-rig.test-data.ts';

/** Characters that mean something in markup, in any order, with everything else that people and attackers type. */
const nasty = fc.constantFrom(...'\\{}|~_"`^-=;:xn0aA黎㛃¥\u3000 \u0301\u0338\t\n\r\x1b\x1d\x00\x7f\u00a0\u200b\ud842');
const value = fc.oneof(
  fc.array(nasty, { maxLength: 18 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 18 }),
  fc.string({ unit: 'grapheme', maxLength: 18 }),
);

/** What must stand on paper: without format characters, composed, control characters blank, edges trimmed, twins replaced. */
function expected(text: string): string {
  const plain = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .normalize()
    .replace(/^\p{Zs}+|\p{Zs}+$/gu, '');
  const { cells } = toCells(plain, testProfile.glyphs);
  return cells.map((cell) => (cell.kind === 'glyph' ? '▯' : cell.text)).join('');
}

test('any value is printed literally and never understood as markup', () => {
  fc.assert(
    fc.property(value, (text) => {
      const { lines } = printed(`{width:6,*;border:0}\n甲 |${escapeField(text)}\n乙 |丙`);
      // Line breaks between words are layout, and blanks at such a break go with it.
      expect(lines.slice(0, -1).join('').replaceAll(' ', '')).toBe(`甲${expected(text).replaceAll(' ', '')}`);
      expect(lines.at(-1)).toBe('乙    丙');
    }),
    // A blank of no width between letter and accent: found by chance once.
    { numRuns: 1000, examples: [['n\u200b\u0301']] },
  );
});

test('a value of rule or cut characters stays text', () => {
  for (const text of ['---', '===', '-', '=', '{code:1}', '^^^', '\\n', '|', '""', '{x:abc}']) {
    expect(printed(`{width:6,*;border:0}\n甲 |${escapeField(text)}`).lines).toEqual([`甲    ${text}`]);
    expect(printed(escapeField(text)).lines.map((line) => line.trim())).toEqual([text]);
  }
});

test('an empty value keeps its column', () => {
  expect(printed(`{width:6,6,*;border:0}\n甲 |${escapeField(' \n ')} |乙`).lines).toEqual(['甲          乙']);
});

test.each([
  ['a;b', 'a\\x3bb'],
  ['x-y=z', 'x\\x2dy\\x3dz'],
  ['', null],
  ['黎', null],
  [' a', null],
  ['a\n', null],
])('data of a code: %j', (text, escaped) => {
  expect(escapeCode(text)).toBe(escaped);
});
