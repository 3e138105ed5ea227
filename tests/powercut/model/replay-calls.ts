import type { Syscall } from '../trace/syscalls.ts';
import { type FileNode, FileSystem, type Node, NotModelled, type StartTree } from './file-system.ts';

/** What one call did: to our files, or a line that the recorded process said. */
export type Replayed =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'said'; readonly lines: readonly string[] };

const nothing = { kind: 'nothing' } as const;
const changed = { kind: 'changed' } as const;
const stdout = 1;

interface OpenFile {
  readonly node: Node;
  readonly appends: boolean;
  position: number;
}

/**
 * Applies recorded calls to a file system below `root`. `close` is not traced: a descriptor means what its last `open` said as long as strace names the
 * same file. Files that end in `-shm` are ignored: SQLite makes them anew. Throws NotModelled for what the model cannot follow.
 */
export class ReplayedCalls {
  readonly files: FileSystem;
  readonly #open = new Map<number, OpenFile>();
  #said = '';

  constructor(root: string, start?: StartTree) {
    this.files = new FileSystem(root, start);
  }

  apply(call: Syscall): Replayed {
    if (call.name === 'write' && call.fd === stdout && call.path === null) return this.#say(call.bytes);
    switch (call.name) {
      case 'open':
        return this.#ours(call.path) ? this.#opened(call.path, call.flags, call.fd) : nothing;
      case 'write':
        return call.path !== null && this.#ours(call.path) ? this.#write(call.path, call) : nothing;
      case 'copy': {
        const { path, from, fd, at, length } = call;
        if (path === null || !this.#ours(path)) return nothing;
        if (from === null || !this.#ours(from)) throw new NotModelled(`a copy from elsewhere into ${path}`);
        const bytes = Buffer.from(
          this.files
            .file(from)
            .live.view()
            .subarray(at, at + length),
        );
        return this.#write(path, { fd, bytes, position: null });
      }
      case 'seek': {
        const file = this.#open.get(call.fd);
        if (file !== undefined) file.position = call.position;
        return nothing;
      }
      case 'sync':
        return this.#ours(call.path) ? this.#did(() => this.files.sync(call.path)) : nothing;
      case 'truncate': {
        const { path, size } = call;
        return this.#ours(path)
          ? this.#did(() => this.files.changeFile(this.files.file(path), { kind: 'size', size }))
          : nothing;
      }
      case 'rename':
        if (this.#ours(call.from) !== this.#ours(call.to)) throw new NotModelled(`renamed over the border: ${call.to}`);
        if (!this.#ours(call.from)) return nothing;
        if (call.isExchange) throw new NotModelled(`two names exchanged: ${call.from}`);
        return this.#did(() => this.files.rename(call.from, call.to));
      case 'unlink':
        return this.#ours(call.path) ? this.#did(() => this.files.remove(call.path)) : nothing;
      case 'symlink':
        return this.#ours(call.path) ? this.#did(() => this.files.makeLink(call.path, call.target)) : nothing;
      case 'mkdir':
        return this.#ours(call.path) ? this.#did(() => this.files.makeFolder(call.path)) : nothing;
      case 'map':
        // Stores into such a map are no system calls: they would be missed.
        if (call.isWritableShared && !isIgnored(call.path)) {
          throw new NotModelled(`a writable shared mapping of ${call.path}`);
        }
        return nothing;
      case 'unmodelled': {
        const path = call.paths.find((one) => this.#ours(one));
        if (path !== undefined) throw new NotModelled(`${call.call} on ${path}`);
        return nothing;
      }
    }
  }

  #ours(path: string): boolean {
    return this.files.holds(path) && !isIgnored(path);
  }

  #did(change: () => void): Replayed {
    change();
    return changed;
  }

  #opened(path: string, flags: ReadonlySet<string>, fd: number): Replayed {
    const before = this.files.liveVersion;
    const node = this.files.node(path);
    if (node === undefined && !flags.has('O_CREAT')) throw new NotModelled(`${path} was there before the recording`);
    const file = node ?? this.files.create(path);
    if (file.kind === 'file' && flags.has('O_TRUNC') && file.live.size > 0) {
      this.files.changeFile(file, { kind: 'size', size: 0 });
    }
    this.#open.set(fd, { node: file, appends: flags.has('O_APPEND'), position: 0 });
    return this.files.liveVersion === before ? nothing : changed;
  }

  #write(
    path: string,
    call: { readonly fd: number; readonly bytes: Buffer; readonly position: number | null },
  ): Replayed {
    const file = this.files.file(path);
    const at = call.position ?? this.#advance(path, call.fd, file, call.bytes.byteLength);
    this.files.changeFile(file, { kind: 'write', at, bytes: call.bytes });
    return changed;
  }

  /** Where a write without a position goes; moves the position behind it. */
  #advance(path: string, fd: number, file: FileNode, length: number): number {
    const open = this.#open.get(fd);
    if (open?.node !== file) {
      throw new NotModelled(`a write to ${path} through a descriptor that nobody opened`);
    }
    const at = open.appends ? file.live.size : open.position;
    open.position = at + length;
    return at;
  }

  #say(bytes: Buffer): Replayed {
    const lines = (this.#said + bytes.toString('utf8')).split('\n');
    this.#said = lines.pop() ?? '';
    return lines.length === 0 ? nothing : { kind: 'said', lines };
  }
}

/** SQLite's index of the WAL: made anew from the WAL when nobody has it open. */
function isIgnored(path: string): boolean {
  return path.endsWith('-shm');
}
