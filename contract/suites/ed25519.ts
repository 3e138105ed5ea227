import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { SigningKey, VerifyingKey } from '../signing.ts';

/** Signatures of suite `intl-1`: Ed25519 (RFC 8032). Public keys are the raw 32 bytes as base64url without padding, private keys PKCS #8 (RFC 8410). */

/** A new private key, PKCS #8 DER. */
export function newEd25519Key(): Buffer {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
}

/** Throws when it is none. */
export function ed25519Signer(pkcs8: Buffer): SigningKey {
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const { crv, x } = key.asymmetricKeyType === 'ed25519' ? createPublicKey(key).export({ format: 'jwk' }) : {};
  if (crv !== 'Ed25519' || x === undefined) throw new Error('no Ed25519 private key');
  return {
    suite: 'intl-1',
    publicKey: x,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), key).toString('base64'),
  };
}

/** Null when it is no key. */
export function ed25519Verifier(publicKey: string): VerifyingKey | null {
  const key = read(publicKey);
  if (key === null) return null;
  return {
    suite: 'intl-1',
    verify(text, signatureBase64) {
      try {
        return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signatureBase64, 'base64'));
      } catch {
        return false;
      }
    },
  };
}

function read(x: string): KeyObject | null {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    return null;
  }
}
