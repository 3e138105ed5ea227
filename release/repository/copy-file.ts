import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../../contract/durable-file.ts';

const chunkBytes = 1024 * 1024;

/** Reads a file to its end, in pieces. @returns SHA-256 of its bytes, hex, and their number */
export function hashFile(
  path: string,
  each?: (piece: Buffer) => void,
): { readonly sha256: string; readonly size: number } {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(chunkBytes);
  const file = openSync(path, 'r');
  let size = 0;
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      const piece = buffer.subarray(0, read);
      hash.update(piece);
      each?.(piece);
      size += read;
    }
  } finally {
    closeSync(file);
  }
  return { sha256: hash.digest('hex'), size };
}

/** Copies the bytes durably; the name is not, until its folder is synced. Hash and size are those of what was copied. */
export function copyFile(from: string, to: string): { readonly sha256: string; readonly size: number } {
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

export function readOrNull(path: string): Buffer | null {
  return existsSync(path) ? readFileSync(path) : null;
}
