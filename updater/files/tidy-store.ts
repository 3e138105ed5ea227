import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingFiles, type ReleaseManifest } from '../../contract/release/manifest.ts';
import { type FileStore, sizeOf } from './file-store.ts';

/**
 * Whether what is missing of a release may be brought in: the disk must have room for it and for what stays free beside it. Asked before a byte comes, since what has come stays for the next try.
 * @param keepFreeBytes what must stay free for citizens' applications
 */
export function hasRoomFor(store: FileStore, wanted: ReleaseManifest, keepFreeBytes: number): boolean {
  const missing = missingFiles(wanted, (sha256) => store.has(sha256));
  if (missing.length === 0) return true;
  const { free, block } = store.room();
  const needed = missing.reduce((sum, { sha256, size }) => sum + size - store.partialSize(sha256) + block, 0);
  return needed + keepFreeBytes <= free;
}

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

/**
 * Leaves only what these releases are made of, and of the one that is brought whatever is here, half fetched or whole.
 * @param brought its manifest, and the hash of that manifest's own bytes; null = none
 * @returns files that were taken away
 */
export function keepOnly(
  store: FileStore,
  releases: readonly ReleaseManifest[],
  brought: { readonly manifest: ReleaseManifest; readonly sha256: string } | null = null,
): number {
  const coming = new Set(brought === null ? [] : [...hashesOf(brought.manifest), brought.sha256]);
  const kept = new Set([...releases.flatMap(hashesOf), ...coming]);
  const gone = store.list().filter((sha256) => !kept.has(sha256));
  for (const sha256 of gone) store.drop(sha256);
  store.dropPartials(coming);
  return gone.length;
}

const hashesOf = ({ files }: ReleaseManifest): readonly string[] => files.map(({ sha256 }) => sha256);
