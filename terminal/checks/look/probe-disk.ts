import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../../../contract/durable-file.ts';

/** One page of a database. */
const probeBytes = 4096;

/**
 * Writes a small file, waits until the disk has it, reads it back, removes it. What is read back may come from memory; that the disk refused the write does not stay
 * unseen. Returns the time that it took, or the reason why it could not be.
 */
export function probeDisk(dir: string): { readonly ms: number } | { readonly fault: string } {
  const path = join(dir, `probe-${process.pid}.tmp`);
  const wanted = randomBytes(probeBytes);
  const startMs = performance.now();
  try {
    const fd = openSync(path, 'w', 0o600);
    try {
      writeSync(fd, wanted);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    const isSame = readFileSync(path).equals(wanted);
    rmSync(path);
    syncFolder(dir);
    return isSame ? { ms: performance.now() - startMs } : { fault: 'read back something else' };
  } catch (cause) {
    rmSync(path, { force: true });
    return { fault: cause instanceof Error ? cause.message : 'unknown' };
  }
}
