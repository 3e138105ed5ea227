import { readFileSync } from 'node:fs';

/** What a decoder must find; `text: null` = no text in any charset. */
export interface ScanVector {
  readonly name: string;
  readonly hex: string;
  readonly chunks?: readonly number[];
  /** Silence before each chunk, milliseconds. */
  readonly pausesMs?: readonly number[];
  readonly profile?: Readonly<Record<string, string>>;
  readonly model?: string;
  readonly key?: string;
  readonly expect?: {
    readonly scans: readonly {
      readonly text: string | null;
      readonly charset?: string;
      readonly symbology?: string | null;
      readonly hex?: string;
    }[];
    readonly dropped?: readonly { readonly reason: string; readonly bytes: number }[];
    readonly replies?: readonly { readonly verdict: string; readonly tag: string }[];
  };
}

export function readScanVectors(file: 'serial-scans' | 'serial-commands' | 'hid-pos-reports'): readonly ScanVector[] {
  const parsed: { readonly vectors: readonly ScanVector[] } = JSON.parse(
    readFileSync(new URL(`./vectors/${file}.json`, import.meta.url), 'utf8'),
  );
  return parsed.vectors;
}

/** The pieces of a vector with the silence before each; one piece without pause unless the vector says otherwise. */
export function piecesOf(vector: ScanVector): readonly { readonly pauseMs: number; readonly bytes: Uint8Array }[] {
  const bytes = Uint8Array.from(vector.hex.split(' ').filter(Boolean), (pair) => Number.parseInt(pair, 16));
  let from = 0;
  return (vector.chunks ?? [bytes.length]).map((size, i) => {
    const piece = bytes.slice(from, from + size);
    from += size;
    return { pauseMs: vector.pausesMs?.[i] ?? 0, bytes: piece };
  });
}
