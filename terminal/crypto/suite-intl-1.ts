import { generateKeyPairSync, hash } from 'node:crypto';
import { sealInfo } from '../../contract/envelope.ts';
import { hpkeX25519 } from '../../contract/suites/hpke-x25519.ts';

/**
 * Suite `intl-1`: HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM;
 * SHA-256. Its signatures are in contract/suites/ed25519.ts. There is no `open` here on purpose: a machine cannot read its own queue.
 */
const hpke = hpkeX25519();
/** Whom the last body was sealed to: a machine has one hub, and reading a key costs as much as half of a seal. */
let recipient: { readonly publicKey: string; readonly key: CryptoKey } | null = null;

export interface Sealed {
  /** Encapsulated key, `encBytes` of the suite. */
  readonly enc: Uint8Array;
  /** Ciphertext with the tag at its end. */
  readonly ct: Uint8Array;
}

/**
 * Seals `plain` to the hub; every call makes a fresh encapsulated key.
 * @param publicKey X25519, raw 32 bytes, base64url (RFC 4648 §5) without padding
 * @param aad text of `sealAad`
 * Throws when the key is none (an enrolment that gave a broken key is a bug of the hub, found at the first seal).
 */
export async function sealIntl(publicKey: string, plain: Uint8Array, aad: string): Promise<Sealed> {
  if (recipient?.publicKey !== publicKey) {
    recipient = { publicKey, key: await hpke.kem.deserializePublicKey(Buffer.from(publicKey, 'base64url')) };
  }
  const recipientPublicKey = recipient.key;
  const sender = await hpke.createSenderContext({ recipientPublicKey, info: ownBuffer(utf8(sealInfo)) });
  const ct = await sender.seal(ownBuffer(plain), ownBuffer(utf8(aad)));
  return { enc: new Uint8Array(sender.enc), ct: new Uint8Array(ct) };
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

/** SHA-256 of the parts, one after another. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Buffer {
  // One call into OpenSSL instead of three: this stands in every commit.
  if (parts.length === 1) return hash('sha256', parts[0] ?? '', 'buffer');
  return hash(
    'sha256',
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part))),
    'buffer',
  );
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** HPKE wants an ArrayBuffer of exactly these bytes; a Buffer may be a window on a shared pool. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer instanceof ArrayBuffer && bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength
    ? bytes.buffer
    : new Uint8Array(bytes).buffer;
}
