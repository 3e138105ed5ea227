import { sm2 } from 'sm-crypto-v2';
import { err, ok, type Result } from '../result.ts';

/**
 * SM2 on the recommended curve (GB/T 32918.5-2017). Keys are raw and base64url without padding: private 32 bytes, public 64 bytes (x ‖ y, without the leading 04).
 *
 * Not by node:crypto: a key made there with `namedCurve: 'SM2'` signs ECDSA over that curve, one imported from DER signs SM2 with an empty user id, and neither encrypts.
 */
export interface Sm2KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** User id of signatures where nothing else was agreed (GB/T 35276-2017 §10). */
const sm2UserId = '1234567812345678';

/** C1 ‖ C3 around the text: a point of 64 bytes and a digest of 32. */
export const sm2Overhead = 96;
const publicBytes = 64;
const privateBytes = 32;
/** Order of C1, C3, C2 as GB/T 32918.4-2016 has it. */
const c1c3c2 = 1;

/** New key pair on sm2p256v1 (GB/T 32918.5): 64 bytes of the point and 32 of the secret, both base64url. */
export function newSm2Key(): Sm2KeyPair {
  const { publicKey, privateKey } = sm2.generateKeyPairHex();
  return { publicKey: base64url(publicKey.slice(-2 * publicBytes)), privateKey: base64url(privateKey) };
}

/** The public half of a private key. Throws where the key is none (0, or not below the order of the curve). */
export function sm2PublicKeyOf(privateKey: string): string {
  const point = sm2.getPublicKeyFromPrivateKey(Buffer.from(privateKey, 'base64url').toString('hex'));
  return base64url(point.slice(-2 * publicBytes));
}

/** True when the text is a point of the curve as `sm2Encrypt` takes it. */
export function isSm2PublicKey(publicKey: string): boolean {
  const raw = Buffer.from(publicKey, 'base64url');
  if (raw.byteLength !== publicBytes || raw.toString('base64url') !== publicKey) return false;
  try {
    return sm2.verifyPublicKey(pointOf(publicKey));
  } catch {
    // The library throws for coordinates outside of the field.
    return false;
  }
}

/** @returns `plain` and 96 bytes more. Throws where the key is none: see `isSm2PublicKey`. */
export function sm2Encrypt(publicKey: string, plain: Uint8Array): Buffer {
  return Buffer.from(sm2.doEncrypt(plain, pointOf(publicKey), c1c3c2), 'hex');
}

/** Errors: `unreadable`; nothing more is to be learnt from a text that does not open. */
export function sm2Decrypt(privateKey: string, sealed: Uint8Array): Result<Uint8Array, 'unreadable'> {
  if (sealed.byteLength <= sm2Overhead) return err('unreadable');
  try {
    const plain = sm2.doDecrypt(hexOf(sealed), Buffer.from(privateKey, 'base64url').toString('hex'), c1c3c2, {
      output: 'array',
    });
    // The library answers with nothing where the digest is another.
    return plain.byteLength === sealed.byteLength - sm2Overhead ? ok(plain) : err('unreadable');
  } catch {
    return err('unreadable');
  }
}

/** @returns r ‖ s, 64 bytes. The digest is SM3 over Z and the text (GB/T 32918.2-2016 §6.1) */
export function sm2Sign(key: Sm2KeyPair, text: Uint8Array, userId = sm2UserId): Buffer {
  const privateKey = Buffer.from(key.privateKey, 'base64url');
  if (privateKey.byteLength !== privateBytes) throw new Error('no SM2 private key');
  const signature = sm2.doSignature(text, privateKey.toString('hex'), {
    ...{ hash: true, der: false, publicKey: pointOf(key.publicKey), userId },
  });
  return Buffer.from(signature, 'hex');
}

/** Whether this signature (r‖s, 64 bytes) over the text is good (GB/T 32918.2). Anything that is malformed is false; never throws. */
export function sm2Verify(publicKey: string, text: Uint8Array, signature: Uint8Array, userId = sm2UserId): boolean {
  if (signature.byteLength !== 64 || !isSm2PublicKey(publicKey)) return false;
  try {
    return sm2.doVerifySignature(text, hexOf(signature), pointOf(publicKey), { hash: true, der: false, userId });
  } catch {
    return false;
  }
}

const pointOf = (publicKey: string) => `04${Buffer.from(publicKey, 'base64url').toString('hex')}`;
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const base64url = (hex: string) => Buffer.from(hex.padStart(2 * privateBytes, '0'), 'hex').toString('base64url');
