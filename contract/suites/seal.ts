import { randomBytes } from 'node:crypto';
import type { Suite } from '../envelope.ts';
import { sealGm } from './gm-1.ts';
import { isX25519PublicKey, sealIntl } from './intl-1.ts';
import { isSm2PublicKey } from './sm2.ts';

/** A public key of the hub; its suite says how things are sealed to it. */
export interface SealingKey {
  readonly suite: Suite;
  readonly publicKey: string;
}

export interface Sealed {
  /** Encapsulated key, `encBytes` of the suite. */
  readonly enc: Uint8Array;
  /** Ciphertext with the tag at its end. */
  readonly ct: Uint8Array;
}

/**
 * Seals `plain` to the hub, afresh each time. Whoever seals cannot open it again: opening needs the private half, which only the hub has (hub/keys/seal.ts).
 * @param to a key that `isSealingKey` has looked at when it was taken over
 * @param aad text of `sealAad`
 * Rejects when the key is none.
 */
export async function seal(
  { suite, publicKey }: { readonly suite: string; readonly publicKey: string },
  plain: Uint8Array,
  aad: string,
): Promise<Sealed> {
  if (suite === 'intl-1') return await sealIntl(publicKey, plain, aad);
  if (suite === 'gm-1') return sealGm(publicKey, plain, aad, randomBytes);
  throw new Error(`nothing can be sealed with the suite ${suite}`);
}

/** True when one can seal to such a key. */
export function isSealingKey(key: { readonly suite: string; readonly publicKey: string }): key is SealingKey {
  if (key.suite === 'intl-1') return isX25519PublicKey(key.publicKey);
  return key.suite === 'gm-1' && isSm2PublicKey(key.publicKey);
}
