import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

const usualPieceBytes = 1024 * 1024;

/** SHA-256 (FIPS 180-4), hex; of a text its UTF-8. */
export const sha256Of = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

export interface FileHash {
  /** Hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Reads an open file from where it stands to its end.
 * @param each told each piece, which is overwritten by the next
 * @param pieceBytes most bytes that are read at once; left out = a mebibyte
 * Throws what the file system throws.
 */
export function hashOpenFile(
  file: number,
  each?: (piece: Buffer) => void,
  pieceBytes: number = usualPieceBytes,
): FileHash {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(pieceBytes);
  let size = 0;
  for (;;) {
    const count = readSync(file, chunk, 0, pieceBytes, null);
    if (count === 0) return { sha256: hash.digest('hex'), size };
    const piece = chunk.subarray(0, count);
    hash.update(piece);
    each?.(piece);
    size += count;
  }
}

/** As `hashOpenFile`, of the file with this name. */
export function hashFile(path: string, each?: (piece: Buffer) => void): FileHash {
  const file = openSync(path, 'r');
  try {
    return hashOpenFile(file, each);
  } finally {
    closeSync(file);
  }
}
