import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdsHalfPair, holdsNul, isPlainJson } from './json-text.ts';

test('a text with NUL is found, and one with the six signs of its escape is not refused for it', () => {
  const pieces = fc.array(fc.constantFrom('\0', '\\', 'u0000', '\\u0000', '"', 'x'), { maxLength: 8 });
  fc.assert(
    fc.property(pieces, pieces, (key, value) => {
      const [name, text] = [key.join(''), value.join('')];
      expect(holdsNul(JSON.stringify({ [name]: [text] }))).toBe(`${name}${text}`.includes('\0'));
    }),
  );
});

test('half a character is found, and neither a whole one nor the six signs of its escape', () => {
  const pieces = fc.array(fc.constantFrom('\ud83d', '\ude00', '\u{1f600}', '\\', 'ud83d', '\\ude00', 'x'), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(pieces, pieces, (key, value) => {
      const [name, text] = [key.join(''), value.join('')];
      const isWhole = name.isWellFormed() && text.isWellFormed();
      expect(holdsHalfPair(JSON.stringify({ [name]: [text] }))).toBe(!isWhole);
    }),
  );
});

test('a key that could change what objects inherit, and NUL, are found however they are written', () => {
  const escaped = (text: string, at: number) =>
    Array.from(text, (sign, i) => (i === at ? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}` : sign)).join(
      '',
    );
  const dangerous = fc.constantFrom('__proto__', 'constructor', '\0', 'a\0b');
  fc.assert(
    fc.property(dangerous, fc.nat({ max: 12 }), fc.nat({ max: 3 }), fc.boolean(), (text, at, depth, isKey) => {
      // A NUL that is not written by its code is no JSON at all.
      const written = escaped(text, text.includes('\0') ? text.indexOf('\0') : at);
      const one = isKey ? `{"a":1,"${written}":{"prototype":1}}` : `{"a":"${written}"}`;
      const json = `${'[{"x":'.repeat(depth)}${one}${'}]'.repeat(depth)}`;
      expect(JSON.stringify(JSON.parse(json))).toContain(JSON.stringify(text).slice(1, -1));
      expect(isPlainJson(json)).toBe(false);
    }),
  );
});

test('a batch as machines send it is read without further search', () => {
  expect(isPlainJson('{"storeEpoch":"e","messages":[{"ct":"AAA+/=","orderKey":"社保卡"}]}')).toBe(true);
});
