import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Who a child process runs as; null = as ourselves. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/**
 * True when `who` can enter every folder above `path`. PostgreSQL refuses to run as root, so a root hub runs it as another account, and that
 * account cannot enter a private home folder (mode 0700) where a project may stand.
 */
export function isReachableBy(path: string, who: RunAs): boolean {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat !== undefined && !mayEnter(stat, who)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** The execute bit of a folder for owner, group or others: only the first class that matches counts (POSIX). */
export function mayEnter(
  stat: { readonly uid: number; readonly gid: number; readonly mode: number },
  who: RunAs,
): boolean {
  if (stat.uid === who.uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === who.gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}
