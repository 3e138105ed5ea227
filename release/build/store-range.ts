import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseManifest } from '../../contract/release/manifest.ts';

/** Migrations of the local store, below a program folder. */
const migrationsFolder = join('terminal', 'store');

/** Schema range of a program by its migrations: it opens every schema from the first on, and writes the newest. Null = no migrations are there. @param program folder with `terminal/store/` */
export function storeRangeOf(program: string): ReleaseManifest['store'] | null {
  const folder = join(program, migrationsFolder);
  if (!existsSync(folder)) return null;
  const numbers = readdirSync(folder).flatMap((name) => {
    const match = /^migration-(\d{4})\.[jt]s$/.exec(name);
    return match?.[1] === undefined ? [] : [Number(match[1])];
  });
  if (numbers.length === 0) return null;
  const newest = Math.max(...numbers);
  return { reads: [1, newest], writes: newest };
}

/** `1-4` and the schema that is written; null = no range. */
export function readStoreRange(reads: string, writes: string): ReleaseManifest['store'] | null {
  const match = /^(\d{1,6})-(\d{1,6})$/.exec(reads);
  if (match === null || !/^\d{1,6}$/.test(writes)) return null;
  return { reads: [Number(match[1]), Number(match[2])], writes: Number(writes) };
}
