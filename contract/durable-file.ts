import { closeSync, fsyncSync, openSync, renameSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file so that a power cut leaves either the old or the new one whole: temporary file, fsync, rename, fsync of the folder.
 * @param mode permissions of the new file, for example 0o600
 * Throws what the file system throws.
 */
export function writeDurably(path: string, content: string | Uint8Array, mode: number): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    let at = 0;
    while (at < bytes.byteLength) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Makes creations, renames and removals in this folder durable; of a file that somebody else has written, what stands in it. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * Lets a link point somewhere else so that a power cut leaves the old link or the new one: new link, rename, fsync of the folder. What it points at must be durable before. A real folder that
 * somebody has put in the place of the link is moved aside, to `<link>.folder`.
 * @param target as it stands in the link; relative, so that the folder may be moved
 * Throws what the file system throws.
 */
export function pointDurably(link: string, target: string): void {
  const temporary = `${link}.new`;
  rmSync(temporary, { force: true });
  symlinkSync(target, temporary);
  try {
    renameSync(temporary, link);
  } catch (cause) {
    if (!isFileSystemError(cause) || cause.code !== 'EISDIR') throw cause;
    rmSync(`${link}.folder`, { recursive: true, force: true });
    renameSync(link, `${link}.folder`);
    renameSync(temporary, link);
  }
  syncFolder(dirname(link));
}

/** Something that the file system has refused, such as a full, failing or read-only disk; anything else is a bug. */
export const isFileSystemError = (cause: unknown): cause is Error & { readonly code: string } =>
  cause instanceof Error && 'syscall' in cause && 'code' in cause && typeof cause.code === 'string';

/** The file system says that there is no room, or none for this user. */
export const isDiskFull = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
