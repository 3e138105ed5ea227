import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { Dhkem, type DhkemPrimitives, type KdfInterface, KemId, LABEL_DKP_PRK, LABEL_SK } from '@hpke/common';
import { type AeadEncryptionContext, Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';

type Bytes = ArrayBufferLike | ArrayBufferView;

/** Bytes of a key, of a hash and of a shared secret (RFC 9180 §7.1, §7.2). */
const size = 32;
/** Bytes of the tag of AES-GCM (RFC 9180 §7.3). */
const tagSize = 16;

/**
 * HPKE with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: 0x0020, 0x0001, 0x0002 of RFC 9180 §7.
 * The protocol is the library's; the arithmetic under it is OpenSSL's, called where it stands. Through Web Crypto, which the library takes by itself, one seal is a dozen jobs for other
 * threads: it costs more than twice the processor time, and leaves cold caches for the commit that follows it.
 */
export function hpkeX25519(): CipherSuite {
  return new CipherSuite({ kem: new X25519Kem(), kdf: new OpensslHkdf(), aead: new OpensslAesGcm() });
}

/** HKDF with SHA-256, RFC 5869. */
class OpensslHkdf extends HkdfSha256 {
  override async extract(salt: Bytes, ikm: Bytes): Promise<ArrayBuffer> {
    const key = salt.byteLength === 0 ? new Uint8Array(size) : viewOf(salt);
    return bufferOf(createHmac('sha256', key).update(viewOf(ikm)).digest());
  }

  override async extractAndExpand(salt: Bytes, ikm: Bytes, info: Bytes, length: number): Promise<ArrayBuffer> {
    return hkdfSync('sha256', viewOf(ikm), viewOf(salt), viewOf(info), length);
  }
}

class OpensslAesGcm extends Aes256Gcm {
  override createEncryptionContext(
    key: Bytes,
  ): ReturnType<Aes256Gcm['createEncryptionContext']> & AeadEncryptionContext {
    return new AesGcmContext(viewOf(key));
  }
}

class AesGcmContext implements AeadEncryptionContext {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  async seal(iv: Bytes, data: Bytes, aad: Bytes): Promise<ArrayBuffer> {
    const cipher = createCipheriv('aes-256-gcm', this.#key, viewOf(iv)).setAAD(viewOf(aad));
    const sealed = new Uint8Array(data.byteLength + tagSize);
    sealed.set(cipher.update(viewOf(data)));
    cipher.final();
    sealed.set(cipher.getAuthTag(), data.byteLength);
    return sealed.buffer;
  }

  async open(iv: Bytes, data: Bytes, aad: Bytes): Promise<ArrayBuffer> {
    const at = data.byteLength - tagSize;
    if (at < 0) throw new Error('shorter than its tag');
    const sealed = viewOf(data);
    const decipher = createDecipheriv('aes-256-gcm', this.#key, viewOf(iv), { authTagLength: tagSize })
      .setAAD(viewOf(aad))
      .setAuthTag(sealed.subarray(at));
    const plain = decipher.update(sealed.subarray(0, at));
    // Throws when the tag is wrong: nothing of `plain` has left this function then.
    decipher.final();
    return bufferOf(plain);
  }
}

/** DHKEM(X25519, HKDF-SHA256), RFC 9180 §4.1. */
class X25519Kem extends Dhkem {
  override readonly id = KemId.DhkemX25519HkdfSha256;
  override readonly secretSize = size;
  override readonly encSize = size;
  override readonly publicKeySize = size;
  override readonly privateKeySize = size;

  constructor() {
    const kdf = new OpensslHkdf();
    super(KemId.DhkemX25519HkdfSha256, new X25519(kdf), kdf);
  }
}

/** A key as the library hands it about without looking into it. */
class Key implements CryptoKey {
  readonly algorithm = { name: 'X25519' };
  readonly extractable = true;
  readonly usages: KeyUsage[] = [];
  readonly type: 'public' | 'private';
  readonly object: KeyObject;

  constructor(object: KeyObject) {
    if (object.type === 'secret' || object.asymmetricKeyType !== 'x25519') throw new Error('not a key of X25519');
    this.object = object;
    this.type = object.type;
  }
}

class X25519 implements DhkemPrimitives {
  readonly #kdf: KdfInterface;

  constructor(kdf: KdfInterface) {
    this.#kdf = kdf;
  }

  async generateKeyPair(): Promise<CryptoKeyPair> {
    const { publicKey, privateKey } = generateKeyPairSync('x25519');
    return { publicKey: new Key(publicKey), privateKey: new Key(privateKey) };
  }

  /** RFC 9180 §7.1.3. */
  async deriveKeyPair(ikm: Bytes): Promise<CryptoKeyPair> {
    const none = new Uint8Array();
    const prk = await this.#kdf.labeledExtract(none, LABEL_DKP_PRK, viewOf(ikm));
    const privateKey = privateOf(await this.#kdf.labeledExpand(prk, LABEL_SK, none, size));
    return { privateKey, publicKey: await this.derivePublicKey(privateKey) };
  }

  async derivePublicKey(key: CryptoKey): Promise<CryptoKey> {
    return new Key(createPublicKey(objectOf(key)));
  }

  async dh(own: CryptoKey, theirs: CryptoKey): Promise<ArrayBuffer> {
    // OpenSSL refuses a point of small order, whose secret would be all zeros (RFC 9180 §7.1.4).
    return bufferOf(diffieHellman({ privateKey: objectOf(own), publicKey: objectOf(theirs) }));
  }

  async serializePublicKey(key: CryptoKey): Promise<ArrayBuffer> {
    return bufferOf(objectOf(key).export({ format: 'raw-public' }));
  }

  async serializePrivateKey(key: CryptoKey): Promise<ArrayBuffer> {
    return bufferOf(objectOf(key).export({ format: 'raw-private' }));
  }

  async deserializePublicKey(key: Bytes): Promise<CryptoKey> {
    return publicOf(key);
  }

  async deserializePrivateKey(key: Bytes): Promise<CryptoKey> {
    return privateOf(key);
  }

  async importKey(format: 'raw' | 'jwk', key: ArrayBuffer | JsonWebKey, isPublic: boolean): Promise<CryptoKey> {
    if (format !== 'raw' || !(key instanceof ArrayBuffer)) throw new Error('keys are taken raw only');
    return isPublic ? publicOf(key) : privateOf(key);
  }
}

function publicOf(raw: Bytes): Key {
  return new Key(createPublicKey({ key: rawKey(raw), format: 'raw-public', asymmetricKeyType: 'x25519' }));
}

function privateOf(raw: Bytes): Key {
  return new Key(createPrivateKey({ key: rawKey(raw), format: 'raw-private', asymmetricKeyType: 'x25519' }));
}

function rawKey(raw: Bytes): Buffer {
  if (raw.byteLength !== size) throw new Error(`a key of X25519 has ${size} bytes, not ${raw.byteLength}`);
  return Buffer.from(viewOf(raw));
}

function objectOf(key: CryptoKey): KeyObject {
  if (!(key instanceof Key)) throw new Error('a key that was not made here');
  return key.object;
}

function viewOf(bytes: Bytes): Uint8Array {
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}

/** A Buffer is often a window on a shared block; the library wants exactly these bytes. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
