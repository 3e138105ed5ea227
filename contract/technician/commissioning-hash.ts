import { createHash } from 'node:crypto';
import type { CommissioningBody } from './commissioning.ts';

/** A report before it is hashed and signed, its keys in the order of the contract. */
export type UnsignedReport = Omit<CommissioningBody, 'hash' | 'signature'>;

/**
 * SHA-256, hexadecimal, of the report as JSON without `hash` and `signature`, in the order in which it was built. Machine and hub read the same text: JSON keeps the order of keys.
 */
export function commissioningHash(report: UnsignedReport & Partial<CommissioningBody>): string {
  const { hash: _hash, signature: _signature, ...rest } = report;
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}

/** What the key of the machine signs. */
export function signedText({ number, hash }: Pick<CommissioningBody, 'number' | 'hash'>): string {
  return `yitiji-commissioning:${number}:${hash}`;
}

/** What the QR on the report says: number and hash, for whoever compares paper and hub. */
export function reportQr({ number, hash }: Pick<CommissioningBody, 'number' | 'hash'>): string {
  return `YTJC1:${number}:${hash}`;
}
