import { join } from 'node:path';
import { UsageError } from '../../contract/command.ts';
import type { Options } from '../../contract/command-options.ts';

/** An option, else the environment variable that the terminal service takes for the same; null = neither. */
export function givenOr(options: Options, name: string, variable: string): string | null {
  const value = options[name];
  if (value === '') throw new UsageError(`--${name} needs a value`);
  return typeof value === 'string' ? value : (process.env[variable] ?? null);
}

/** Folder of what is delivered: `--shipped`, YITIJI_SHIPPED, else the one of this program. */
export function shippedDirOf(options: Options): string {
  return givenOr(options, 'shipped', 'YITIJI_SHIPPED') ?? join(import.meta.dirname, '../../kiosk-config');
}
