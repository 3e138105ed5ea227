import { readFileSync } from 'node:fs';
import type { Line } from './codec.ts';

export interface LineVector {
  readonly name: string;
  readonly from: 'host' | 'device';
  readonly hex: string;
  readonly meaning: string;
  readonly expect: {
    readonly lines: readonly Line[];
    readonly error?: string;
    readonly hello?: unknown;
    readonly channel?: unknown;
    readonly reading?: { readonly contacts: readonly unknown[]; readonly lamps: readonly unknown[] };
    readonly pong?: unknown;
    readonly wish?: unknown;
    readonly event?: unknown;
  };
}

export function readLineVectors(): readonly LineVector[] {
  const parsed: { readonly vectors: readonly LineVector[] } = JSON.parse(
    readFileSync(new URL('./vectors/io-board-lines.json', import.meta.url), 'utf8'),
  );
  return parsed.vectors;
}

/** `AA 01` → bytes. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(' ').filter(Boolean), (pair) => Number.parseInt(pair, 16));
}
