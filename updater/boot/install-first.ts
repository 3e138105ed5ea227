import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { missingFiles, type ReleaseManifest } from '../../contract/release/manifest.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { FileStore } from '../files/file-store.ts';
import { buildSlot, type SlotError } from '../slot/build-slot.ts';
import { linkedRelease, pointAt, readBoot, writeBoot } from './boot-files.ts';
import { firstBoot } from './boot-record.ts';

export type InstallError =
  /** `damaged`: a file of the release is not what its manifest says. `record`: the machine has a boot record that cannot be read. */
  { readonly code: 'damaged' | 'record'; readonly path: string } | SlotError;

/**
 * Puts the first release onto a machine: its slot, then the record, then the link, so that a cut at any step is gone on with by calling it again. A machine that has a record is left as it is, whatever
 * release it names: from then on it is the agent of updates that changes it.
 * @param fileOf where the file of a hash lies on the medium
 * @returns whether this call installed it
 * Errors: `damaged`, `record` and those of `buildSlot`. Throws what the file system throws otherwise.
 */
export function installFirst(
  root: string,
  id: ReleaseId,
  manifest: ReleaseManifest,
  fileOf: (sha256: string) => string,
): Result<boolean, InstallError> {
  const record = readBoot(root);
  if (record.ok) {
    if (linkedRelease(root) !== null) return ok(false);
    // What a cut of ours leaves, or a hand that has removed the link: what failed here and what the hub has not heard stays written.
    pointAt(root, record.value.current);
    return ok(record.value.current === id);
  }
  // One that cannot be read is nobody's to overwrite.
  if (record.error.code === 'damaged') return err({ code: 'record', path: record.error.detail });
  const store = new FileStore(join(root, 'cas'));
  for (const { sha256, size, path } of missingFiles(manifest, (hash) => store.has(hash))) {
    if (!existsSync(fileOf(sha256))) return err({ code: 'damaged', path });
    copyFileSync(fileOf(sha256), store.partialPathOf(sha256));
    if (!store.accept(sha256, size)) return err({ code: 'damaged', path });
  }
  mkdirSync(join(root, 'state'), { recursive: true });
  const built = buildSlot(root, id, manifest, store, 0);
  if (!built.ok) return built;
  writeBoot(root, firstBoot(id));
  pointAt(root, id);
  return ok(true);
}
