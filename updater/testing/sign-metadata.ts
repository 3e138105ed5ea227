import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { canonicalJson, type Json } from '../../contract/canonical-json.ts';
import { sha256Of } from '../../contract/sha256.ts';

/** A key of a test, made from its name: the same name is the same key. */
export interface TestKey {
  readonly id: string;
  readonly privateKey: KeyObject;
  /** As it stands in a root or a delegation. */
  readonly public: { readonly [member: string]: Json };
}

/** PKCS #8 of an Ed25519 key, up to its 32 bytes (RFC 8410 §7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const made = new Map<string, TestKey>();

export function testKey(name: string): TestKey {
  const known = made.get(name);
  if (known !== undefined) return known;
  const seed = createHash('sha256').update(name).digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const key = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: spki.subarray(-32).toString('hex') } };
  const one = { id: sha256Of(canonicalJson(key)), privateKey, public: key };
  made.set(name, one);
  return one;
}

/** Signed part of a metadata file: anything that JSON can say, since attacks say anything. */
export type SignedPart = { readonly [member: string]: Json };

/** The canonical form of TUF and RFC 8785 are one for what stands here: whole numbers and printable ASCII. */
export function signature(part: SignedPart, key: TestKey) {
  return { keyid: key.id, sig: sign(null, Buffer.from(canonicalJson(part)), key.privateKey).toString('hex') };
}

export function signMetadata(part: SignedPart, keys: readonly string[]): Uint8Array {
  return Buffer.from(JSON.stringify({ signatures: keys.map((name) => signature(part, testKey(name))), signed: part }));
}
