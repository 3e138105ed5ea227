import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { manifestFile, type ReleaseFile } from '../../contract/release/manifest.ts';
import { pathFault } from '../../contract/release/release-path.ts';
import { err, ok, type Result } from '../../contract/result.ts';

export interface FoundFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly mode: ReleaseFile['mode'];
}

/** Modes that a release has a word for: what is readable for everybody and writable for nobody else. */
const modes: ReadonlyMap<number, ReleaseFile['mode']> = new Map([
  [0o644, '0644'],
  [0o444, '0644'],
  [0o755, '0755'],
  [0o555, '0755'],
]);

/**
 * Files of a folder, sorted by path as a manifest wants them. Error: everything that may not stand in a release, one line each: links, devices, sockets, names, modes. Throws what the file system throws.
 */
export function walkFolder(root: string): Result<readonly FoundFile[], readonly string[]> {
  const files: FoundFile[] = [];
  const faults: string[] = [];
  const walk = (folder: string) => {
    const entries = readdirSync(join(root, folder), { encoding: 'buffer' });
    if (entries.length === 0)
      faults.push(`${folder === '' ? '.' : folder}: an empty folder would not be there on the machine`);
    for (const entry of entries) {
      const name = decoded(entry);
      if (name === null) {
        faults.push(`${join(folder, entry.toString('latin1'))}: the name is not UTF-8`);
        continue;
      }
      const path = folder === '' ? name : `${folder}/${name}`;
      const found = lstatSync(join(root, path));
      if (found.isSymbolicLink()) faults.push(`${path}: a link; only plain files travel`);
      else if (found.isDirectory()) walk(path);
      else if (!found.isFile()) faults.push(`${path}: neither a file nor a folder`);
      else {
        const fault = path.toLowerCase() === manifestFile ? 'the name of the manifest itself' : pathFault(path);
        const mode = modes.get(found.mode & 0o7777);
        if (fault !== null) faults.push(`${path}: ${fault}`);
        else if (mode === undefined) faults.push(`${path}: mode ${octal(found.mode)}; 0644 and 0755 may be`);
        else files.push({ path, size: found.size, mode });
      }
    }
  };
  walk('');
  if (faults.length > 0) return err(faults.sort());
  return ok(files.sort((a, b) => (a.path < b.path ? -1 : 1)));
}

const octal = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0');

function decoded(name: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(name);
  } catch {
    return null;
  }
}
