import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldGroups, groupDigits, receiptGroups, typeKey } from './grouping.ts';

test('a mobile number is read as 3-4-4, half typed or whole', () => {
  expect(groupDigits('13800138000', [3, 4, 4])).toEqual(['138', '0013', '8000']);
  expect(groupDigits('13800', [3, 4, 4])).toEqual(['138', '00']);
  expect(groupDigits('', [3, 4, 4])).toEqual([]);
});

test('no digit is lost by grouping', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9X]{0,32}$/), fc.array(fc.integer({ min: 1, max: 8 })), (value, groups) => {
      expect(groupDigits(value, groups).join('')).toBe(value);
    }),
  );
});

test('a receipt number keeps its own groups', () => {
  expect(receiptGroups('TH0017-261123-0042-3')).toEqual(['TH0017', '261123', '0042', '3']);
});

test('the field shows how many digits are missing', () => {
  expect(fieldGroups('1380', [3, 4, 4], 11)).toEqual([
    { typed: '138', empty: 0 },
    { typed: '0', empty: 3 },
    { typed: '', empty: 4 },
  ]);
  expect(fieldGroups('12', [], 4)).toEqual([{ typed: '12', empty: 2 }]);
});

test('a short number is not asked for in more places than it may have: they stood across the keys', () => {
  expect(fieldGroups('1', [4, 4, 4, 4, 4, 4, 4, 4], 9)).toEqual([
    { typed: '1', empty: 3 },
    { typed: '', empty: 4 },
    { typed: '', empty: 1 },
  ]);
  fc.assert(
    fc.property(
      fc.stringMatching(/^[0-9]{0,32}$/),
      fc.array(fc.integer({ min: 1, max: 8 })),
      fc.integer({ min: 1, max: 32 }),
      (value, groups, maxLength) => {
        const typed = value.slice(0, maxLength);
        const shown = fieldGroups(typed, groups, maxLength);
        expect(shown.map((group) => group.typed).join('')).toBe(typed);
        expect(shown.reduce((sum, group) => sum + group.typed.length + group.empty, 0)).toBe(maxLength);
      },
    ),
  );
});

test('a new code is not typed into the void behind a wrong one: it begins anew, and taking back mends the old one', () => {
  const six = { maxLength: 6, allowX: false };
  expect(typeKey('123456', '7', six, true)).toBe('7');
  expect(typeKey('123456', '7', six)).toBe('123456');
  expect(typeKey('12345', '7', six, true)).toBe('123457');
  expect(typeKey('44010619900101002X', 'X', { maxLength: 18, allowX: true }, true)).toBe('44010619900101002X');
});

test('no key sequence makes a value that the terminal would refuse', () => {
  const keys = fc.array(fc.constantFrom(...'0123456789X', 'a', '-', ''));
  fc.assert(
    fc.property(
      keys,
      fc.integer({ min: 1, max: 32 }),
      fc.boolean(),
      fc.boolean(),
      (pressed, maxLength, allowX, isRefused) => {
        const value = pressed.reduce((typed, key) => typeKey(typed, key, { maxLength, allowX }, isRefused), '');
        expect(value.length).toBeLessThanOrEqual(maxLength);
        expect(value).toMatch(allowX ? /^[0-9]*X?$/ : /^[0-9]*$/);
        expect(value.includes('X') && value.length < maxLength).toBe(false);
      },
    ),
  );
});
