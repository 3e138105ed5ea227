import type { Suite } from '../../contract/envelope.ts';
import type { Result } from '../../contract/result.ts';
import { openGm } from '../../contract/suites/gm-1.ts';
import { newX25519Key, openIntl } from '../../contract/suites/intl-1.ts';
import { newSm2Key } from '../../contract/suites/sm2.ts';

/** The private half of a key that machines seal to. */
export interface OpeningKey {
  readonly suite: Suite;
  /** Raw, base64url. */
  readonly privateKey: string;
}

/** A new key pair, raw and base64url: X25519, or SM2 for `gm-1`. */
export async function newSealingKey(
  suiteName: Suite,
): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  return suiteName === 'gm-1' ? newSm2Key() : newX25519Key();
}

/**
 * Opens a sealed body. Only the worker calls this.
 * @param aad text of `sealAad`: a body moved to another machine, sequence or topic does not open
 */
export async function openSeal(
  { suite: suiteName, privateKey }: OpeningKey,
  enc: Uint8Array,
  ciphertext: Uint8Array,
  aad: string,
): Promise<Result<Uint8Array, 'unreadable'>> {
  return suiteName === 'gm-1' ? openGm(privateKey, enc, ciphertext, aad) : openIntl(privateKey, enc, ciphertext, aad);
}
