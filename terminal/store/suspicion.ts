import { existsSync, rmSync } from 'node:fs';
import { writeDurably } from '../../contract/durable-file.ts';

/** Beside the database: the nightly check found damage that a quick check may not see, so the next start looks at everything. */
const markOf = (path: string) => `${path}.suspect`;

/** Notes beside the store that it may be damaged, durably: the next start looks at all of it. */
export function suspect(path: string): void {
  writeDurably(markOf(path), '', 0o600);
}

/** Whether the last run noted that the store may be damaged. */
export function isSuspected(path: string): boolean {
  return existsSync(markOf(path));
}

/** The store was looked at and is good. */
export function clearSuspicion(path: string): void {
  rmSync(markOf(path), { force: true });
}
