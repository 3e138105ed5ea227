import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { sealInfo } from '../envelope.ts';
import { err, ok, type Result } from '../result.ts';
import { sm2Decrypt, sm2Encrypt, sm2Overhead } from './sm2.ts';

/**
 * Suite `gm-1`: every record has a key of its own, wrapped with the hub's SM2 key; SM4-CTR, then HMAC-SM3 over what binds it and the ciphertext, with separate keys (encrypt-then-MAC).
 * SM2: GB/T 32918, SM3: GB/T 32905, SM4: GB/T 32907. OpenSSL as Node has it knows no SM4-GCM.
 *
 * A software suite for the interface and for interoperability; it is no certificate under GB/T 39786-2021, for which a certified module does the same behind these functions.
 */
const cipherKeyBytes = 16;
const macKeyBytes = 32;
const keyBytes = cipherKeyBytes + macKeyBytes;
/** HMAC-SM3, whole. */
const tagBytes = 32;

/** Bytes of the wrapped keys in front of every sealed body. */
export const gmEncBytes = keyBytes + sm2Overhead;

/** The counter begins at nothing: no key is ever used for a second record. */
const firstCounter = Buffer.alloc(16);

/**
 * Seals to a public key of `newSm2Key`.
 * @param random gives fresh random bytes
 * @param aad what the seal binds, see `sealAad`
 */
export function sealGm(
  publicKey: string,
  plain: Uint8Array,
  aad: string,
  random: (count: number) => Uint8Array,
): { readonly enc: Uint8Array; readonly ct: Uint8Array } {
  const keys = random(keyBytes);
  try {
    const cipher = createCipheriv('sm4-ctr', keys.subarray(0, cipherKeyBytes), firstCounter);
    const hidden = Buffer.concat([cipher.update(plain), cipher.final()]);
    const tag = tagOf(keys.subarray(cipherKeyBytes), aad, hidden);
    return { enc: sm2Encrypt(publicKey, keys), ct: Buffer.concat([hidden, tag]) };
  } finally {
    keys.fill(0);
  }
}

/** Errors: `unreadable` for another key, another binding and damage alike. */
export function openGm(
  privateKey: string,
  enc: Uint8Array,
  ct: Uint8Array,
  aad: string,
): Result<Uint8Array, 'unreadable'> {
  if (enc.byteLength !== gmEncBytes || ct.byteLength < tagBytes) return err('unreadable');
  const keys = sm2Decrypt(privateKey, enc);
  if (!keys.ok) return keys;
  try {
    const hidden = ct.subarray(0, ct.byteLength - tagBytes);
    const tag = tagOf(keys.value.subarray(cipherKeyBytes), aad, hidden);
    if (!timingSafeEqual(tag, ct.subarray(ct.byteLength - tagBytes))) return err('unreadable');
    const cipher = createDecipheriv('sm4-ctr', keys.value.subarray(0, cipherKeyBytes), firstCounter);
    return ok(new Uint8Array(Buffer.concat([cipher.update(hidden), cipher.final()])));
  } finally {
    keys.value.fill(0);
  }
}

/** Lengths stand in front of what they count, so that no byte can move from one part to the next. */
function tagOf(key: Uint8Array, aad: string, hidden: Uint8Array): Buffer {
  const mac = createHmac('sm3', key);
  for (const part of [Buffer.from(sealInfo, 'utf8'), Buffer.from(aad, 'utf8'), hidden]) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(part.byteLength));
    mac.update(length).update(part);
  }
  return mac.digest();
}
