import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** File systems that the kernel makes up, by their magic numbers (statfs(2)); those of Linux, elsewhere none fits. */
const madeUp: ReadonlyMap<number, string> = new Map([
  [0x9fa0, 'procfs'],
  [0x62656572, 'sysfs'],
  [0x63677270, 'cgroup2'],
  [0x27e0eb, 'cgroup'],
  [0x64626720, 'debugfs'],
  [0x74726163, 'tracefs'],
  [0x73636673, 'securityfs'],
  [0x1cd1, 'devpts'],
]);

/**
 * The kind of file system below which nothing that is written stays; null = an ordinary one. Asked before a folder is made there: procfs answers that the parent of a new folder is missing, and
 * Node's recursive mkdir then makes that parent, which is there, without end. Throws what the file system throws.
 * @param path need not be there
 */
export function keepsNothing(path: string): string | null {
  let at = resolve(path);
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return madeUp.get(statfsSync(at).type) ?? null;
}
