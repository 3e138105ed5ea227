import { contentDigest } from '../../contract/content-digest.ts';
import { parseSignature, responseSignatureBase } from '../../contract/http-signature.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { readPublicKey } from '../../contract/signing.ts';
import type { RawReply } from './signed-fetch.ts';

export interface ReplyKey {
  readonly kid: string;
  /** As `publicKeyPattern` says. */
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
  const verifier = readPublicKey(key.publicKey);
  if (parsed.keyId !== key.kid || verifier?.suite !== parsed.suite) return err('otherKey');
  const digest = contentDigest(parsed.suite, reply.body);
  if (reply.header('content-digest') !== digest) return err('digest');
  const base = responseSignatureBase({
    status: reply.status,
    digest,
    requestSignature: reply.requestSignature,
    params: parsed.params,
  });
  return verifier.verify(base, parsed.signature) ? ok(undefined) : err('signature');
}
