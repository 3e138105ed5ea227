import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isFileSystemError, syncFolder, writeDurably } from '../../contract/durable-file.ts';
import { type BundleKind, bundleKinds } from '../../contract/release/manifest.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import { linkedRelease, pointAt } from '../boot/boot-files.ts';
import { type BundleRecord, newBundles, readBundles, wantedLink } from './bundle-record.ts';

const folder = 'bundles';
const stateFolder = 'state';
const recordFile = join(stateFolder, 'bundles.json');

/** Files of bundles by SHA-256, apart from those of applications: what tidies one does not know the other. */
export const bundleStore = (root: string): string => join(root, folder, 'cas');

/** Folder of a kind, laid out as an installation is: `slots/<releaseId>/` and the link `current`. */
export const kindRoot = (root: string, kind: BundleKind): string => join(root, folder, kind);

/** Folders that a machine needs before its first bundle. Durable when it returns. */
export function makeBundleFolders(root: string): void {
  for (const kind of bundleKinds) {
    const slots = join(kindRoot(root, kind), 'slots');
    if (existsSync(slots)) continue;
    mkdirSync(slots, { recursive: true, mode: 0o755 });
    syncFolder(kindRoot(root, kind));
    syncFolder(join(root, folder));
    syncFolder(root);
  }
}

/** None, or one that nobody can read, by its text or by a disk that has lost it: nothing is in force that was not linked. */
export function readRecord(root: string): BundleRecord {
  try {
    return readBundles(readFileSync(join(root, recordFile), 'utf8')) ?? fromLinks(root);
  } catch (cause) {
    if (isFileSystemError(cause)) return fromLinks(root);
    throw cause;
  }
}

/** What is linked was proven once, or is proven when it is assigned again. */
function fromLinks(root: string): BundleRecord {
  const kinds = { ...newBundles.kinds };
  for (const kind of bundleKinds) kinds[kind] = { ...kinds[kind], current: linkedRelease(kindRoot(root, kind)) };
  return { ...newBundles, kinds };
}

/** Durable when it returns; a cut leaves the old record or the new one. */
export function writeRecord(root: string, record: BundleRecord): void {
  writeDurably(join(root, recordFile), `${JSON.stringify(record, null, 2)}\n`, 0o644);
}

/** Brings the link of a kind to where the record wants it; a cut leaves the old link or the new one. */
export function settleLink(root: string, kind: BundleKind, record: BundleRecord): void {
  const at = kindRoot(root, kind);
  const wanted: ReleaseId | null = wantedLink(record.kinds[kind]);
  if (linkedRelease(at) === wanted) return;
  if (wanted !== null) pointAt(at, wanted);
  else {
    rmSync(join(at, 'current'), { force: true });
    syncFolder(at);
  }
}
