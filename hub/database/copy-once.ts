import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../contract/durable-file.ts';

/**
 * Copies a folder to a place of all programs of this machine: whole or not at all, also behind a power cut, by whoever comes first; one that is there already is left as it is. Throws what the file
 * system throws.
 * @param sync puts a file or a folder on the disk
 */
export function copyOnce(from: string, to: string, sync: (path: string) => void = syncFolder): void {
  if (existsSync(to)) return;
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  const partial = `${to}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  // The name must not be on the disk before what it names.
  for (const entry of readdirSync(partial, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) sync(join(entry.parentPath, entry.name));
  sync(partial);
  takePlace(partial, to);
  sync(dirname(to));
}

/** Names a finished copy; where another process was faster, its copy stays and ours goes. */
export function takePlace(partial: string, to: string): void {
  try {
    renameSync(partial, to);
  } catch (cause) {
    const isThere =
      cause instanceof Error && 'code' in cause && (cause.code === 'ENOTEMPTY' || cause.code === 'EEXIST');
    if (!isThere) throw cause;
    rmSync(partial, { recursive: true, force: true });
  }
}
