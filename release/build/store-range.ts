import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseManifest } from '../../contract/release/manifest.ts';

/** Where a program says it, below its folder (terminal/store/store-range.ts). */
const rangeFile = join('terminal', 'store', 'store-range.json');

/** Schemas of the local store that a program opens and writes, as it says itself. Null = it says nothing that can be read. @param program folder with `terminal/store/` */
export function storeRangeOf(program: string): ReleaseManifest['store'] | null {
  try {
    const { reads, writes } = JSON.parse(readFileSync(join(program, rangeFile), 'utf8')) as {
      readonly reads?: readonly unknown[];
      readonly writes?: unknown;
    };
    return readStoreRange(reads?.join('-') ?? '', String(writes));
  } catch {
    return null;
  }
}

/** `1-4` and the schema that is written; null = no range. */
export function readStoreRange(reads: string, writes: string): ReleaseManifest['store'] | null {
  const match = /^(\d{1,6})-(\d{1,6})$/.exec(reads);
  if (match === null || !/^\d{1,6}$/.test(writes)) return null;
  return { reads: [Number(match[1]), Number(match[2])], writes: Number(writes) };
}
