import type { Suite } from './envelope.ts';

/** A public key that signs, base64url without padding: Ed25519 (`intl-1`) raw 32 bytes, SM2 (`gm-1`) raw 64 bytes. */
export const publicKeyPattern = '^(?:[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{86})$';
/** Longest public key, characters. */
export const publicKeyLength = 86;

const form = new RegExp(publicKeyPattern);

/** Suite that a public key shows by its length; null = it is none. Whether it is a good one says `readPublicKey` (signing.ts). */
export function suiteOf(publicKey: string): Suite | null {
  if (!form.test(publicKey)) return null;
  return publicKey.length === publicKeyLength ? 'gm-1' : 'intl-1';
}
