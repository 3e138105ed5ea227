import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../contract/durable-file.ts';
import {
  bytesOf,
  manifestFile,
  manifestText,
  type ReleaseFile,
  type ReleaseManifest,
} from '../../contract/release/manifest.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { hashOpenFile } from '../../contract/sha256.ts';
import type { FileStore } from '../files/file-store.ts';
import { roomAt } from '../files/room.ts';
import { type SlotFault, verifySlot } from './verify-slot.ts';

export type SlotError =
  /** Files that the store does not hold, or not any more with these bytes: to be fetched (again). */
  | { readonly code: 'missingFiles'; readonly files: readonly ReleaseFile[] }
  /** Less room than the slot needs, with what must stay free for citizens' applications. Nothing was written. */
  | { readonly code: 'full'; readonly needed: number; readonly free: number }
  /** What was written reads back otherwise: this disk cannot be trusted with a release. */
  | { readonly code: 'disk'; readonly fault: SlotFault };

const folderMode = 0o755;
const chunkBytes = 256 * 1024;
/** Ends of names that are never started: what is being made, and what is being taken away. */
const building = '.building';
const removing = '.removing';

/**
 * Builds the slot of a release out of the store: by copying, since linked files share bad blocks with what runs now. Every file and folder is made durable, everything is read back, and only
 * then the slot gets its name: a cut leaves no slot or a whole one. A slot that is there and whole is left alone.
 * @param root folder of the installation
 * @param keepFreeBytes what must stay free on the disk beside it
 * Errors: `missingFiles` `full` `disk`. Throws what the file system throws otherwise.
 */
export function buildSlot(
  root: string,
  release: ReleaseId,
  manifest: ReleaseManifest,
  store: FileStore,
  keepFreeBytes: number,
): Result<void, SlotError> {
  const slots = join(root, 'slots');
  const slot = join(slots, release);
  if (verifySlot(slot, manifest) === null) return ok(undefined);
  removeTree(slot);
  const missing = manifest.files.filter(({ sha256 }) => !store.has(sha256));
  if (missing.length > 0) return err({ code: 'missingFiles', files: missing });
  const temporary = `${slot}${building}`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(slots, { recursive: true, mode: folderMode });
  const { free, block } = roomAt(slots);
  const needed = bytesOf(manifest) + manifest.files.length * block + keepFreeBytes;
  if (free < needed) return err({ code: 'full', needed, free });
  mkdirSync(temporary, { mode: folderMode });
  try {
    const folders = new Set<string>([temporary]);
    const spoilt: ReleaseFile[] = [];
    for (const file of manifest.files) {
      const path = join(temporary, file.path);
      makeFolders(temporary, dirname(file.path), folders);
      if (copyDurably(store.pathOf(file.sha256), path, file.mode) !== file.sha256) {
        store.drop(file.sha256);
        spoilt.push(file);
      }
    }
    if (spoilt.length > 0) return err({ code: 'missingFiles', files: spoilt });
    writeNew(join(temporary, manifestFile), Buffer.from(manifestText(manifest), 'utf8'));
    for (const folder of [...folders].reverse()) syncFolder(folder);
    const fault = verifySlot(temporary, manifest);
    if (fault !== null) return err({ code: 'disk', fault });
    renameSync(temporary, slot);
  } finally {
    // Once it has its name there is nothing left; else a disk that has filled up meanwhile gets back what was half made: it is full for citizens' applications too.
    rmSync(temporary, { recursive: true, force: true });
  }
  syncFolder(slots);
  return ok(undefined);
}

/** Takes away every slot that is not kept, and what a cut has left half made. @returns their names */
export function removeUnusedSlots(root: string, kept: ReadonlySet<ReleaseId>): readonly string[] {
  const slots = join(root, 'slots');
  const gone = readdirSync(slots).filter((name) => !kept.has(name));
  for (const name of gone) removeTree(join(slots, name));
  if (gone.length > 0) syncFolder(slots);
  return gone;
}

/** A slot that is being taken away has no name that could be started any more. */
function removeTree(path: string): void {
  const away = `${path}${removing}`;
  rmSync(away, { recursive: true, force: true });
  try {
    renameSync(path, away);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return;
    throw cause;
  }
  rmSync(away, { recursive: true, force: true });
}

function makeFolders(top: string, relative: string, made: Set<string>): void {
  let path = top;
  for (const part of relative === '.' ? [] : relative.split('/')) {
    path = join(path, part);
    if (made.has(path)) continue;
    mkdirSync(path, { mode: folderMode });
    made.add(path);
  }
}

/** Never through a link, never over something: the slot is new, and whatever else writes there is an attack. */
const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

function writeNew(path: string, bytes: Uint8Array): void {
  const file = openSync(path, newFile, 0o644);
  try {
    writeAll(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** @returns SHA-256 of what was copied, hex */
function copyDurably(from: string, to: string, mode: ReleaseFile['mode']): string {
  const source = openSync(from, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const target = openSync(to, newFile, 0o600);
    try {
      const { sha256 } = hashOpenFile(source, (piece) => writeAll(target, piece), chunkBytes);
      // Whatever the mask of this process says.
      fchmodSync(target, Number.parseInt(mode, 8));
      fsyncSync(target);
      return sha256;
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.byteLength) at += writeSync(file, bytes, at, bytes.byteLength - at);
}
