import { readFileSync } from 'node:fs';

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

/** `02 30` → bytes. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(' ').filter(Boolean), (pair) => Number.parseInt(pair, 16));
}

/** Bytes → `02 30`. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
