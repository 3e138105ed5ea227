import { contentDigest } from '../../contract/content-digest.ts';
import {
  type ParsedSignature,
  parseSignature,
  requestSignatureBase,
  signatureWindowSeconds,
} from '../../contract/http-signature.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { readPublicKey, type VerifyingKey } from '../../contract/signing.ts';

/** A request as it stood on the wire: `url` with query, `body` the raw bytes (empty for GET). */
export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly signatureInput: string | undefined;
  readonly signature: string | undefined;
  readonly digest: string | undefined;
  readonly body: Uint8Array;
}

export type SignatureFault = 'unsigned' | 'badSignature' | 'clock';

/** Reads the headers without believing them: the key id says which public key to fetch for `verifyRequest`. */
export function readSignature(request: SignedRequest): Result<ParsedSignature, 'unsigned'> {
  const parsed = parseSignature('request', request.signatureInput, request.signature);
  return parsed === null ? err('unsigned') : ok(parsed);
}

/**
 * Proves that one of `publicKeys` signed exactly this request (RFC 9421) with these body bytes (RFC 9530), now.
 * The signature is checked before the time, so that `clock` is only ever said to a machine that holds the key.
 * @param nowMs hub clock
 * @returns which of the keys
 */
export function verifyRequest(
  request: SignedRequest,
  parsed: ParsedSignature,
  publicKeys: readonly (string | VerifyingKey)[],
  nowMs: number,
): Result<number, SignatureFault> {
  const { suite } = parsed;
  const digest = contentDigest(suite, request.body);
  if (request.digest !== digest) return err('badSignature');
  const [path = '', query] = splitUrl(request.url);
  const base = requestSignatureBase({ method: request.method, path, query, digest, params: parsed.params });
  const signer = publicKeys
    .map((key) => (typeof key === 'string' ? readPublicKey(key) : key))
    // Its `alg` is true only of a key of that suite.
    .findIndex((key) => key?.suite === suite && key.verify(base, parsed.signature));
  if (signer < 0) return err('badSignature');
  if (Math.abs(nowMs / 1000 - parsed.created) > signatureWindowSeconds) return err('clock');
  return ok(signer);
}

/** @returns path and query, the query with its `?`, or `''` when there is none */
export function splitUrl(url: string): readonly [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)];
}
