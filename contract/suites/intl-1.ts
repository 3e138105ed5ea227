import { generateKeyPairSync } from 'node:crypto';
import { sealInfo } from '../envelope.ts';
import { err, ok, type Result } from '../result.ts';
import { hpkeX25519 } from './hpke-x25519.ts';

/** Suite `intl-1`: HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Its signatures are in ed25519.ts. */
const hpke = hpkeX25519();
const encoder = new TextEncoder();
const info = encoder.encode(sealInfo);
/** Whom the last body was sealed to: a machine has one hub, and reading a key costs as much as half of a seal. */
let recipient: { readonly publicKey: string; readonly key: CryptoKey } | null = null;

/**
 * Seals `plain` to a public key of `newX25519Key`; every call makes a fresh encapsulated key.
 * @param publicKey raw 32 bytes, base64url (RFC 4648 §5) without padding
 * @param aad what the seal binds, see `sealAad`
 * @returns `enc`: the encapsulated key, `encBytes` of the suite; `ct`: ciphertext with the tag of 16 bytes at its end
 * Rejects when the key is none.
 */
export async function sealIntl(
  publicKey: string,
  plain: Uint8Array,
  aad: string,
): Promise<{ readonly enc: Uint8Array; readonly ct: Uint8Array }> {
  if (recipient?.publicKey !== publicKey) {
    recipient = { publicKey, key: await hpke.kem.deserializePublicKey(Buffer.from(publicKey, 'base64url')) };
  }
  const { enc, ct } = await hpke.seal({ recipientPublicKey: recipient.key, info }, plain, encoder.encode(aad));
  return { enc: new Uint8Array(enc), ct: new Uint8Array(ct) };
}

/** Errors: `unreadable` for another key, another binding and damage alike. */
export async function openIntl(
  privateKey: string,
  enc: Uint8Array,
  ct: Uint8Array,
  aad: string,
): Promise<Result<Uint8Array, 'unreadable'>> {
  try {
    const recipientKey = await hpke.kem.deserializePrivateKey(Buffer.from(privateKey, 'base64url'));
    return ok(new Uint8Array(await hpke.open({ recipientKey, enc, info }, ct, encoder.encode(aad))));
  } catch {
    // The library throws for a wrong key, tag or point alike; nothing more is to be learnt from it.
    return err('unreadable');
  }
}

/** A new key pair, raw and base64url. */
export async function newX25519Key(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  const { kem } = hpke;
  const pair = await kem.generateKeyPair();
  return {
    publicKey: Buffer.from(await kem.serializePublicKey(pair.publicKey)).toString('base64url'),
    privateKey: Buffer.from(await kem.serializePrivateKey(pair.privateKey)).toString('base64url'),
  };
}

/** True when `publicKey` is an X25519 public key as `sealIntl` takes it. */
export function isX25519PublicKey(publicKey: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(publicKey);
}

/** An X25519 public key whose private half is thrown away: nobody can open what is sealed to it. */
export function newUnopenableKey(): string {
  const { x } = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
  if (typeof x !== 'string') throw new Error('no X25519 in this OpenSSL');
  return x;
}
