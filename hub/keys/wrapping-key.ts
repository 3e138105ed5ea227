import { randomBytes } from 'node:crypto';
import { makeStoreKey } from './store-key.ts';

/**
 * A key that wraps the hub's private keys in its database (key-wrapping key, NIST SP 800-57 part 1 §5.1.1). It stands outside the database, so that whoever has only
 * that, or a backup of it, opens nothing.
 */
export interface WrappingKey {
  /** `wrap-` and 16 hexadecimal digits; says which key it is and nothing about it. Stands beside what it wraps. */
  readonly id: string;
  /** As a key file and the environment variable hold it: 32 random bytes, base64url. */
  readonly text: string;
  /** AES-256-GCM, base64url. `about` is bound in: a wrapped key moved to another row does not open. */
  wrap(about: string, privateKey: string): string;
  /** Null: it is another key's, another row's, or was changed. */
  unwrap(about: string, wrapped: string): string | null;
}

const keyBytes = 32;
const shape = /^[A-Za-z0-9_-]{43}$/;

/** A new one, of random bytes. */
export const newWrappingKey = (): WrappingKey => wrappingKeyOf(randomBytes(keyBytes).toString('base64url'));

/**
 * Reads what a key file or the environment variable holds: one key a line, the newest first; lines that begin with `#` say something to people. Null: something else stands there.
 */
export function parseWrappingKeys(content: string): readonly WrappingKey[] | null {
  const lines = content
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines.every((line) => shape.test(line)) ? lines.map(wrappingKeyOf) : null;
}

function wrappingKeyOf(text: string): WrappingKey {
  const bytes = Buffer.from(text, 'base64url');
  const key = makeStoreKey(bytes);
  bytes.fill(0);
  const id = Buffer.from(key.token('id of a wrapping key', ''), 'base64url').toString('hex').slice(0, 16);
  return {
    ...{ id: `wrap-${id}`, text },
    wrap: (about, privateKey) => key.seal(about, privateKey).toString('base64url'),
    unwrap(about, wrapped) {
      try {
        return key.open(about, Buffer.from(wrapped, 'base64url')).toString('utf8');
      } catch {
        // GCM has one answer to a wrong key, a wrong row and changed bytes.
        return null;
      }
    },
  };
}
