import type { Suite } from './envelope.ts';

/**
 * HTTP message signatures (RFC 9421) as this product uses them: one label (`sig1`), the algorithm of the signer's key, fixed components. This file builds and parses texts only;
 * hashing (`content-digest.ts`) and signing (`signing.ts`) are done by the caller.
 *
 * Request:  "@method" "@path" "@query" "content-digest"; params created, nonce, keyid, alg.
 * Response: "@status" "content-digest" "signature";req;key="sig1"; params created, keyid, alg. Binding to the request's signature
 * (RFC 9421 §2.4) means that a recorded `accepted` cannot be replayed for another batch.
 */
export interface SignatureParams {
  /** Seconds since 1970. */
  readonly created: number;
  readonly keyId: string;
  /** Of the key that signs. */
  readonly suite: Suite;
  /** Requests only: base64url, 16 random bytes. */
  readonly nonce?: string;
}

const requestComponents = '("@method" "@path" "@query" "content-digest")';
const responseComponents = '("@status" "content-digest" "signature";req;key="sig1")';

/** `alg` of each suite. `ed25519` is registered for RFC 9421; no name of SM2 is, so `sm2-sm3` is this product's own. */
const algorithms: Readonly<Record<Suite, string>> = { 'intl-1': 'ed25519', 'gm-1': 'sm2-sm3' };
const suiteOfAlgorithm: ReadonlyMap<string, Suite> = new Map([
  ['ed25519', 'intl-1'],
  ['sm2-sm3', 'gm-1'],
]);

/** Request header, not signed: `<kid of the reply key> <kid of the sealing key>` that the machine holds, so that the hub answers with a key it knows. */
export const hubKeysHeader = 'yitiji-keys';

/** Requests older or newer than this are refused with 401 `clock` and the hub's time. */
export const signatureWindowSeconds = 300;

/** Parameters of a request's signature as they are signed and sent (RFC 9421 §2.3). `created` in seconds of Unix time. */
export function requestSignatureParams(params: SignatureParams): string {
  const nonce = params.nonce === undefined ? '' : `;nonce="${params.nonce}"`;
  return `${requestComponents};created=${params.created}${nonce};keyid="${params.keyId}";alg="${algorithms[params.suite]}"`;
}

/** Parameters of a reply's signature as they are signed and sent (RFC 9421 §2.3). `created` in seconds of Unix time. */
export function responseSignatureParams(params: SignatureParams): string {
  return `${responseComponents};created=${params.created};keyid="${params.keyId}";alg="${algorithms[params.suite]}"`;
}

/**
 * The text that a request's signature covers (RFC 9421 §2.5).
 * @param query with its leading `?`; `?` alone when there is none (RFC 9421 §2.2.7)
 */
export function requestSignatureBase(input: {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly digest: string;
  readonly params: string;
}): string {
  return [
    `"@method": ${input.method.toUpperCase()}`,
    `"@path": ${input.path}`,
    `"@query": ${input.query === '' ? '?' : input.query}`,
    `"content-digest": ${input.digest}`,
    `"@signature-params": ${input.params}`,
  ].join('\n');
}

/** @param requestSignature base64 of the request's signature */
export function responseSignatureBase(input: {
  readonly status: number;
  readonly digest: string;
  readonly requestSignature: string;
  readonly params: string;
}): string {
  return [
    `"@status": ${input.status}`,
    `"content-digest": ${input.digest}`,
    `"signature";req;key="sig1": :${input.requestSignature}:`,
    `"@signature-params": ${input.params}`,
  ].join('\n');
}

/**
 * The text that a machine's next key signs, so that nobody can enter a key that he does not hold. Canonical: fixed order, one per line.
 * @param publicKey the next one, base64url
 */
export function keyRotationProof(deviceId: string, publicKey: string): string {
  return ['yitiji-key-rotation-1', deviceId, publicKey].join('\n');
}

/** Value of the `Signature-Input` header. */
export function signatureInputHeader(params: string): string {
  return `sig1=${params}`;
}

/** Value of the `Signature` header. */
export function signatureHeader(signatureBase64: string): string {
  return `sig1=:${signatureBase64}:`;
}

export interface ParsedSignature {
  readonly params: string;
  readonly created: number;
  readonly keyId: string;
  /** What the signer says of its key: true only of a key of this suite. */
  readonly suite: Suite;
  readonly nonce: string | null;
  readonly signature: string;
}

/** Parses the two headers; null for anything but exactly our form (other components are not negotiated). */
export function parseSignature(
  kind: 'request' | 'response',
  signatureInput: string | undefined,
  signature: string | undefined,
): ParsedSignature | null {
  if (signatureInput === undefined || signature === undefined) return null;
  if (signatureInput.length > 512 || signature.length > 256) return null;
  const components = kind === 'request' ? requestComponents : responseComponents;
  if (!signatureInput.startsWith(`sig1=${components};`)) return null;
  const params = signatureInput.slice('sig1='.length);
  const rest = params.slice(components.length);
  const match =
    /^;created=(\d{1,12})(?:;nonce="([A-Za-z0-9_-]{16,64})")?;keyid="([A-Za-z0-9_.:-]{1,128})";alg="([a-z0-9-]{1,16})"$/.exec(
      rest,
    );
  const value = /^sig1=:([A-Za-z0-9+/]{86}==):$/.exec(signature);
  const [, created, nonce, keyId, alg = ''] = match ?? [];
  const suite = suiteOfAlgorithm.get(alg);
  if (created === undefined || keyId === undefined || suite === undefined || value?.[1] === undefined) return null;
  if (kind === 'request' && nonce === undefined) return null;
  return { params, created: Number(created), keyId, suite, nonce: nonce ?? null, signature: value[1] };
}
