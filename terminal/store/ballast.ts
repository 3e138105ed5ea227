import { existsSync, rmSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../contract/durable-file.ts';
import type { Log } from '../../contract/log.ts';

/** File that is given up when the disk is full, so that what has begun can be finished. */
export const ballastFile = 'ballast';
const pieceBytes = 1024 * 1024;

export interface Ballast {
  /** `released`: it was given up in this run and is not there again. */
  state(): 'kept' | 'released' | 'none';
  /** Gives it up. False = there was nothing to give. */
  release(): boolean;
  /** Makes it, in pieces, so that nothing waits for the disk. False = not wanted, there already, or the disk has no room. */
  keep(signal: AbortSignal): Promise<boolean>;
}

/** @param bytes 0 = none is wanted, and one that is there is removed */
export function makeBallast(dir: string, bytes: number, log: Log): Ballast {
  const path = join(dir, ballastFile);
  let wasReleased = false;
  if (bytes === 0) rmSync(path, { force: true });

  return {
    state: () => (existsSync(path) ? 'kept' : wasReleased ? 'released' : 'none'),
    release: () => {
      if (!existsSync(path)) return false;
      rmSync(path);
      syncFolder(dir);
      wasReleased = true;
      log('store.ballast.released', { bytes });
      return true;
    },
    keep: async (signal) => {
      if (bytes === 0) return false;
      if (existsSync(path)) {
        if ((await stat(path)).size === bytes) return false;
        rmSync(path);
      }
      const isMade = await writePieces(`${path}.new`, bytes, signal);
      if (!isMade) {
        await rm(`${path}.new`, { force: true });
        return false;
      }
      await rename(`${path}.new`, path);
      syncFolder(dirname(path));
      wasReleased = false;
      log('store.ballast.kept', { bytes });
      return true;
    },
  };
}

/** Really written, not a hole: a hole would take its room only when it is too late. False = no room, or given up. */
async function writePieces(path: string, bytes: number, signal: AbortSignal): Promise<boolean> {
  const piece = Buffer.alloc(pieceBytes, 0x59);
  let file: Awaited<ReturnType<typeof open>> | undefined;
  try {
    file = await open(path, 'w', 0o600);
    for (let at = 0; at < bytes; at += pieceBytes) {
      if (signal.aborted) return false;
      await file.write(piece, 0, Math.min(pieceBytes, bytes - at));
    }
    await file.sync();
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG' || code === 'EIO') return false;
    throw error;
  } finally {
    await file?.close();
  }
}
