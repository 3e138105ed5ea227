import { statfsSync } from 'node:fs';

/** What the disk of a folder has left for this account, and what the smallest file takes of it, bytes: each file takes whole blocks. */
export interface Room {
  readonly free: number;
  readonly block: number;
}

/** Throws what the file system throws. */
export function roomAt(folder: string): Room {
  const { bavail, bsize } = statfsSync(folder);
  return { free: bavail * bsize, block: bsize };
}
