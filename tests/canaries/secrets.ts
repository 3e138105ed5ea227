import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A secret that some program has made for itself while a test ran: it may stand in its own file and nowhere else. */
export interface Secret {
  readonly what: string;
  readonly file: string;
  readonly value: Buffer;
}

/** Files that hold one secret as text, by name; keys in PEM are known by their shape. */
const files: Readonly<Record<string, string>> = {
  'staff-code.key': 'secret of one-time codes',
  password: 'password of the database',
  'operator-token': 'operator token of the demonstration',
};

/** How deep they stand below the folder of a test: `hub/postgres/password`, `data/staff-code.key`. */
const depth = 3;

/** Secrets in the files of some folder. */
export function readSecrets(folder: string, left = depth): readonly Secret[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return left === 0 ? [] : readSecrets(path, left - 1);
    const what = files[basename(path)];
    if (what === undefined || !entry.isFile()) return [];
    const text = readFileSync(path, 'utf8').trim();
    // So short a one is a fixture of a test that writes half a file.
    return text.length < 16 ? [] : [{ what, file: path, value: Buffer.from(text) }];
  });
}
