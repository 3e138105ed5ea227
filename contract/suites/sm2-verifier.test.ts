import fc from 'fast-check';
import { sm2 } from 'sm-crypto-v2';
import { expect, test } from 'vitest';
import { newSm2Key, sm2PublicKeyOf, sm2Sign } from './sm2.ts';
import { sm2Checker } from './sm2-verifier.ts';

const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const field = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const bytesOf = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const pairOf = (privateKey: bigint) => {
  const own = bytesOf(privateKey).toString('base64url');
  return { privateKey: own, publicKey: sm2PublicKeyOf(own) };
};
/** As the library judges, which this file must agree with. */
const library = (publicKey: string, text: Uint8Array, signature: Buffer, userId: string): boolean => {
  const point = `04${Buffer.from(publicKey, 'base64url').toString('hex')}`;
  try {
    return sm2.doVerifySignature(text, signature.toString('hex'), point, { hash: true, der: false, userId });
  } catch {
    return false;
  }
};

test('it judges as the library does: any key, text and user, right and with one bit changed anywhere', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: order - 2n }),
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ maxLength: 40 }),
      fc.nat(511),
      (privateKey, text, userId, at) => {
        const pair = pairOf(privateKey);
        const check = sm2Checker(pair.publicKey, userId);
        const signature = sm2Sign(pair, text, userId);
        expect([check?.(text, signature), library(pair.publicKey, text, signature, userId)]).toEqual([true, true]);
        const bent = Buffer.from(signature);
        bent.writeUInt8(bent.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
        expect(check?.(text, bent)).toBe(false);
        expect(check?.(Buffer.concat([text, Buffer.of(0)]), signature)).toBe(false);
        expect(sm2Checker(pair.publicKey, `${userId}x`)?.(text, signature)).toBe(false);
      },
    ),
    { numRuns: 25 },
  );
});

test('keys at which both walks meet: those next to the base point, its double, its opposite and the ends of the order', () => {
  const text = Buffer.from('text');
  for (const privateKey of [1n, 2n, 3n, 15n, 1n << 64n, 1n << 128n, 1n << 192n, order - 3n, order - 2n]) {
    const pair = pairOf(privateKey);
    const check = sm2Checker(pair.publicKey);
    for (let i = 0; i < 3; i += 1) expect([privateKey, check?.(text, sm2Sign(pair, text))]).toEqual([privateKey, true]);
    expect(check?.(text, sm2Sign(newSm2Key(), text))).toBe(false);
  }
});

test('numbers that are none of the order are refused, though the sum would fit', () => {
  const pair = newSm2Key();
  const text = Buffer.from('text');
  const check = sm2Checker(pair.publicKey);
  const signature = sm2Sign(pair, text);
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
  const zero = Buffer.alloc(32);
  const [all, n] = [Buffer.alloc(32, 0xff), bytesOf(order)];
  const minusR = bytesOf(order - BigInt(`0x${r.toString('hex')}`));
  for (const bad of [
    [zero, s],
    [r, zero],
    [zero, zero],
    [n, s],
    [r, n],
    [all, s],
    [r, all],
    [r, minusR],
    [r],
    [r, s, s],
  ])
    expect(check?.(text, Buffer.concat(bad))).toBe(false);
  expect(check?.(text, Buffer.concat([r, s]))).toBe(true);
});

test('what is no point of the curve is no key', () => {
  const raw = Buffer.from(newSm2Key().publicKey, 'base64url');
  const y = BigInt(`0x${raw.subarray(32).toString('hex')}`);
  // The same point by a number that is none of the field, where there is one.
  const bigger = y + field < 1n << 256n ? [bytesOf(y + field)] : [];
  for (const bad of [
    Buffer.alloc(64),
    Buffer.alloc(64, 0xff),
    ...bigger.map((one) => Buffer.concat([raw.subarray(0, 32), one])),
  ])
    expect(sm2Checker(bad.toString('base64url'))).toBeNull();
  fc.assert(
    fc.property(fc.nat(511), (at) => {
      const bent = Buffer.from(raw);
      bent.writeUInt8(bent.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
      expect(sm2Checker(bent.toString('base64url'))).toBeNull();
    }),
    { numRuns: 50 },
  );
  for (const text of ['', 'AAAA', `${raw.toString('base64url')}=`, '!'.repeat(86)]) expect(sm2Checker(text)).toBeNull();
});
