import { dirname } from 'node:path';
import type { Disk } from '../disk.ts';

/** The power goes. */
export class PowerCut extends Error {}

interface Inode {
  /** As a running program sees it. */
  content: Buffer;
  /** As it is on the medium; null = nothing of it was ever forced there. */
  durable: Buffer | null;
}
type Names = Map<string, Inode>;

/**
 * A file system in memory that forgets what was not forced to the medium: content of a file without its fsync, names (made, renamed, removed) without the fsync of their
 * folder. `cutAfter` operations the power goes; `afterPower` is then what may be found, by the choices given: the worst that POSIX allows, not what a kind file system does.
 */
export class CutDisk {
  /** Names as a running program sees them. */
  #names: Names = new Map();
  /** Changes of names that are not forced yet, in order, by folder. */
  #loose: { readonly folder: string; readonly change: (names: Names) => void }[] = [];
  #durableNames: Names = new Map();
  readonly #folders = new Set<string>(['/']);
  readonly #open = new Map<number, { readonly path: string; readonly inode: Inode | null }>();
  #nextFd = 3;
  #operations = 0;
  cutAfter = Number.POSITIVE_INFINITY;

  get operations(): number {
    return this.#operations;
  }

  /** A file that has always been there. */
  put(path: string, text: string): void {
    const inode = { content: Buffer.from(text), durable: Buffer.from(text) };
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
    for (let at = dirname(path); at !== '/'; at = dirname(at)) this.#folders.add(at);
  }

  text(path: string): string | null {
    return this.#names.get(path)?.content.toString('utf8') ?? null;
  }

  paths(): readonly string[] {
    return [...this.#names.keys()];
  }

  /**
   * The disk at the next start.
   * @param reached  of the changes of names that were not forced, how many reached the medium all the same, 0–1
   * @param torn  part of a content without fsync that is there, 0–1
   */
  afterPower(reached: number, torn: number): CutDisk {
    const next = new CutDisk();
    const names = new Map(this.#durableNames);
    for (const { change } of this.#loose.slice(0, Math.round(this.#loose.length * reached))) change(names);
    for (const [path, inode] of names) {
      const { content, durable } = inode;
      next.put(path, '');
      const left = durable?.equals(content) === true ? content : content.subarray(0, Math.floor(content.length * torn));
      const found = { content: Buffer.from(left), durable: Buffer.from(left) };
      next.#names.set(path, found);
      next.#durableNames.set(path, found);
    }
    return next;
  }

  /** Every folder of this disk is durable at once: losing one loses only files that were not promised yet. */
  readonly disk: Disk = {
    existsSync: (path) => this.#names.has(String(path)) || this.#folders.has(String(path)),
    realpathSync: ((path: string) => path) as unknown as Disk['realpathSync'],
    statSync: (() => ({ mode: 0o100600 })) as unknown as Disk['statSync'],
    mkdirSync: ((path: string) => {
      this.#tick();
      for (let at = path; at !== '/'; at = dirname(at)) this.#folders.add(at);
    }) as unknown as Disk['mkdirSync'],
    readdirSync: ((path: string) =>
      [...this.#names.keys()]
        .filter((one) => dirname(one) === path)
        .map((one) => one.slice(path.length + 1))) as unknown as Disk['readdirSync'],
    readFileSync: ((path: string) => {
      const inode = this.#names.get(path);
      if (inode === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
      return Buffer.from(inode.content);
    }) as unknown as Disk['readFileSync'],
    openSync: (path, flags) => {
      const name = String(path);
      const fd = this.#nextFd++;
      if (this.#folders.has(name)) {
        this.#open.set(fd, { path: name, inode: null });
        return fd;
      }
      this.#tick();
      let inode = this.#names.get(name);
      if (inode === undefined) {
        if (flags !== 'w') throw Object.assign(new Error(`no ${name}`), { code: 'ENOENT' });
        inode = { content: Buffer.alloc(0), durable: null };
        this.#link(name, inode);
      }
      if (flags === 'w') inode.content = Buffer.alloc(0);
      this.#open.set(fd, { path: name, inode });
      return fd;
    },
    writeSync: ((fd: number, bytes: Buffer, from: number) => {
      this.#tick();
      const inode = this.#open.get(fd)?.inode;
      if (inode === null || inode === undefined) throw new Error('not a file');
      // Half at a time: whoever does not go on writing is found out.
      const part = bytes.subarray(from, from + Math.max(1, Math.ceil((bytes.length - from) / 2)));
      inode.content = Buffer.concat([inode.content, part]);
      return part.length;
    }) as unknown as Disk['writeSync'],
    fsyncSync: (fd) => {
      this.#tick();
      const open = this.#open.get(fd);
      if (open === undefined) throw new Error('not open');
      if (open.inode !== null) {
        open.inode.durable = Buffer.from(open.inode.content);
        return;
      }
      for (const { folder, change } of this.#loose) if (folder === open.path) change(this.#durableNames);
      this.#loose = this.#loose.filter(({ folder }) => folder !== open.path);
    },
    closeSync: (fd) => void this.#open.delete(fd),
    renameSync: (from, to) => {
      this.#tick();
      const inode = this.#names.get(String(from));
      if (inode === undefined) throw Object.assign(new Error(`no ${String(from)}`), { code: 'ENOENT' });
      this.#change(dirname(String(to)), (names) => {
        names.delete(String(from));
        names.set(String(to), inode);
      });
    },
    linkSync: (from, to) => {
      this.#tick();
      const inode = this.#names.get(String(from));
      if (inode === undefined) throw Object.assign(new Error(`no ${String(from)}`), { code: 'ENOENT' });
      if (this.#names.has(String(to))) throw Object.assign(new Error('exists'), { code: 'EEXIST' });
      this.#link(String(to), inode);
    },
    unlinkSync: (path) => {
      this.#tick();
      this.#change(dirname(String(path)), (names) => void names.delete(String(path)));
    },
  };

  #link(path: string, inode: Inode): void {
    this.#change(dirname(path), (names) => void names.set(path, inode));
  }

  #change(folder: string, change: (names: Names) => void): void {
    change(this.#names);
    this.#loose.push({ folder, change });
  }

  #tick(): void {
    if (this.#operations >= this.cutAfter) throw new PowerCut('the power has gone');
    this.#operations += 1;
  }
}
