import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '../../contract/result.ts';
import { type Said, said } from './reasons.ts';

/** What the configuration does with the file system; a test puts one in its place that can be cut off at any moment. */
export type Disk = Pick<
  typeof fs,
  | 'closeSync'
  | 'existsSync'
  | 'fsyncSync'
  | 'linkSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readFileSync'
  | 'readdirSync'
  | 'realpathSync'
  | 'renameSync'
  | 'statSync'
  | 'unlinkSync'
  | 'writeSync'
>;

export const realDisk: Disk = fs;

/** Replaces a file: temporary file, fsync, rename, fsync of the folder. A power cut leaves the old one or the new one whole. Throws what the file system throws. */
export function replaceFile(disk: Disk, path: string, text: string, mode: number): void {
  // A link stays one: the file that it names is replaced.
  const real = disk.existsSync(path) ? disk.realpathSync(path) : path;
  const temporary = writeTemporary(disk, real, text, mode);
  disk.renameSync(temporary, real);
  syncFolder(disk, dirname(real));
}

/** Makes a file that must not be there yet, as durably; false = it is there, and stays as it is. */
export function createFile(disk: Disk, path: string, text: string, mode: number): boolean {
  const temporary = writeTemporary(disk, path, text, mode);
  try {
    disk.linkSync(temporary, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    return false;
  } finally {
    disk.unlinkSync(temporary);
  }
  syncFolder(disk, dirname(path));
  return true;
}

/** Makes a folder and those above it, durably. */
export function makeFolder(disk: Disk, path: string): void {
  if (disk.existsSync(path)) return;
  makeFolder(disk, dirname(path));
  disk.mkdirSync(path, { mode: 0o700, recursive: true });
  syncFolder(disk, dirname(path));
}

/** A name of its own for each process: two that write at once do not write into one file. */
function writeTemporary(disk: Disk, path: string, text: string, mode: number): string {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  const file = disk.openSync(temporary, 'w', mode);
  try {
    const bytes = Buffer.from(text, 'utf8');
    let at = 0;
    while (at < bytes.byteLength) at += disk.writeSync(file, bytes, at);
    disk.fsyncSync(file);
  } finally {
    disk.closeSync(file);
  }
  return temporary;
}

function syncFolder(disk: Disk, path: string): void {
  const folder = disk.openSync(path, 'r');
  try {
    disk.fsyncSync(folder);
  } finally {
    disk.closeSync(folder);
  }
}

/** Largest file that is read as configuration, bytes. */
const largest = 1024 * 1024;

export type ReadFault =
  | { readonly code: 'missing' }
  | (Said & { readonly code: 'unreadable'; readonly line: number; readonly column: number });

/** The text of a file. */
export function readText(disk: Disk, path: string): Result<string, ReadFault> {
  const unreadable = (words: Said, line = 1, column = 1) =>
    err({ code: 'unreadable', ...words, line, column } as const);
  let bytes: Buffer;
  try {
    bytes = disk.readFileSync(path);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? err({ code: 'missing' })
      : unreadable(said('unreadable', { code }));
  }
  if (bytes.length > largest) return unreadable(said('tooLarge'));
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    const before = bytes.toString('utf8').split('\uFFFD')[0] ?? '';
    const lines = before.split('\n');
    return unreadable(said('notUtf8'), lines.length, (lines.at(-1) ?? '').length + 1);
  }
}

/** The reason in the system's word, for what a caller cannot mend. */
export function codeOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code ?? message ?? 'unknown';
}
