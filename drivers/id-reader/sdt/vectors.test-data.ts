import { readFileSync } from 'node:fs';

/** A published or constructed frame with what a decoder must find in it. */
export interface Vector {
  readonly name: string;
  readonly hex: string;
  readonly expect?: {
    readonly sw1?: string;
    readonly sw2?: string;
    readonly sw3?: string;
    readonly class?: string;
    readonly totalBytes?: number;
    readonly iin?: string;
    readonly sn?: string;
    readonly dn?: string;
    readonly dataHex?: string;
    readonly samId?: string;
    readonly addresses?: readonly string[];
    readonly kind?: string;
    readonly fields?: Readonly<Record<string, string>>;
    readonly shape?: { readonly textBytes: number; readonly photoBytes: number; readonly fingerBytes: number | null };
    readonly error?: string;
    readonly frames?: readonly unknown[];
  };
}

/** Reads one of the vector files beside this one. */
export function readVectors(file: string): readonly Vector[] {
  const parsed: { readonly vectors: readonly Vector[] } = JSON.parse(
    readFileSync(new URL(`./vectors/${file}.json`, import.meta.url), 'utf8'),
  );
  return parsed.vectors;
}

/** `AA 01` → bytes. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(' ').filter(Boolean), (pair) => Number.parseInt(pair, 16));
}

/** Bytes → `AA 01`. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
