import { type Clock, sleep } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { TrustError } from './trust-error.ts';

export interface FetchMetadataOptions {
  readonly url: string;
  /** What it may have; one more is refused before it is read. */
  readonly maxBytes: number;
  readonly clock: Clock;
  /** From the request to the last byte, milliseconds. */
  readonly withinMs: number;
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
}

/**
 * One small file from a server that nobody trusts: never more bytes than it may have, never longer than it may take, never to where a redirect leads.
 * What is no JSON is the log-in page of a line, the error page of a proxy, or a part: no word about releases, and no sign of an attack.
 * @returns null = the server says that there is none (404, or 403 of a storage that lists nothing)
 * Errors: `unreachable` `tooLarge` `tooSlow`.
 */
export async function fetchMetadata(options: FetchMetadataOptions): Promise<Result<Uint8Array | null, TrustError>> {
  const { url, clock, withinMs, signal } = options;
  const controller = new AbortController();
  const end = () => controller.abort();
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted === true) end();
  // A body may hang whatever was aborted: the time ends the wait, not the server.
  const isLate = sleep(clock, withinMs, controller.signal);
  try {
    const got = await Promise.race([read(options, controller.signal), isLate]);
    if (typeof got !== 'boolean') return got;
    return got
      ? err({ code: 'tooSlow', detail: `${url}: not here within ${withinMs} ms` })
      : err({ code: 'unreachable', detail: `${url}: given up by the caller` });
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}

async function read(
  { url, maxBytes, fetch: get = fetch }: FetchMetadataOptions,
  signal: AbortSignal,
): Promise<Result<Uint8Array | null, TrustError>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const reply = await get(url, { headers: { 'accept-encoding': 'identity' }, redirect: 'manual', signal });
    if (reply.status === 404 || reply.status === 403) return ok(null);
    if (reply.status !== 200 || reply.body === null) {
      return err({ code: 'unreachable', detail: `${url}: HTTP ${reply.status}` });
    }
    for await (const chunk of reply.body) {
      if (size === 0 && isPage(chunk)) return somebodyElse(url);
      size += chunk.byteLength;
      if (size > maxBytes) return err({ code: 'tooLarge', detail: `${url}: more than ${maxBytes} bytes` });
      chunks.push(chunk);
    }
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    return err({ code: 'unreachable', detail: `${url}: ${cause.message}` });
  }
  const bytes = Buffer.concat(chunks);
  return isJson(bytes) ? ok(bytes) : somebodyElse(url);
}

const somebodyElse = (url: string) => err({ code: 'unreachable', detail: `${url}: no JSON` } as const);

/** Of any length: it need not be read. */
const isPage = (chunk: Uint8Array): boolean => /^\s*</.test(Buffer.from(chunk.subarray(0, 64)).toString('latin1'));

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
