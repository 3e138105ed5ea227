import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** Copies a folder to a place of all programs of this machine: whole or not at all, by whoever comes first; one that is there already is left as it is. Throws what the file system throws. */
export function copyOnce(from: string, to: string): void {
  if (existsSync(to)) return;
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  const partial = `${to}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  takePlace(partial, to);
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
