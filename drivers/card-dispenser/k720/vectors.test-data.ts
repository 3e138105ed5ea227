import { readFileSync } from 'node:fs';

export { bytesOf, hexOf } from '../../core/hex.test-data.ts';

/** A frame of docs/protocols/card-dispenser.md, 3.5, with what a decoder must find in it. */
export interface K720Vector {
  readonly name: string;
  readonly from: 'host' | 'device';
  readonly hex: string;
  /** The command as text. */
  readonly text?: string;
  readonly expect?: {
    readonly status?: string;
    readonly error?: string;
    readonly cm?: string;
    readonly pm?: string;
    readonly result?: 'P' | 'N';
    readonly [fact: string]: unknown;
  };
}

export const vectors: readonly K720Vector[] = (
  JSON.parse(readFileSync(new URL('./vectors/k720-frames.json', import.meta.url), 'utf8')) as {
    readonly vectors: readonly K720Vector[];
  }
).vectors;

/** The older framing stands in the names of its vectors. */
export function hasLengthField({ name }: K720Vector): boolean {
  return !name.endsWith('no-len');
}

export function isControl({ hex }: K720Vector): boolean {
  return hex.length === 8;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
