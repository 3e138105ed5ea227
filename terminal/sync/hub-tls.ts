import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates } from 'node:tls';
import { Agent, fetch as fetchBy } from 'undici';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';

export type HubTls = NonNullable<KioskConfig['hub']['tls']>;

export interface HubTlsError {
  /** `unreadable`: a file is missing or not readable. `unusable`: no certificate, no key, or one that does not belong to the other. */
  readonly code: 'unreadable' | 'unusable';
  readonly detail: string;
}

/** What a connection to the hub is made with; PEM. */
export interface OwnTls {
  readonly cert: string;
  readonly key: string;
  /** Left out = the authorities of the system. */
  readonly ca?: string[];
}

/**
 * This machine's certificate for the hub (mutual TLS, RFC 8446 §4.3.2) and, where `authority` is given, that authority beside those of the system. Files are PEM.
 * Errors: `unreadable` `unusable`, never with what stands in a file.
 */
export function ownTls(tls: HubTls): Result<OwnTls, HubTlsError> {
  const cert = read(tls.certificate);
  const key = read(tls.key);
  const authority = tls.authority === undefined ? ok(null) : read(tls.authority);
  if (!cert.ok) return cert;
  if (!key.ok) return key;
  if (!authority.ok) return authority;
  const trusted = authority.value === null ? {} : { ca: [...getCACertificates('default'), authority.value] };
  const own = { cert: cert.value, key: key.value, ...trusted };
  try {
    createSecureContext(own);
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no certificate or no key';
    return err({ code: 'unusable', detail: `${tls.certificate} with ${tls.key}: ${why}` });
  }
  return ok(own);
}

/**
 * A `fetch` that shows this machine's certificate to the hub and trusts the hub's authority. It stands on top of signatures and replaces none of them: a gateway lets nobody through who has no
 * certificate of the city. Files are read once, at the start. Errors: as `ownTls`.
 */
export function hubFetch(tls: HubTls): Result<typeof fetch, HubTlsError> {
  const own = ownTls(tls);
  if (!own.ok) return own;
  const dispatcher = new Agent({ connect: own.value });
  // Node's own `fetch` is this library; only a dispatcher of the same build fits to it, so both are taken from one.
  const fetchOwn = fetchBy as unknown as (input: string | URL | Request, init: object) => Promise<Response>;
  return ok((input, init) => fetchOwn(input, { ...init, dispatcher }));
}

/**
 * What every part of this machine calls its hub with: with the certificate where one is configured. One that cannot be used leaves the machine without: citizens are served from the queue, and the
 * log says why the hub is silent. Undefined = the `fetch` of the system.
 */
export function fetchOfMachine(tls: HubTls | undefined, log: Log): typeof fetch | undefined {
  if (tls === undefined) return undefined;
  const made = hubFetch(tls);
  if (made.ok) return made.value;
  log('sync.certificate.failed', { ...made.error });
  return undefined;
}

function read(path: string): Result<string, HubTlsError> {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'not readable';
    return err({ code: 'unreadable', detail: `${path}: ${why}` });
  }
}
