import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  scryptSync,
} from 'node:crypto';
import { type Static, Type } from 'typebox';
import { canonicalJson } from '../../contract/canonical-json.ts';
import { strict } from '../../contract/closed-shapes.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';
import { PublicKey } from '../metadata/shapes.ts';
import type { SigningKey } from '../metadata/signatures.ts';

/**
 * Two files for each key: `NAME.key` holds the private key, encrypted with a passphrase (scrypt, RFC 7914, then AES-256-GCM over PKCS#8), and stays offline; `NAME.pub.json` is what others need.
 */
const Base64 = Type.String({ pattern: '^[A-Za-z0-9+/]{2,2000}={0,2}$' });
const KeyName = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,47}$' });

const PublicFile = Type.Object({ format: Type.Literal('yitiji-public-key/1'), name: KeyName, key: PublicKey }, strict);
const KeyFile = Type.Object(
  {
    ...{ format: Type.Literal('yitiji-key/1'), name: KeyName, key: PublicKey },
    /** Work of a guess: 2^log2n × 1 KiB of memory. Bounds: what is less is no protection, what is more is a trap. */
    scrypt: Type.Object({ log2n: Type.Integer({ minimum: 10, maximum: 20 }), salt: Base64 }, strict),
    nonce: Base64,
    tag: Base64,
    sealed: Base64,
  },
  strict,
);

/** 2^17 × 1 KiB = 128 MiB and about half a second for each guess. */
export const usualLog2n = 17;
/** Signs that a new passphrase must have. */
export const shortestPassphrase = 12;

export interface NamedPublicKey {
  readonly name: string;
  readonly keyId: string;
  readonly key: PublicKey;
}

/** TUF 1.0 §4.2: SHA-256 of the canonical form of the public key. */
const keyIdOf = (key: PublicKey): string => createHash('sha256').update(canonicalJson(key)).digest('hex');

/** A new key: both files as texts. Random comes from the system: a key from anything else would be none. */
export function newKeyFiles(
  name: string,
  passphrase: string,
  log2n = usualLog2n,
): { readonly keyId: string; readonly privateText: string; readonly publicText: string } {
  const pair = generateKeyPairSync('ed25519');
  const raw = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');
  const key: PublicKey = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: raw } };
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', derive(passphrase, salt, log2n), nonce).setAAD(
    Buffer.from(keyIdOf(key)),
  );
  const plain = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  plain.fill(0);
  const base64 = (bytes: Buffer) => bytes.toString('base64');
  const file: Static<typeof KeyFile> = {
    ...{ format: 'yitiji-key/1', name, key, scrypt: { log2n, salt: base64(salt) } },
    ...{ nonce: base64(nonce), tag: base64(cipher.getAuthTag()), sealed: base64(sealed) },
  };
  const open: Static<typeof PublicFile> = { format: 'yitiji-public-key/1', name, key };
  return {
    keyId: keyIdOf(key),
    privateText: `${JSON.stringify(file, null, 2)}\n`,
    publicText: `${JSON.stringify(open, null, 2)}\n`,
  };
}

/** Errors: `malformed` = no key file of ours; `passphrase` = wrong, or the file was changed. */
export function openKeyFile(
  text: string,
  passphrase: string,
): Result<SigningKey & { readonly name: string }, 'malformed' | 'passphrase'> {
  const read = readJson(KeyFile, text);
  if (read === null) return err('malformed');
  const { name, key, scrypt, nonce, tag, sealed } = read;
  const keyId = keyIdOf(key);
  const bytes = (base64: string) => Buffer.from(base64, 'base64');
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      derive(passphrase, bytes(scrypt.salt), scrypt.log2n),
      bytes(nonce),
    ).setAAD(Buffer.from(keyId));
    decipher.setAuthTag(bytes(tag));
    const plain = Buffer.concat([decipher.update(bytes(sealed)), decipher.final()]);
    const opened = createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
    plain.fill(0);
    const raw = Buffer.from(createPublicKey(opened).export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');
    if (raw !== key.keyval.public) return err('malformed');
    return ok({ name, keyId, publicKey: key, key: opened });
  } catch {
    return err('passphrase'); // the library throws for a wrong key and for changed bytes alike
  }
}

/** A `NAME.pub.json`, or the public part of a `NAME.key`; null = neither. */
export function readPublicKeyFile(text: string): NamedPublicKey | null {
  const read = readJson(PublicFile, text) ?? readJson(KeyFile, text);
  return read === null ? null : { name: read.name, keyId: keyIdOf(read.key), key: read.key };
}

function derive(passphrase: string, salt: Buffer, log2n: number): Buffer {
  const cost = 2 ** log2n;
  return scryptSync(passphrase.normalize('NFC'), salt, 32, { N: cost, r: 8, p: 1, maxmem: 128 * cost * 8 * 2 });
}

function readJson<const S extends typeof PublicFile | typeof KeyFile>(schema: S, text: string): Static<S> | null {
  try {
    const read = parse(schema, JSON.parse(text));
    return read.ok ? read.value : null;
  } catch {
    return null; // no JSON
  }
}
