import { expect, test } from 'vitest';
import { safeCode, safeSet, safeSetSize } from './safe-set.ts';

const code = (character: string): number | undefined => safeCode(character.codePointAt(0) ?? 0);

test('the safe set is exactly the two-byte part of CP936', () => {
  expect(safeSetSize).toBe(21_791);
  expect(safeSet().size).toBe(21_791);
  expect(new Set(safeSet().values()).size).toBe(21_791);
  const unified = Array.from({ length: 0x9fff - 0x4e00 + 1 }, (_, i) => 0x4e00 + i).filter(
    (cp) => safeCode(cp) !== undefined,
  );
  expect(unified).toHaveLength(20_902);
});

test.each([
  ['￥', 0xa3a4],
  ['龑', 0xfd8c],
  ['堃', 0x88d2],
  ['镕', 0xe946],
  ['喆', 0x86b4],
  ['\u3000', 0xa1a1],
  ['〓', 0xa1fe],
  ['─', 0xa9a4],
  ['·', 0xa1a4],
  ['—', 0xa1aa],
])('%s is printed as text', (character, expected) => {
  expect(code(character)).toBe(expected);
});

test.each(['¥', '€', '䶮', '䲟', '㛃', '𠮷', '𬱖', '²', '✔', 'A', '\u{e000}'])(
  '%s is not in the safe set',
  (character) => {
    expect(code(character)).toBeUndefined();
  },
);
