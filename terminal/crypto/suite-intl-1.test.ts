import { describe, expect, test } from 'vitest';
import { newUnopenableKey, sealIntl, sha256 } from './suite-intl-1.ts';

test('SHA-256 of FIPS 180-4, in one part or several', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(sha256('abc').toString('hex')).toBe(abc);
  expect(sha256('a', Buffer.from('b'), 'c').toString('hex')).toBe(abc);
});

describe('seal', () => {
  test('is 16 bytes longer, fresh each time, and takes bytes that are a window on a larger buffer', async () => {
    const publicKey = newUnopenableKey();
    const plain = Buffer.from('--secret--').subarray(2, 8);
    const [one, two] = [await sealIntl(publicKey, plain, 'aad'), await sealIntl(publicKey, plain, 'aad')];
    expect([one.enc.length, one.ct.length]).toEqual([32, plain.length + 16]);
    expect(Buffer.from(one.ct).equals(Buffer.from(two.ct))).toBe(false);
    expect(Buffer.from(one.enc).equals(Buffer.from(two.enc))).toBe(false);
  });

  test('a key that is none is refused', async () => {
    await expect(sealIntl('AAAA', Buffer.from('x'), 'aad')).rejects.toThrow();
  });
});
