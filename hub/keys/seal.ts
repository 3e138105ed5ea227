import { randomBytes } from 'node:crypto';
import { type Suite, sealInfo } from '../../contract/envelope.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { openGm, sealGm } from '../../contract/suites/gm-1.ts';
import { hpkeX25519 } from '../../contract/suites/hpke-x25519.ts';
import { newSm2Key } from '../../contract/suites/sm2.ts';

/** Suite `intl-1`. */
const hpke = hpkeX25519();

const info = new TextEncoder().encode(sealInfo);

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
  if (suiteName === 'gm-1') return newSm2Key();
  const { kem } = hpke;
  const pair = await kem.generateKeyPair();
  return {
    publicKey: Buffer.from(await kem.serializePublicKey(pair.publicKey)).toString('base64url'),
    privateKey: Buffer.from(await kem.serializePrivateKey(pair.privateKey)).toString('base64url'),
  };
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
  if (suiteName === 'gm-1') return openGm(privateKey, enc, ciphertext, aad);
  try {
    const recipientKey = await hpke.kem.deserializePrivateKey(Buffer.from(privateKey, 'base64url'));
    const plain = await hpke.open({ recipientKey, enc, info }, ciphertext, new TextEncoder().encode(aad));
    return ok(new Uint8Array(plain));
  } catch {
    // The library throws for a wrong key, tag or point alike; nothing more is to be learnt from it.
    return err('unreadable');
  }
}

/** Seals as a machine does; the hub itself needs it in tests and in simulations only. */
export async function seal(
  { suite: suiteName, publicKey }: { readonly suite: string; readonly publicKey: string },
  plain: Uint8Array,
  aad: string,
): Promise<{ readonly enc: Uint8Array; readonly ct: Uint8Array }> {
  if (suiteName === 'gm-1') return sealGm(publicKey, plain, aad, randomBytes);
  const recipientPublicKey = await hpke.kem.deserializePublicKey(Buffer.from(publicKey, 'base64url'));
  const sealed = await hpke.seal({ recipientPublicKey, info }, plain, new TextEncoder().encode(aad));
  return { enc: new Uint8Array(sealed.enc), ct: new Uint8Array(sealed.ct) };
}
