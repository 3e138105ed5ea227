import { hash } from 'node:crypto';
import type { Suite } from './envelope.ts';

/**
 * Value of the Content-Digest header (RFC 9530) of a body that a key of this suite signs: SHA-256 (FIPS 180-4) or SM3 (GB/T 32905-2016, 32 bytes as well; not in the registry of RFC 9530).
 */
export function contentDigest(suite: Suite, body: Uint8Array | string): string {
  return suite === 'gm-1' ? `sm3=:${hash('sm3', body, 'base64')}:` : `sha-256=:${hash('sha256', body, 'base64')}:`;
}
