import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../canonical-json.ts';
import type { CommissioningBody } from './commissioning.ts';

/** A report before it is hashed and signed. */
export type UnsignedReport = Omit<CommissioningBody, 'hash' | 'signature'>;

/**
 * SHA-256, hexadecimal, of the report without `hash` and `signature`, as canonical JSON (RFC 8785): machine and hub read the same text, whatever has stored it between them.
 */
export function commissioningHash(report: UnsignedReport & Partial<CommissioningBody>): string {
  const { hash: _hash, signature: _signature, ...rest } = report;
  return createHash('sha256')
    .update(canonicalJson(rest as Json))
    .digest('hex');
}

/** What the key of the machine signs. */
export function signedText({ number, hash }: Pick<CommissioningBody, 'number' | 'hash'>): string {
  return `yitiji-commissioning:${number}:${hash}`;
}

/** What the QR on the report says: number and hash, for whoever compares paper and hub. */
export function reportQr({ number, hash }: Pick<CommissioningBody, 'number' | 'hash'>): string {
  return `YTJC1:${number}:${hash}`;
}
