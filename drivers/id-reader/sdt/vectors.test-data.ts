import { readFileSync } from 'node:fs';

export { bytesOf, hexOf } from '../../core/hex.test-data.ts';

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
