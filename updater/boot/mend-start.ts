import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isFileSystemError, writeDurably } from '../../contract/durable-file.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import { startFile } from '../../contract/release/start-file.ts';
import { sha256Of } from '../../contract/sha256.ts';
import { FileStore } from '../files/file-store.ts';
import { slotManifest } from '../slot/slot-manifest.ts';
import { readBoot, slotOf, writeBoot } from './boot-files.ts';
import { steppedBack } from './boot-steps.ts';
import { isWhole } from './whole-slots.ts';

/**
 * Puts the signed bytes of a slot's `start.json` back out of the store of files. False = it has none that can be read, as before: no manifest, no such bytes, a disk that does not take them, other
 * damage in the slot.
 */
export function restoreStartFile(root: string, release: ReleaseId): boolean {
  const file = slotManifest(root, release)?.files.find(({ path }) => path === startFile);
  if (file === undefined) return false;
  try {
    const bytes = readFileSync(new FileStore(join(root, 'cas')).pathOf(file.sha256));
    if (sha256Of(bytes) !== file.sha256) return false;
    const path = join(slotOf(root, release), startFile);
    writeDurably(path, bytes, Number.parseInt(file.mode, 8));
    chmodSync(path, Number.parseInt(file.mode, 8));
    if (isWhole(root, release)) return true;
    // Other damage: a start.json that can be read would let it run at the next start.
    rmSync(path);
    return false;
  } catch (cause) {
    if (!isFileSystemError(cause)) throw cause;
    return false;
  }
}

/**
 * The proven release cannot be started, by no fault of its own: the one before is the proven one again, where its slot is whole to the last byte. Null = nothing was changed. Nothing is given up: the
 * agent fetches the other one anew.
 */
export function stepBack(root: string): ReleaseId | null {
  try {
    const record = readBoot(root);
    const next = record.ok ? steppedBack(record.value) : null;
    if (next?.ok !== true || !isWhole(root, next.value.current)) return null;
    writeBoot(root, next.value);
    return next.value.current;
  } catch (cause) {
    if (!isFileSystemError(cause)) throw cause;
    return null;
  }
}
