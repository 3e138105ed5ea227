import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../../contract/durable-file.ts';
import { type FileHash, hashFile } from '../../contract/sha256.ts';

/** Copies the bytes durably; the name is not, until its folder is synced. Hash and size are those of what was copied. */
export function copyFile(from: string, to: string): FileHash {
  const copy = openSync(to, 'w', 0o644);
  try {
    const copied = hashFile(from, (piece) => {
      for (let at = 0; at < piece.byteLength; ) at += writeSync(copy, piece, at);
    });
    fsyncSync(copy);
    return copied;
  } finally {
    closeSync(copy);
  }
}

/** Makes a folder and those above it, so that a power cut does not take their names. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  makeFolder(above);
  mkdirSync(path, { mode: 0o755 });
  syncFolder(above);
}

/** The whole file; null = there is none. */
export function readOrNull(path: string): Buffer | null {
  return existsSync(path) ? readFileSync(path) : null;
}
