import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { sealInfo } from '../../contract/envelope.ts';
import { err, ok, type Result } from '../../contract/result.ts';

/** Suite `intl-1`: HPKE base mode (RFC 9180), KEM 0x0020, KDF 0x0001, AEAD 0x0002. */
function suite(): CipherSuite {
  return new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
}

const info = new TextEncoder().encode(sealInfo);

/** A new X25519 key pair: raw 32 bytes each, base64url. */
export async function newSealingKey(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  const { kem } = suite();
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
  privateKey: string,
  enc: Uint8Array,
  ciphertext: Uint8Array,
  aad: string,
): Promise<Result<Uint8Array, 'unreadable'>> {
  try {
    const hpke = suite();
    const recipientKey = await hpke.kem.importKey('raw', exact(Buffer.from(privateKey, 'base64url')), false);
    const plain = await hpke.open(
      { recipientKey, enc: exact(enc), info: exact(info) },
      exact(ciphertext),
      exact(new TextEncoder().encode(aad)),
    );
    return ok(new Uint8Array(plain));
  } catch {
    // The library throws for a wrong key, tag or point alike; nothing more is to be learnt from it.
    return err('unreadable');
  }
}

/** Seals as a machine does; the hub itself needs it in tests and in simulations only. */
export async function seal(
  publicKey: string,
  plain: Uint8Array,
  aad: string,
): Promise<{ readonly enc: Uint8Array; readonly ct: Uint8Array }> {
  const hpke = suite();
  const recipientPublicKey = await hpke.kem.importKey('raw', exact(Buffer.from(publicKey, 'base64url')), true);
  const sealed = await hpke.seal(
    { recipientPublicKey, info: exact(info) },
    exact(plain),
    exact(new TextEncoder().encode(aad)),
  );
  return { enc: new Uint8Array(sealed.enc), ct: new Uint8Array(sealed.ct) };
}

/** A Buffer is often a window on a shared block; the library wants exactly these bytes. */
function exact(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}
