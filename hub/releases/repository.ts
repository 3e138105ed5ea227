import { constants, type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../contract/result.ts';
import { sha256Of } from '../../contract/sha256.ts';

/** A file of the repository that is being served. */
export interface OpenedFile {
  readonly handle: FileHandle;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** Null = there is no such plain file; a link is none. The caller closes it. @param parts below `dir`, each checked to be a plain name */
export async function openPlain(dir: string, parts: readonly string[]): Promise<OpenedFile | null> {
  let handle: FileHandle;
  try {
    handle = await open(join(dir, ...parts), constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw cause;
  }
  const { size, mtimeMs } = await handle.stat().then((stat) => (stat.isFile() ? stat : { size: -1, mtimeMs: 0 }));
  if (size >= 0) return { handle, size, mtimeMs };
  await handle.close();
  return null;
}

/**
 * The manifest of a target in this repository. Only a look-up for the operator: whether it is genuine each machine sees by the metadata.
 * @param wanted its hash, or how it begins; null = the only one of this name
 */
export async function findManifest(
  dir: string,
  target: string,
  wanted: string | null,
): Promise<Result<string, 'unknownTarget' | 'ambiguousTarget'>> {
  const parts = target.split('/');
  const folder = join(dir, 'targets', ...parts.slice(0, -1));
  const end = `.${parts.at(-1) ?? ''}`;
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    if (!isAbsent(cause)) throw cause;
    return err('unknownTarget');
  }
  const hashes = names
    .filter((name) => name.endsWith(end) && name.length === 64 + end.length)
    .map((name) => name.slice(0, 64))
    .filter((hash) => /^[0-9a-f]{64}$/.test(hash) && (wanted === null || hash.startsWith(wanted)));
  const [hash] = hashes;
  if (hash === undefined) return err('unknownTarget');
  if (hashes.length > 1) return err('ambiguousTarget');
  const bytes = await readFile(join(folder, `${hash}${end}`));
  return sha256Of(bytes) === hash ? ok(hash) : err('unknownTarget');
}

const absent: readonly unknown[] = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR'];

/** There is no such file or folder, or a link stands there. */
export function isAbsent(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && absent.includes(cause.code);
}
