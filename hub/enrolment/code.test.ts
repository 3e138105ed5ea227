import { expect, test } from 'vitest';
import { hashCode, newCode, normaliseCode } from './code.ts';

test('codes have eight signs that cannot be mistaken for each other', () => {
  const codes = Array.from({ length: 200 }, newCode);
  for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
  expect(new Set(codes).size).toBe(200);
});

test('what a person types with blanks, hyphens or small letters is the same code', async () => {
  const salt = Buffer.from('salt');
  expect(normaliseCode(' abcd-2345 ')).toBe('ABCD2345');
  expect(await hashCode(normaliseCode('abcd 2345'), salt)).toBe(await hashCode('ABCD2345', salt));
  expect(await hashCode('ABCD2346', salt)).not.toBe(await hashCode('ABCD2345', salt));
});
