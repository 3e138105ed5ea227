import { readFileSync } from 'node:fs';

export { bytesOf, hexOf } from '../../core/hex.test-data.ts';

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
