import { createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newUnopenableKey, publicKeyOf, sealIntl, sha256, signBase64, verifyBase64 } from './suite-intl-1.ts';

/** RFC 8032 §7.1, test 2: one byte 0x72. */
const rfc8032 = {
  secret: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
  public: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  signature:
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
};
/** PKCS #8 prefix of a raw Ed25519 key (RFC 8410 §7). */
const pkcs8 = Buffer.concat([
  Buffer.from('302e020100300506032b657004220420', 'hex'),
  Buffer.from(rfc8032.secret, 'hex'),
]);
const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
const publicKey = Buffer.from(rfc8032.public, 'hex').toString('base64url');

describe('Ed25519', () => {
  test('vector of RFC 8032', () => {
    expect(publicKeyOf(key)).toBe(publicKey);
    expect(Buffer.from(signBase64(key, 'r'), 'base64').toString('hex')).toBe(rfc8032.signature);
  });

  test('another text, another key or another signature does not verify', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        const signature = signBase64(key, text);
        expect(verifyBase64(publicKey, text, signature)).toBe(true);
        expect(verifyBase64(publicKey, other, signature)).toBe(text === other);
      }),
      { numRuns: 30 },
    );
    expect(verifyBase64('no key', 'r', signBase64(key, 'r'))).toBe(false);
    expect(verifyBase64(publicKey, 'r', '')).toBe(false);
  });
});

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
