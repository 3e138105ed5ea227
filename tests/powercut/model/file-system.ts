import { dirname } from 'node:path';
import { type Change, FileBytes } from './file-bytes.ts';

/** One file, whatever its name is. */
export interface FileNode {
  readonly kind: 'file';
  /** On the disk. */
  readonly durable: FileBytes;
  /** What the process reads: the durable bytes with everything that is pending. */
  readonly live: FileBytes;
  pending: Change[];
}

export type Node = FileNode | { readonly kind: 'folder' } | { readonly kind: 'link'; readonly target: string };

/** What stands on a disk before anything is recorded, by absolute path. */
export type StartTree = ReadonlyMap<string, Uint8Array | 'folder' | { readonly target: string }>;

/** One change of the entries of a folder: names that get a node, or lose theirs (null). A rename is one change. */
export type EntryChange = ReadonlyMap<string, Node | null>;

/** A call on our files that the model cannot follow. */
export class NotModelled extends Error {}

/**
 * A file system below one folder, as POSIX promises it and no better: bytes of a file are durable after fsync of that file; creations, renames and
 * removals after fsync of the folder that they stand in. Knows no disk and no process; `ReplayedCalls` feeds it.
 */
export class FileSystem {
  /** Path of the folder; everything else is none of its business. */
  readonly root: string;
  readonly #live = new Map<string, Node>();
  readonly #durable = new Map<string, Node>();
  readonly #entries = new Map<string, readonly EntryChange[]>();
  #durableVersion = 0;
  #liveVersion = 0;

  /** @param start what stands on the disk before, by path; the root itself is durable */
  constructor(root: string, start: StartTree = new Map()) {
    this.root = root;
    for (const tree of [this.#live, this.#durable]) tree.set(root, { kind: 'folder' });
    for (const [path, content] of start) {
      const node: Node =
        content === 'folder'
          ? { kind: 'folder' }
          : content instanceof Uint8Array
            ? newFile(content)
            : { kind: 'link', target: content.target };
      this.#live.set(path, node);
      this.#durable.set(path, node);
    }
  }

  /** Changes whenever the disk after a cut with everything lost would be another. */
  get durableVersion(): number {
    return this.#durableVersion;
  }

  /** Changes whenever what the process sees would be another. */
  get liveVersion(): number {
    return this.#liveVersion;
  }

  holds(path: string): boolean {
    return path === this.root || path.startsWith(`${this.root}/`);
  }

  node(path: string): Node | undefined {
    return this.#live.get(path);
  }

  file(path: string): FileNode {
    const node = this.#live.get(path);
    if (node?.kind !== 'file') throw new NotModelled(`no file ${path}`);
    return node;
  }

  create(path: string): FileNode {
    const node = newFile(new Uint8Array());
    this.#change(new Map([[path, node]]));
    return node;
  }

  makeFolder(path: string): void {
    this.#change(new Map([[path, { kind: 'folder' }]]));
  }

  makeLink(path: string, target: string): void {
    this.#change(new Map([[path, { kind: 'link', target }]]));
  }

  remove(path: string): void {
    this.#change(new Map([[path, null]]));
  }

  rename(from: string, to: string): void {
    const node = this.#live.get(from);
    if (node === undefined) throw new NotModelled(`no ${from} to rename`);
    if (node.kind === 'folder') {
      this.#renameFolder(from, to);
      return;
    }
    if (dirname(from) === dirname(to)) {
      this.#change(
        new Map([
          [from, null],
          [to, node],
        ]),
      );
      return;
    }
    // Two folders, two things that a disk may know or not: the file may stand in both, and in none.
    this.#change(new Map([[to, node]]));
    this.#change(new Map([[from, null]]));
  }

  /** With all that stands in it, as one change; what is in it must be durable, else it would come to its new name half. */
  #renameFolder(from: string, to: string): void {
    if (dirname(from) !== dirname(to)) throw new NotModelled(`a folder is renamed into another one: ${from} → ${to}`);
    if (this.#live.has(to)) throw new NotModelled(`a folder takes the place of ${to}`);
    const inside = [...this.#live].filter(([path]) => path.startsWith(`${from}/`));
    const isPending = (path: string) => this.#entries.has(path);
    const unsynced = inside.find(([path, one]) => isPending(path) || (one.kind === 'file' && one.pending.length > 0));
    if (unsynced !== undefined || isPending(from)) {
      throw new NotModelled(`a folder is renamed before it is durable: ${unsynced?.[0] ?? from}`);
    }
    const moved: readonly (readonly [string, Node | null])[] = inside.flatMap(([path, one]) => [
      [path, null] as const,
      [`${to}${path.slice(from.length)}`, one] as const,
    ]);
    this.#change(new Map<string, Node | null>([[from, null], [to, { kind: 'folder' }], ...moved]));
  }

  changeFile(file: FileNode, change: Change): void {
    file.pending.push(change);
    file.live.apply(change);
    this.#liveVersion += 1;
  }

  /** fsync of a file or folder. */
  sync(path: string): void {
    const node = this.#live.get(path);
    if (node === undefined) throw new NotModelled(`fsync of ${path}, which nobody made`);
    if (node.kind === 'file') this.#syncFile(node);
    else if (node.kind === 'folder') this.#syncFolder(path);
  }

  /** Every node that stands on the disk or will, with its pending changes; the same node once. */
  pendingFiles(): readonly FileNode[] {
    const nodes = new Set([...this.#durable.values(), ...this.#live.values()]);
    return [...nodes].filter((node): node is FileNode => node.kind === 'file' && node.pending.length > 0);
  }

  /** Pending changes of entries, in the order of the calls within one folder. */
  pendingEntries(): readonly EntryChange[] {
    return [...this.#entries.values()].flat();
  }

  /** The tree after a cut that kept these changes of entries. Names whose folder did not survive are gone. */
  treeWith(kept: ReadonlySet<EntryChange>): ReadonlyMap<string, Node> {
    const tree = new Map(this.#durable);
    for (const change of this.pendingEntries()) if (kept.has(change)) applyEntries(tree, change);
    const stands = (path: string): boolean =>
      path === this.root || (tree.get(dirname(path))?.kind === 'folder' && stands(dirname(path)));
    return new Map([...tree].filter(([path]) => stands(path)));
  }

  #change(change: EntryChange): void {
    applyEntries(this.#live, change);
    const [path = ''] = [...change.keys()];
    const folder = dirname(path);
    this.#entries.set(folder, [...(this.#entries.get(folder) ?? []), change]);
    this.#liveVersion += 1;
  }

  #syncFile(file: FileNode): void {
    if (file.pending.length === 0) return;
    for (const change of file.pending) file.durable.apply(change);
    file.pending = [];
    this.#durableVersion += 1;
  }

  #syncFolder(path: string): void {
    const changes = this.#entries.get(path) ?? [];
    if (changes.length === 0) return;
    for (const change of changes) applyEntries(this.#durable, change);
    this.#entries.delete(path);
    this.#durableVersion += 1;
  }
}

function newFile(content: Uint8Array): FileNode {
  return { kind: 'file', durable: new FileBytes(content), live: new FileBytes(content), pending: [] };
}

function applyEntries(tree: Map<string, Node>, change: EntryChange): void {
  for (const [path, node] of change) {
    if (node === null) tree.delete(path);
    else tree.set(path, node);
  }
}
