import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdsNul } from './json-text.ts';

test('a text with NUL is found, and one with the six signs of its escape is not refused for it', () => {
  const pieces = fc.array(fc.constantFrom('\0', '\\', 'u0000', '\\u0000', '"', 'x'), { maxLength: 8 });
  fc.assert(
    fc.property(pieces, pieces, (key, value) => {
      const [name, text] = [key.join(''), value.join('')];
      expect(holdsNul(JSON.stringify({ [name]: [text] }))).toBe(`${name}${text}`.includes('\0'));
    }),
  );
});
