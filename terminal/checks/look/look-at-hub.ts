import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { type HubTls, ownTls } from '../../sync/hub-tls.ts';
import type { CertificateFacts, HubFacts } from '../facts.ts';

const budgetMs = 5_000;
const hereNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Asks the hub whether it is there and what time it is, once, without a signature: for a shell on a machine whose service does not run. The answer of an address
 * that is not believed by signature is worth a look at the clock, nothing more.
 */
export async function lookAtHub(
  baseUrl: string,
  nowMs: () => number,
  fetchFromHub: typeof fetch = fetch,
): Promise<Omit<HubFacts, 'isKeyRefused'>> {
  const startMs = performance.now();
  try {
    const reply = await fetchFromHub(`${baseUrl.replace(/\/$/, '')}/v1/health`, {
      signal: AbortSignal.timeout(budgetMs),
    });
    const said = (await reply.json()) as { readonly hubTime?: unknown };
    const roundTripMs = performance.now() - startMs;
    if (!reply.ok) return { ...away, fault: `HTTP ${reply.status}` };
    const hubMs = typeof said.hubTime === 'string' ? Date.parse(said.hubTime) : Number.NaN;
    const offsetMs = Number.isNaN(hubMs) ? null : Math.round(hubMs + roundTripMs / 2 - nowMs());
    return { isReachable: true, fault: null, roundTripMs, offsetMs };
  } catch (cause) {
    return { ...away, fault: faultOf(cause) };
  }
}

const away = { isReachable: false, roundTripMs: null, offsetMs: null } as const;

function faultOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  const inner = cause.cause;
  if (inner instanceof Error && 'code' in inner && typeof inner.code === 'string') return inner.code;
  return cause.name === 'TimeoutError' ? `no answer in ${budgetMs / 1000} s` : cause.message;
}

/**
 * How long the certificate of the hub is valid, and whether this machine trusts it. Nothing is sent.
 * @param tls the machine's own certificate and the hub's authority, as configured; what cannot be read there counts as left out
 */
export function lookAtCertificate(baseUrl: string, nowMs: number, tls?: HubTls): Promise<CertificateFacts> {
  const url = new URL(baseUrl);
  if (url.protocol !== 'https:') return Promise.resolve({ kind: 'plain', isHere: hereNames.includes(url.hostname) });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const own = tls === undefined ? null : ownTls(tls);
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: url.port === '' ? 443 : Number(url.port),
      // An address is no name (RFC 6066 §3).
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(own?.ok === true ? own.value : {}),
      // Looked at, not used: an untrusted one is reported with its reason.
      rejectUnauthorized: false,
      timeout: budgetMs,
    });
    const end = (facts: CertificateFacts) => {
      socket.destroy();
      resolve(facts);
    };
    socket.once('secureConnect', () => {
      const endsAtMs = Date.parse(socket.getPeerCertificate().valid_to);
      if (Number.isNaN(endsAtMs)) return end({ kind: 'unknown' });
      const fault = socket.authorized ? null : String(socket.authorizationError);
      end({ kind: 'tls', endsInMs: endsAtMs - nowMs, fault });
    });
    socket.once('error', () => end({ kind: 'unknown' }));
    socket.once('timeout', () => end({ kind: 'unknown' }));
  });
}
