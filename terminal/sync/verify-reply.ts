import { contentDigest, parseSignature, responseSignatureBase } from '../../contract/http-signature.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { sha256, verifyBase64 } from '../crypto/suite-intl-1.ts';
import type { RawReply } from './signed-fetch.ts';

export interface ReplyKey {
  readonly kid: string;
  /** Ed25519, raw, base64url. */
  readonly publicKey: string;
}

/**
 * True only for a reply that the holder of `key` made to exactly this request. The age is not looked at: the reply is bound to our request by
 * its signature, and that is newer than anything recorded.
 */
export function verifyReply(
  reply: RawReply,
  key: ReplyKey,
): Result<void, 'unsigned' | 'otherKey' | 'digest' | 'signature'> {
  const parsed = parseSignature('response', reply.header('signature-input'), reply.header('signature'));
  if (parsed === null) return err('unsigned');
  if (parsed.keyId !== key.kid) return err('otherKey');
  const digest = contentDigest(sha256(reply.body).toString('base64'));
  if (reply.header('content-digest') !== digest) return err('digest');
  const base = responseSignatureBase({
    status: reply.status,
    digest,
    requestSignature: reply.requestSignature,
    params: parsed.params,
  });
  return verifyBase64(key.publicKey, base, parsed.signature) ? ok(undefined) : err('signature');
}
