import { createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { suites } from './envelope.ts';
import { suiteOf } from './public-key.ts';
import {
  newSigningKey,
  newSigningKeyPem,
  readPrivateKey,
  readPublicKey,
  signingKeyFromPem,
  verifyText,
} from './signing.ts';
import { sm2Pkcs8 } from './suites/sm2-signer.ts';

test('Ed25519: vector of RFC 8032 §7.1, test 2', () => {
  const pkcs8 = Buffer.from(
    '302e020100300506032b657004220420' + '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    'hex',
  );
  const key = readPrivateKey(pkcs8.toString('base64url'));
  expect(key.suite).toBe('intl-1');
  expect(Buffer.from(key.publicKey, 'base64url').toString('hex')).toBe(
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  );
  expect(Buffer.from(key.sign('r'), 'base64').toString('hex')).toBe(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  );
});

test('SM2: the key of GB/T 32918.5-2017, annex A, and its signature of "message digest"', () => {
  const privateKey = '3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8';
  const publicKey =
    '09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13';
  const signature =
    'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA';
  const base64url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
  const pair = { privateKey: base64url(privateKey), publicKey: base64url(publicKey) };
  const key = readPrivateKey(sm2Pkcs8(pair).toString('base64url'));
  expect([key.suite, key.publicKey]).toEqual(['gm-1', pair.publicKey]);
  expect(verifyText(key.publicKey, 'message digest', Buffer.from(signature, 'hex').toString('base64'))).toBe(true);
  expect(verifyText(key.publicKey, 'message digest', key.sign('message digest'))).toBe(true);
});

describe.each(suites)('%s', (suite) => {
  const pair = newSigningKey(suite);
  const key = readPrivateKey(pair.privateKey);
  const other = newSigningKey(suite);

  test('another text, another key, a bit changed or rubbish does not verify', () => {
    const reader = readPublicKey(pair.publicKey);
    if (reader === null) throw new Error('no key');
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(511), (text, wrong, at) => {
        const signature = key.sign(text);
        expect(signature).toMatch(/^[A-Za-z0-9+/]{86}==$/);
        expect(verifyText(reader, text, signature)).toBe(true);
        expect(verifyText(reader, wrong, signature)).toBe(wrong === text);
        const bent = Buffer.from(signature, 'base64');
        bent.writeUInt8(bent.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
        expect(verifyText(reader, text, bent.toString('base64'))).toBe(false);
      }),
      { numRuns: 20 },
    );
    expect(verifyText(other.publicKey, 'r', key.sign('r'))).toBe(false);
    for (const rubbish of ['', 'AAAA', 'A'.repeat(88), '!'.repeat(88)])
      expect(verifyText(reader, 'r', rubbish)).toBe(false);
  });

  test('a key survives its file, and OpenSSL reads it', () => {
    const pem = newSigningKeyPem(suite);
    const read = signingKeyFromPem(pem);
    expect([read.suite, suiteOf(read.publicKey)]).toEqual([suite, suite]);
    expect(verifyText(signingKeyFromPem(pem.replaceAll('\n', '\r\n')).publicKey, 'r', read.sign('r'))).toBe(true);
    expect(() => createPrivateKey(pem)).not.toThrow();
    for (const bad of ['', pem.slice(30), pem.slice(0, 60), pem.replace('PRIVATE', 'PUBLIC')])
      expect(() => signingKeyFromPem(bad)).toThrow();
  });

  test('what is cut, or of another suite, is no key', () => {
    const whole = Buffer.from(pair.privateKey, 'base64url');
    for (const cut of [whole.subarray(1), whole.subarray(0, -1), Buffer.alloc(0)])
      expect(() => readPrivateKey(cut.toString('base64url'))).toThrow();
    for (const bad of ['', 'AAAA', pair.publicKey.slice(1), `${pair.publicKey}=`, '!'.repeat(pair.publicKey.length)])
      expect([bad, readPublicKey(bad), verifyText(bad, 'r', key.sign('r'))]).toEqual([bad, null, false]);
  });
});

test('a signature of one suite is none of the other, and a key whose halves do not belong together is none', () => {
  const [intl, gm] = suites.map((suite) => readPrivateKey(newSigningKey(suite).privateKey));
  if (intl === undefined || gm === undefined) throw new Error('two suites');
  expect(verifyText(gm.publicKey, 'r', intl.sign('r'))).toBe(false);
  expect(verifyText(intl.publicKey, 'r', gm.sign('r'))).toBe(false);
  const half = Buffer.from(newSigningKey('gm-1').privateKey, 'base64url').subarray(0, 68);
  const foreign = Buffer.from(newSigningKey('gm-1').privateKey, 'base64url').subarray(68);
  expect(() => readPrivateKey(Buffer.concat([half, foreign]).toString('base64url'))).toThrow(/halves/);
});
