import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../contract/command.ts';

export const rootOption = {
  root: { type: 'string', required: true, help: 'folder of the installation, with slots/ and state/ below it' },
} as const;

/** Throws UsageError where no installation stands. */
export function rootOf(value: string | boolean | undefined): string {
  if (typeof value !== 'string' || !existsSync(join(value, 'slots')))
    throw new UsageError(`--root: ${String(value)} is no installation: it has no slots/`);
  return value;
}
