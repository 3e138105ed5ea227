import type { Clock } from '../../contract/clock.ts';
import { contentDigest } from '../../contract/content-digest.ts';
import {
  requestSignatureBase,
  requestSignatureParams,
  signatureHeader,
  signatureInputHeader,
} from '../../contract/http-signature.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { DeviceKey } from '../crypto/device-key.ts';
import type { Random } from '../crypto/random.ts';
import type { HubCallError } from './hub-call-error.ts';

/** Largest reply that is read; the rest of a longer one is not. */
export const maxReplyBytes = 1024 * 1024;

export interface SignedFetchOptions {
  /** For example `https://hub.example`; a path in it is kept in front. */
  readonly baseUrl: string;
  readonly key: DeviceKey;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch?: typeof fetch;
}

export interface SignedCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path and query, for example `/v1/enrolments/x?wait=20`. */
  readonly target: string;
  readonly body?: unknown;
  readonly keyId: string;
  /** Hints that are not signed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Time for `created`, milliseconds. */
  readonly nowMs: number;
  /** Everything from connect to the last byte. */
  readonly budgetMs: number;
  /** Default `maxReplyBytes`. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** A reply as it came: nothing about it is believed yet. */
export interface RawReply {
  readonly status: number;
  readonly body: Buffer;
  /** Base64; the reply's signature must cover it. */
  readonly requestSignature: string;
  header(name: string): string | undefined;
}

/**
 * Sends one request with an HTTP message signature (RFC 9421) and reads the whole reply. Redirects are not followed: a signature is for one place.
 * Errors: `unreachable` `timeout` `aborted` `badReply` (too long).
 */
export async function signedFetch(
  options: SignedFetchOptions,
  call: SignedCall,
): Promise<Result<RawReply, HubCallError>> {
  const url = new URL(options.baseUrl.replace(/\/$/, '') + call.target);
  const body = call.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(call.body), 'utf8');
  const key = options.key.now();
  const digest = contentDigest(key.suite, body);
  const params = requestSignatureParams({
    created: Math.floor(call.nowMs / 1000),
    nonce: Buffer.from(options.random(16)).toString('base64url'),
    ...{ keyId: call.keyId, suite: key.suite },
  });
  const requestSignature = key.sign(
    requestSignatureBase({ method: call.method, path: url.pathname, query: url.search, digest, params }),
  );

  const controller = new AbortController();
  let isOverBudget = false;
  const cancelBudget = options.clock.after(call.budgetMs, () => {
    isOverBudget = true;
    controller.abort();
  });
  const onAbort = () => controller.abort();
  call.signal?.addEventListener('abort', onAbort, { once: true });
  if (call.signal?.aborted === true) onAbort();
  try {
    const response = await (options.fetch ?? fetch)(url, {
      method: call.method,
      ...(call.body === undefined ? {} : { body }),
      headers: {
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        accept: 'application/json',
        'content-digest': digest,
        'signature-input': signatureInputHeader(params),
        signature: signatureHeader(requestSignature),
        ...call.headers,
      },
      redirect: 'manual',
      signal: controller.signal,
    });
    const maxBytes = call.maxBytes ?? maxReplyBytes;
    const bytes = await readBounded(response, maxBytes);
    if (bytes === null) {
      controller.abort();
      return err({ code: 'badReply', detail: `reply longer than ${maxBytes} bytes`, status: response.status });
    }
    return ok({
      status: response.status,
      body: bytes,
      requestSignature,
      header: (name) => response.headers.get(name) ?? undefined,
    });
  } catch (error) {
    if (isOverBudget) return err({ code: 'timeout', detail: `no whole reply within ${call.budgetMs} ms` });
    if (controller.signal.aborted) return err({ code: 'aborted', detail: 'given up by the caller' });
    if (!(error instanceof TypeError)) throw error;
    const detail = causeOf(error);
    return err({ code: 'unreachable', detail, ...(isBeforeConnection(error, detail) ? { neverLeft: true } : {}) });
  } finally {
    cancelBudget();
    call.signal?.removeEventListener('abort', onAbort);
  }
}

/** Causes that come before a connection is there (Node's system errors, undici's own time limit). A connection that breaks has others. */
const noConnection: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A route that is lost under a connection that stood has the same codes, by another call of the system: then the request may have arrived. */
function isBeforeConnection({ cause }: Error, detail: string): boolean {
  const call = cause instanceof Error && 'syscall' in cause ? cause.syscall : null;
  return noConnection.has(detail) && call !== 'read' && call !== 'write';
}

/** Null when the reply is too long. */
async function readBounded(response: Response, maxBytes: number): Promise<Buffer | null> {
  if (response.body === null) return Buffer.alloc(0);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.byteLength;
    if (length > maxBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** fetch hides the reason one level down: `TypeError: fetch failed`, cause ECONNREFUSED. */
function causeOf(error: Error): string {
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  return error.message;
}
