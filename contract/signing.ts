import type { Suite } from './envelope.ts';
import { suiteOf } from './public-key.ts';
import { ed25519Signer, ed25519Verifier, newEd25519Key } from './suites/ed25519.ts';
import { isSm2Pkcs8, newSm2Pkcs8, sm2Signer, sm2Verifier } from './suites/sm2-signer.ts';

/**
 * Signatures of machines and of the hub. A key knows its suite, a public key shows it by its length, and both suites have signatures of 64 bytes: so a key is all that has to travel, and nobody can
 * talk a key into another algorithm.
 */
export interface SigningKey {
  readonly suite: Suite;
  /** As `publicKeyPattern` says. */
  readonly publicKey: string;
  /** Signature over the UTF-8 text: base64 with padding (64 bytes, 88 characters). */
  sign(text: string): string;
}

export interface VerifyingKey {
  readonly suite: Suite;
  /** False for a wrong signature and for what is none. */
  verify(text: string, signatureBase64: string): boolean;
}

/** A new pair: public as `publicKeyPattern` says, private PKCS #8, base64url. */
export function newSigningKey(suite: Suite = 'intl-1'): { readonly publicKey: string; readonly privateKey: string } {
  const pkcs8 = suite === 'gm-1' ? newSm2Pkcs8() : newEd25519Key();
  return { publicKey: signerOf(pkcs8).publicKey, privateKey: pkcs8.toString('base64url') };
}

/** @param pkcs8 base64url, as made by `newSigningKey`. Throws when it is no key of a suite */
export function readPrivateKey(pkcs8: string): SigningKey {
  return signerOf(Buffer.from(pkcs8, 'base64url'));
}

const pemHead = '-----BEGIN PRIVATE KEY-----';
const pemFoot = '-----END PRIVATE KEY-----';

/** A new private key as PKCS #8 PEM. */
export function newSigningKeyPem(suite: Suite = 'intl-1'): string {
  const base64 = Buffer.from(newSigningKey(suite).privateKey, 'base64url').toString('base64');
  return [pemHead, ...(base64.match(/.{1,64}/g) ?? []), pemFoot, ''].join('\n');
}

/** Reads a PKCS #8 PEM. Throws when it is no key of a suite. */
export function signingKeyFromPem(pem: string): SigningKey {
  const text = pem.trim();
  if (!text.startsWith(pemHead) || !text.endsWith(pemFoot)) throw new Error('no private key as PEM');
  return signerOf(Buffer.from(text.slice(pemHead.length, -pemFoot.length), 'base64'));
}

function signerOf(pkcs8: Buffer): SigningKey {
  return isSm2Pkcs8(pkcs8) ? sm2Signer(pkcs8) : ed25519Signer(pkcs8);
}

/** Null when it is no key. */
export function readPublicKey(publicKey: string): VerifyingKey | null {
  const suite = suiteOf(publicKey);
  if (suite === null) return null;
  return suite === 'gm-1' ? sm2Verifier(publicKey) : ed25519Verifier(publicKey);
}

/** False for a wrong signature and for a public key that is none. Reading a key costs a part of checking a signature: who checks often reads it once. */
export function verifyText(publicKey: string | VerifyingKey, text: string, signatureBase64: string): boolean {
  const key = typeof publicKey === 'string' ? readPublicKey(publicKey) : publicKey;
  return key?.verify(text, signatureBase64) ?? false;
}
