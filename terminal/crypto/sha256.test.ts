import { expect, test } from 'vitest';
import { sha256 } from './sha256.ts';

test('SHA-256 of FIPS 180-4, in one part or several', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(sha256('abc').toString('hex')).toBe(abc);
  expect(sha256('a', Buffer.from('b'), 'c').toString('hex')).toBe(abc);
});
