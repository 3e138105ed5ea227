import { readFileSync } from 'node:fs';

/** A constructed frame with what a decoder must find in it. */
export interface F2Vector {
  readonly name: string;
  readonly from: 'host' | 'device' | 'both';
  readonly hex: string;
  readonly expect?: {
    readonly kind?: 'positive' | 'negative';
    readonly cm?: string;
    readonly pm?: string;
    readonly addr?: number;
    readonly st0?: string;
    readonly st1?: string;
    readonly st2?: string;
    readonly error?: string;
    readonly dataHex?: string;
    readonly text?: string;
    readonly rfType?: string;
    readonly atqa?: string;
    readonly uid?: string;
    readonly sak?: string;
  };
}

/** The frames of docs/protocols/card-dispenser.md, 2.5, and more. */
export function readVectors(): readonly F2Vector[] {
  const parsed: { readonly vectors: readonly F2Vector[] } = JSON.parse(
    readFileSync(new URL('./vectors/f2-frames.json', import.meta.url), 'utf8'),
  );
  return parsed.vectors;
}

/** `F2 00` → bytes. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(' ').filter(Boolean), (pair) => Number.parseInt(pair, 16));
}

/** Bytes → `F2 00`. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
