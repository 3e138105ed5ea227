import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/**
 * What the hub keeps of people outside the departments' own tables: sealed with AES-256-GCM, or as a keyed hash where it must be found again. Both keys
 * come from one secret that all instances share.
 */
export interface StoreKey {
  /** Nonce ‖ tag ‖ ciphertext. `about` is bound in: sealed bytes moved to another row do not open. */
  seal(about: string, plain: Uint8Array | string): Buffer;
  /** Throws when the bytes were changed or belong elsewhere: that is a broken database, not an answer. */
  open(about: string, sealed: Uint8Array): Buffer;
  /** Keyed hash, base64url: the same for the same text, useless without the key. `use` keeps tokens of different uses apart. */
  token(use: string, text: string): string;
}

const nonceBytes = 12;
const tagBytes = 16;

/** Seals what the hub stores and hashes what it looks up, with keys derived from one secret (HKDF-SHA-256). @param secret 32 bytes */
export function makeStoreKey(secret: Uint8Array): StoreKey {
  const derive = (info: string) => Buffer.from(hkdfSync('sha256', secret, '', info, 32));
  const sealing = derive('yitiji store seal v1');
  const hashing = derive('yitiji store token v1');
  return {
    seal(about, plain) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(about));
      const body = Buffer.concat([
        cipher.update(typeof plain === 'string' ? Buffer.from(plain) : plain),
        cipher.final(),
      ]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open(about, sealed) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, nonceBytes)).setAAD(
        Buffer.from(about),
      );
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    },
    token: (use, text) => createHmac('sha256', hashing).update(`${use}\n${text}`).digest('base64url'),
  };
}

/** Token of a person: by the number alone, since names are written in more than one way. */
export function personToken(store: StoreKey, idNumber: string): string {
  return store.token('person', idNumber.toUpperCase());
}
