import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingFiles, type ReleaseManifest } from '../../contract/release/manifest.ts';
import { type FileStore, sizeOf } from './file-store.ts';

/**
 * Takes into the store what a release wants and a slot of this machine holds: a machine whose store was emptied, or was installed without one, fetches only what is new. Each file is hashed on
 * its way.
 * @param slot folder that holds the files of `held`
 */
export function fillFromSlot(store: FileStore, wanted: ReleaseManifest, slot: string, held: ReleaseManifest): void {
  const paths = new Map(held.files.map(({ sha256, path }) => [sha256, path]));
  for (const { sha256, size } of missingFiles(wanted, (hash) => store.has(hash))) {
    const path = paths.get(sha256);
    if (path === undefined || sizeOf(join(slot, path)) !== size) continue;
    copyFileSync(join(slot, path), store.partialPathOf(sha256));
    // Other bytes than its name says are left behind, and fetched.
    store.accept(sha256, size);
  }
}

/** Leaves only what these releases are made of, and nothing that is half fetched. @returns files that were taken away */
export function keepOnly(store: FileStore, releases: readonly ReleaseManifest[]): number {
  const kept = new Set(releases.flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
  const gone = store.list().filter((sha256) => !kept.has(sha256));
  for (const sha256 of gone) store.drop(sha256);
  store.dropPartials();
  return gone.length;
}
