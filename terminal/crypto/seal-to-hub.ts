import type { Suite } from '../../contract/envelope.ts';
import { sealGm } from '../../contract/suites/gm-1.ts';
import { isSm2PublicKey } from '../../contract/suites/sm2.ts';
import { systemRandom } from './random.ts';
import { isX25519PublicKey, type Sealed, sealIntl } from './suite-intl-1.ts';

/** A key of the hub; its suite says how things are sealed to it. There is no `open` here on purpose: a machine cannot read its own queue. */
export interface SealingKey {
  readonly suite: Suite;
  readonly publicKey: string;
}

/**
 * Seals `plain` to the hub, afresh each time.
 * @param aad text of `sealAad`
 * Throws when the key is none; `isSealingKey` has looked when it was taken over.
 */
export function seal({ suite, publicKey }: SealingKey, plain: Uint8Array, aad: string): Promise<Sealed> {
  if (suite === 'intl-1') return sealIntl(publicKey, plain, aad);
  return Promise.resolve(sealGm(publicKey, plain, aad, systemRandom));
}

/** True when this machine can seal to such a key. */
export function isSealingKey(key: { readonly suite: string; readonly publicKey: string }): key is SealingKey {
  if (key.suite === 'intl-1') return isX25519PublicKey(key.publicKey);
  return key.suite === 'gm-1' && isSm2PublicKey(key.publicKey);
}
