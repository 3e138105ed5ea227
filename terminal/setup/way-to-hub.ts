import { lookup } from 'node:dns/promises';
import type { Static } from 'typebox';
import type { CheckLine } from '../../contract/checks.ts';
import type { NetworkReport } from '../../contract/technician/commissioning.ts';
import type { CertificateFacts, HubFacts } from '../checks/facts.ts';
import { certificateLine, clockLines, hubLines } from '../checks/link-verdicts.ts';
import { lookAtCertificate, lookAtHub } from '../checks/look/look-at-hub.ts';
import type { HubTls } from '../sync/hub-tls.ts';

/** What was seen of the way to a hub, once. */
export interface WayToHub {
  readonly url: string;
  /** Addresses of its name; null = the name is not known, `fault` says why in words of the system. */
  readonly names: { readonly addresses: readonly string[] | null; readonly fault: string | null };
  readonly hub: Omit<HubFacts, 'isKeyRefused'>;
  readonly certificate: CertificateFacts;
  readonly wallMs: number;
}

/** Name, answer, clock and certificate of a hub, all at once; nothing is changed and nothing of this machine is told. Each look has 5 s. @param by how this machine calls its hub */
export async function lookAtWay(
  url: string,
  wallMs: () => number,
  by: { readonly fetch?: typeof fetch | undefined; readonly tls?: HubTls | undefined } = {},
): Promise<WayToHub> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const [names, hub, certificate] = await Promise.all([
    lookup(host, { all: true }).then(
      (found) => ({ addresses: found.map(({ address }) => address), fault: null }),
      (cause: unknown) => ({
        addresses: null,
        fault: cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown',
      }),
    ),
    lookAtHub(url, wallMs, by.fetch),
    lookAtCertificate(url, wallMs(), by.tls),
  ]);
  return { url, names, hub, certificate, wallMs: wallMs() };
}

/** Whether a hub's address can be one: http only on the machine itself (contract/kiosk-config.ts). */
export function isHubUrl(text: string): boolean {
  if (!URL.canParse(text) || text.length > 200) return false;
  const { protocol, username, password, hostname } = new URL(text);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && isHere));
}

/** Lines of the same checks as each morning; the name of the hub is a line of the wizard's own. */
export function wayLines({ hub, certificate }: WayToHub): readonly CheckLine[] {
  const facts = { hub: { ...hub, isKeyRefused: false } } as Parameters<typeof hubLines>[0];
  return [...hubLines(facts), ...clockLines(facts), certificateLine({ certificate })];
}

/**
 * For the report; null = not good enough to go on: no name, no answer, or a certificate that is not believed. A wrong clock is told and does not stop: the machine follows the hub's time, and
 * here nobody could set it.
 */
export function wayReport({ url, names, hub, certificate, wallMs }: WayToHub): Static<typeof NetworkReport> | null {
  const isTrusted = certificate.kind === 'plain' || (certificate.kind === 'tls' && certificate.fault === null);
  if (names.addresses === null || hub.isReachable !== true || !isTrusted) return null;
  return {
    hub: url,
    roundTripMs: hub.roundTripMs === null ? null : Math.round(hub.roundTripMs),
    offsetMs: hub.offsetMs,
    certificateUntil: certificate.kind === 'tls' ? new Date(wallMs + certificate.endsInMs).toISOString() : null,
  };
}
