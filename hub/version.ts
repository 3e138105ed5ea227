import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Version of the running hub, from package.json; releases say which they need at least. */
export const hubVersion: string = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { readonly version: string }
).version;
