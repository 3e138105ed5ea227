import type { SigningKey, VerifyingKey } from '../signing.ts';
import { isSm2PublicKey, newSm2Key, type Sm2KeyPair, sm2PublicKeyOf, sm2Sign, sm2Verify } from './sm2.ts';

/**
 * Signatures of suite `gm-1`: SM2 with SM3 (GB/T 32918.2-2016, GM/T 0009-2012), user id `1234567812345678`, r ‖ s. Public keys are the raw 64 bytes (x ‖ y) as base64url without padding, private
 * keys PKCS #8 as OpenSSL writes them (RFC 5208, RFC 5915; curve 1.2.156.10197.1.301, GM/T 0006-2012).
 */

/** PKCS #8 up to the private key of 32 bytes, and between it and the public one of 64. Nothing in it has another length. */
const head = Buffer.from('308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420', 'hex');
const middle = Buffer.from('a14403420004', 'hex');
const privateAt = head.byteLength;
const middleAt = privateAt + 32;
const publicAt = middleAt + middle.byteLength;

/** A new private key, PKCS #8 DER. */
export function newSm2Pkcs8(): Buffer {
  return sm2Pkcs8(newSm2Key());
}

/** A pair of `newSm2Key` as PKCS #8 DER. */
export function sm2Pkcs8({ privateKey, publicKey }: Sm2KeyPair): Buffer {
  return Buffer.concat([head, Buffer.from(privateKey, 'base64url'), middle, Buffer.from(publicKey, 'base64url')]);
}

/** True for what begins as a private key of SM2 does. */
export function isSm2Pkcs8(pkcs8: Buffer): boolean {
  return pkcs8.subarray(0, privateAt).equals(head);
}

/** Throws when it is none, or when its public half is that of another key. */
export function sm2Signer(pkcs8: Buffer): SigningKey {
  const pair = pairOf(pkcs8);
  if (sm2PublicKeyOf(pair.privateKey) !== pair.publicKey) throw new Error('the halves of the SM2 key do not fit');
  return {
    suite: 'gm-1',
    publicKey: pair.publicKey,
    sign: (text) => sm2Sign(pair, Buffer.from(text, 'utf8')).toString('base64'),
  };
}

function pairOf(pkcs8: Buffer): Sm2KeyPair {
  const isWhole = pkcs8.byteLength === publicAt + 64 && pkcs8.subarray(middleAt, publicAt).equals(middle);
  if (!isWhole || !isSm2Pkcs8(pkcs8)) throw new Error('no SM2 private key');
  return {
    privateKey: pkcs8.subarray(privateAt, middleAt).toString('base64url'),
    publicKey: pkcs8.subarray(publicAt).toString('base64url'),
  };
}

/** Null when it is no key. */
export function sm2Verifier(publicKey: string): VerifyingKey | null {
  if (!isSm2PublicKey(publicKey)) return null;
  return {
    suite: 'gm-1',
    verify: (text, signatureBase64) =>
      sm2Verify(publicKey, Buffer.from(text, 'utf8'), Buffer.from(signatureBase64, 'base64')),
  };
}
