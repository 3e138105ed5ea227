import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uuid7, uuid7Ms, uuid7Pattern } from './uuid7.ts';

const tenBytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
const times = fc.integer({ min: 0, max: 2 ** 48 - 1 });

test('example of RFC 9562 appendix A.6', () => {
  const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  expect(uuid7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

test('has version and variant, and gives its time back', () => {
  fc.assert(
    fc.property(times, tenBytes, (ms, random) => {
      const id = uuid7(ms, random);
      expect(id).toMatch(new RegExp(uuid7Pattern));
      expect(uuid7Ms(id)).toBe(ms);
    }),
  );
});

test('later times sort later as text', () => {
  fc.assert(
    fc.property(times, times, tenBytes, tenBytes, (a, b, x, y) => {
      fc.pre(a < b);
      expect(uuid7(a, x) < uuid7(b, y)).toBe(true);
    }),
  );
});

test('too few random bytes are refused', () => {
  expect(() => uuid7(0, new Uint8Array(9))).toThrow(/ten random bytes/);
});
