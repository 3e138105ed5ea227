import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestFile, manifestText, type ReleaseManifest } from '../../contract/release/manifest.ts';
import { hashFile } from '../../contract/sha256.ts';

/** The first thing at which a slot differs from its manifest. */
export interface SlotFault {
  /** `absent`: no slot, or a half made one. `missing`, `bytes`, `mode`, `kind` (a link, a folder, a device where a file must be): of one file. `extra`: something that the manifest does not name. */
  readonly code: 'absent' | 'missing' | 'bytes' | 'mode' | 'kind' | 'extra';
  /** Below the slot. */
  readonly path: string;
}

/** Compares every byte, every mode and every name of a slot with its manifest; null = it is what was signed. Follows no link. */
export function verifySlot(slot: string, manifest: ReleaseManifest): SlotFault | null {
  if (readText(join(slot, manifestFile)) !== manifestText(manifest)) return { code: 'absent', path: '' };
  const wanted = new Map(manifest.files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const fault = walk('');
  if (fault !== null) return fault;
  const missing = manifest.files.find(({ path }) => !seen.has(path));
  return missing === undefined ? null : { code: 'missing', path: missing.path };

  function walk(folder: string): SlotFault | null {
    for (const name of readdirSync(join(slot, folder)).sort()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (path === manifestFile) continue;
      const stat = lstatSync(join(slot, path));
      const file = wanted.get(path);
      const found: SlotFault | null =
        file === undefined
          ? stat.isDirectory() && isFolderOf(path)
            ? walk(path)
            : { code: 'extra', path }
          : check(path, file, stat);
      if (found !== null) return found;
    }
    return null;
  }

  function isFolderOf(path: string): boolean {
    return manifest.files.some((file) => file.path.startsWith(`${path}/`));
  }

  function check(
    path: string,
    file: ReleaseManifest['files'][number],
    stat: ReturnType<typeof lstatSync>,
  ): SlotFault | null {
    seen.add(path);
    if (stat?.isFile() !== true) return { code: 'kind', path };
    if ((Number(stat.mode) & 0o7777) !== Number.parseInt(file.mode, 8)) return { code: 'mode', path };
    return Number(stat.size) === file.size && hashFile(join(slot, path)).sha256 === file.sha256
      ? null
      : { code: 'bytes', path };
  }
}

function readText(path: string): string | null {
  try {
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : null;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return null;
    throw cause;
  }
}
