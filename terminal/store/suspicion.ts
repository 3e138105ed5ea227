import { existsSync, rmSync } from 'node:fs';
import { writeDurably } from '../../contract/durable-file.ts';

/** Beside the database: the nightly check found damage that a quick check may not see, so the next start looks at everything. */
const markOf = (path: string) => `${path}.suspect`;

export function suspect(path: string): void {
  writeDurably(markOf(path), '', 0o600);
}

export function isSuspected(path: string): boolean {
  return existsSync(markOf(path));
}

export function clearSuspicion(path: string): void {
  rmSync(markOf(path), { force: true });
}
