import type { Random } from '../../../hub/city/random.ts';
import type { Change, FileBytes } from './file-bytes.ts';
import type { EntryChange, FileNode, FileSystem } from './file-system.ts';

/** What a disk writes whole or not at all, bytes. */
export const sectorBytes = 512;

export type CrashKind = 'lost' | 'kept' | 'torn';

/** What stands on the disk when the power is back. */
export interface CrashState {
  readonly kind: CrashKind;
  /** Bytes of every file, `folder`, or the target of a link, by absolute path, folders before what stands in them. */
  readonly tree: ReadonlyMap<string, Buffer | 'folder' | { readonly target: string }>;
}

/** Everything that no fsync has made durable is gone. */
export function lostState(files: FileSystem): CrashState {
  return stateOf(files, 'lost', new Set(), ({ durable }) => durable.view());
}

/** Everything is there, as after a killed process. */
export function keptState(files: FileSystem): CrashState {
  return stateOf(files, 'kept', new Set(files.pendingEntries()), ({ live }) => live.view());
}

/**
 * A seeded subset of what is pending: every sector of every write on its own, every change of a size, every change of entries. Null when there are not
 * two things that could differ: then lost and kept are all there is.
 */
export function tornState(files: FileSystem, random: Random['next']): CrashState | null {
  const pending = files.pendingFiles();
  const entries = files.pendingEntries();
  const pieces =
    entries.length + pending.reduce((sum, file) => sum + file.pending.reduce((n, one) => n + sectorsOf(one), 0), 0);
  if (pieces < 2) return null;
  // Mostly lost, mostly kept and everything between: each has its own ways to break.
  const keepRate = random();
  const isKept = () => random() < keepRate;
  const bytes = new Map(pending.map((file) => [file, tear(file, isKept, random)]));
  const kept = new Set<EntryChange>(entries.filter(isKept));
  return stateOf(files, 'torn', kept, (file) => bytes.get(file)?.view() ?? file.durable.view());
}

function stateOf(
  files: FileSystem,
  kind: CrashKind,
  kept: ReadonlySet<EntryChange>,
  bytesOf: (file: FileNode) => Buffer,
): CrashState {
  const tree = new Map<string, Buffer | 'folder' | { readonly target: string }>();
  const nodes = [...files.treeWith(kept)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [path, node] of nodes) {
    if (node.kind === 'file') tree.set(path, bytesOf(node));
    else tree.set(path, node.kind === 'folder' ? 'folder' : { target: node.target });
  }
  return { kind, tree };
}

function tear(file: FileNode, isKept: () => boolean, random: Random['next']): FileBytes {
  const bytes = file.durable.copy();
  // A file system may have noted the new length of a file whose new bytes never came: they read as zeros.
  const growsEmpty = random() < 0.25;
  for (const change of file.pending) {
    if (change.kind === 'size') {
      if (isKept()) bytes.resize(change.size);
      continue;
    }
    for (const { at, part } of sectors(change)) {
      if (isKept()) bytes.write(at, part);
      else if (growsEmpty) bytes.resize(Math.max(bytes.size, at + part.byteLength));
    }
  }
  return bytes;
}

/** A write in pieces that end where a sector of the file ends. */
function* sectors(
  change: Extract<Change, { kind: 'write' }>,
): Generator<{ readonly at: number; readonly part: Buffer }> {
  const end = change.at + change.bytes.byteLength;
  for (let from = change.at; from < end; ) {
    const to = Math.min(end, (Math.floor(from / sectorBytes) + 1) * sectorBytes);
    yield { at: from, part: change.bytes.subarray(from - change.at, to - change.at) };
    from = to;
  }
}

function sectorsOf(change: Change): number {
  return change.kind === 'size' ? 1 : [...sectors(change)].length;
}
