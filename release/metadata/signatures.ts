import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson, type Json } from '../../contract/canonical-json.ts';
import type { PublicKey, Role, Signed, SignedFile } from './shapes.ts';

/** A private key in memory. */
export interface SigningKey {
  readonly keyId: string;
  readonly publicKey: PublicKey;
  readonly key: KeyObject;
}

/** What a signature covers. TUF's canonical JSON differs from RFC 8785 only in control signs, which cannot stand in our shapes. */
const signedBytes = (signed: Signed): Buffer => Buffer.from(canonicalJson(signed as Json), 'utf8');

/** The file with one more signature; one of the same key is replaced. */
export function withSignature<S extends Signed>(file: SignedFile<S>, { keyId, key }: SigningKey): SignedFile<S> {
  const sig = sign(null, signedBytes(file.signed), key).toString('hex');
  const others = file.signatures.filter(({ keyid }) => keyid !== keyId);
  return { ...file, signatures: [...others, { keyid: keyId, sig }] };
}

/** Keys of a role whose signature on this file holds. */
export function signersOf(
  file: SignedFile,
  keys: Readonly<Record<string, PublicKey>>,
  role: Pick<Role, 'keyids'>,
): readonly string[] {
  const bytes = signedBytes(file.signed);
  return role.keyids.filter((keyId) => {
    const [key, signature] = [keys[keyId], file.signatures.find(({ keyid }) => keyid === keyId)];
    if (key === undefined || signature === undefined) return false;
    return verify(null, bytes, publicKeyOf(key), Buffer.from(signature.sig, 'hex'));
  });
}

/** Whether as many keys of the role have signed as its threshold asks for. */
export function isSigned(
  file: SignedFile,
  keys: Readonly<Record<string, PublicKey>>,
  role: Pick<Role, 'keyids' | 'threshold'>,
): boolean {
  return signersOf(file, keys, role).length >= role.threshold;
}

function publicKeyOf({ keyval }: PublicKey): KeyObject {
  const x = Buffer.from(keyval.public, 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
