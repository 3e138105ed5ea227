import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { sm3, sm4 } from 'sm-crypto-v2';
import { describe, expect, test } from 'vitest';
import { gmEncBytes, openGm, sealGm } from './gm-1.ts';
import { isSm2PublicKey, newSm2Key, sm2Decrypt, sm2Encrypt, sm2Sign, sm2Verify } from './sm2.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** GB/T 32918.5-2017, annexes A and C: key pair, signature of "message digest", encryption of "encryption standard". */
const standard = {
  privateKey: bytes('3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8').toString('base64url'),
  publicKey: bytes(
    '09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13',
  ).toString('base64url'),
  signature: bytes(
    'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA',
  ),
  sealed: bytes(
    '04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0' +
      '59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766' +
      '21886CA989CA9C7D58087307CA93092D651EFA',
  ),
};

describe('what the standards print', () => {
  test('SM3 of GB/T 32905-2016, annex A', () => {
    const digest = (text: string) => createHash('sm3').update(text).digest('hex');
    expect(digest('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
    expect(digest('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
  });

  test('SM4 of GB/T 32907-2016, annex A: one block', () => {
    const key = bytes('0123456789ABCDEFFEDCBA9876543210');
    const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
    expect(cipher.update(key).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
  });

  test('SM2 signature of GB/T 32918.5-2017, annex A, and no other text, key or user', () => {
    const text = Buffer.from('message digest');
    expect(sm2Verify(standard.publicKey, text, standard.signature)).toBe(true);
    expect(sm2Verify(standard.publicKey, Buffer.from('message digesT'), standard.signature)).toBe(false);
    expect(sm2Verify(standard.publicKey, text, standard.signature, 'ALICE123@YAHOO.COM')).toBe(false);
    expect(sm2Verify(newSm2Key().publicKey, text, standard.signature)).toBe(false);
  });

  test('SM2 encryption of GB/T 32918.5-2017, annex C', () => {
    const plain = sm2Decrypt(standard.privateKey, standard.sealed);
    expect(plain.ok && Buffer.from(plain.value).toString()).toBe('encryption standard');
  });
});

test('a signature made here verifies with the same key and nothing else; one bit changes everything', () => {
  const key = newSm2Key();
  const text = randomBytes(100);
  const signature = sm2Sign(key, text);
  expect(sm2Verify(key.publicKey, text, signature)).toBe(true);
  for (const at of [0, 31, 32, 63]) {
    const bent = Buffer.from(signature);
    bent[at] = (bent[at] ?? 0) ^ 1;
    expect(sm2Verify(key.publicKey, text, bent)).toBe(false);
  }
});

test('what is no point of the curve is no key', () => {
  expect(isSm2PublicKey(standard.publicKey)).toBe(true);
  const off = Buffer.from(standard.publicKey, 'base64url');
  off[63] = (off[63] ?? 0) ^ 1;
  for (const bad of [
    '',
    'AAAA',
    off.toString('base64url'),
    Buffer.alloc(64).toString('base64url'),
    `${standard.publicKey}=`,
  ])
    expect([bad, isSm2PublicKey(bad)]).toEqual([bad, false]);
});

test('OpenSSL and the library that has SM2 agree on SM3, HMAC-SM3 and SM4', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 16, maxLength: 16 }), (text, key) => {
      expect(sm3(text)).toBe(createHash('sm3').update(text).digest('hex'));
      expect(sm3(text, { mode: 'hmac', key })).toBe(createHmac('sm3', key).update(text).digest('hex'));
      const cipher = createCipheriv('sm4-ecb', key, null);
      expect(sm4.encrypt(text, key)).toBe(Buffer.concat([cipher.update(text), cipher.final()]).toString('hex'));
    }),
    { numRuns: 50 },
  );
});

describe('a sealed body', () => {
  const key = newSm2Key();

  test('opens with its key and binding, whatever is in it, and is fresh each time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.string(), (plain, aad) => {
        const one = sealGm(key.publicKey, plain, aad, randomBytes);
        expect([one.enc.byteLength, one.ct.byteLength]).toEqual([gmEncBytes, plain.byteLength + 32]);
        const opened = openGm(key.privateKey, one.enc, one.ct, aad);
        expect(opened.ok && Buffer.from(opened.value).equals(plain)).toBe(true);
        expect(Buffer.from(sealGm(key.publicKey, plain, aad, randomBytes).ct).equals(one.ct)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  test('does not open with another key, another binding, or any bit changed', () => {
    const { enc, ct } = sealGm(key.publicKey, Buffer.from('some body'), 'aad', randomBytes);
    expect(openGm(newSm2Key().privateKey, enc, ct, 'aad').ok).toBe(false);
    expect(openGm(key.privateKey, enc, ct, 'aaD').ok).toBe(false);
    expect(openGm(key.privateKey, enc.subarray(1), ct, 'aad').ok).toBe(false);
    expect(openGm(key.privateKey, enc, ct.subarray(0, 31), 'aad').ok).toBe(false);
    fc.assert(
      fc.property(fc.nat(enc.byteLength + ct.byteLength - 1), fc.nat(7), (at, bit) => {
        const whole = Buffer.concat([enc, ct]);
        whole[at] = (whole[at] ?? 0) ^ (1 << bit);
        const opened = openGm(key.privateKey, whole.subarray(0, gmEncBytes), whole.subarray(gmEncBytes), 'aad');
        expect(opened.ok).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  test('random bytes of the caller are not left behind', () => {
    const keys = Buffer.alloc(48, 7);
    sealGm(key.publicKey, Buffer.from('x'), 'aad', () => keys);
    expect(keys.every((byte) => byte === 0)).toBe(true);
  });
});

test('what is encrypted to a key is 96 bytes longer and opens with nothing missing', () => {
  const key = newSm2Key();
  for (const length of [1, 48, 300]) {
    const plain = randomBytes(length);
    const sealed = sm2Encrypt(key.publicKey, plain);
    expect(sealed.byteLength).toBe(length + 96);
    const opened = sm2Decrypt(key.privateKey, sealed);
    expect(opened.ok && Buffer.from(opened.value).equals(plain)).toBe(true);
    expect(sm2Decrypt(key.privateKey, sealed.subarray(0, -1)).ok).toBe(false);
  }
});
