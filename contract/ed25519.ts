import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

/** Ed25519 (RFC 8032) with keys as this product passes them: public raw 32 bytes base64url, private PKCS#8 base64url. */
export function newSigningKey(): { readonly publicKey: string; readonly privateKey: string } {
  const pair = generateKeyPairSync('ed25519');
  return {
    publicKey: pair.publicKey.export({ format: 'jwk' }).x ?? '',
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
  };
}

/** @param pkcs8 base64url, as made by `newSigningKey` */
export function readPrivateKey(pkcs8: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8, 'base64url'), format: 'der', type: 'pkcs8' });
}

/** @returns signature, base64 with padding (64 bytes, 88 characters) */
export function signText(key: KeyObject, text: string): string {
  return sign(null, Buffer.from(text, 'utf8'), key).toString('base64');
}

/** @param raw 32 bytes, base64url. Null when it is no key. */
export function readPublicKey(raw: string): KeyObject | null {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' });
  } catch {
    return null;
  }
}

/** False for a wrong signature and for a public key that is none. Reading a key costs a fifth of checking a signature: who checks often reads it once. */
export function verifyText(publicKey: string | KeyObject, text: string, signatureBase64: string): boolean {
  const key = typeof publicKey === 'string' ? readPublicKey(publicKey) : publicKey;
  if (key === null) return false;
  try {
    return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signatureBase64, 'base64'));
  } catch {
    return false;
  }
}
