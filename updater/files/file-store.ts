import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../contract/durable-file.ts';
import { hashFile } from '../../contract/sha256.ts';
import { type Room, roomAt } from './room.ts';

/**
 * Verified files of releases by the SHA-256 of their bytes: `sha256/ab/abcd…`. What stands there was whole and right when it was put there; who uses it hashes it once more, since disks forget.
 * `abcd….partial` is one that is being fetched. Every method throws what the file system throws.
 */
export class FileStore {
  readonly #root: string;
  /** Bytes of files under way that this process has written itself; a power cut lies before or behind it, never between. */
  readonly #written = new Map<string, number>();

  /** @param root made when missing */
  constructor(root: string) {
    this.#root = root;
    mkdirSync(join(root, 'sha256'), { recursive: true, mode: 0o755 });
  }

  pathOf(sha256: string): string {
    return join(this.#root, 'sha256', sha256.slice(0, 2), sha256);
  }

  /**
   * Where a file under way stands: beside the place that it will have, since a name that moves to another folder may be lost with both. Its folder is there, durably.
   */
  partialPathOf(sha256: string): string {
    const path = `${this.pathOf(sha256)}${partial}`;
    if (mkdirSync(dirname(path), { recursive: true, mode: 0o755 }) !== undefined)
      syncFolder(join(this.#root, 'sha256'));
    return path;
  }

  has(sha256: string): boolean {
    return sizeOf(this.pathOf(sha256)) !== null;
  }

  /** Bytes that are here of a file under way. */
  partialSize(sha256: string): number {
    return sizeOf(`${this.pathOf(sha256)}${partial}`) ?? 0;
  }

  /** So many bytes of a file under way are written. */
  wrote(sha256: string, bytes: number): void {
    this.#written.set(sha256, bytes);
  }

  /**
   * Bytes of a file under way that may be built upon. What an earlier process wrote last may be garbage behind a power cut, of the right length: a download that went on behind it would come to
   * its end and be thrown away as a whole.
   */
  trustedSize(sha256: string): number {
    const size = this.partialSize(sha256);
    return Math.min(size, this.#written.get(sha256) ?? Math.max(0, size - unsureBytes));
  }

  dropPartial(sha256: string): void {
    this.#written.delete(sha256);
    rmSync(`${this.pathOf(sha256)}${partial}`, { force: true });
  }

  /** Nothing but these may be under way. */
  dropPartials(but: ReadonlySet<string> = new Set()): void {
    for (const name of this.#names()) {
      const sha256 = name.slice(0, -partial.length);
      if (name.endsWith(partial) && !but.has(sha256)) this.dropPartial(sha256);
    }
  }

  /** Every file that is here, by its hash. */
  list(): readonly string[] {
    return this.#names().filter((name) => !name.endsWith(partial));
  }

  /**
   * Takes a fetched file in: hashes all of it, makes it durable and gives it its name. False = other bytes than promised; then nothing of it is left.
   * @param size bytes that were promised
   */
  accept(sha256: string, size: number): boolean {
    const from = this.partialPathOf(sha256);
    if (sizeOf(from) !== size || hashFile(from).sha256 !== sha256) {
      this.dropPartial(sha256);
      return false;
    }
    const file = openSync(from, 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(from, this.pathOf(sha256));
    this.#written.delete(sha256);
    syncFolder(dirname(from));
    return true;
  }

  /** As `roomAt`, on the disk of this store. */
  room(): Room {
    return roomAt(this.#root);
  }

  /** Something that was right when it was put here and is not any more. */
  drop(sha256: string): void {
    rmSync(this.pathOf(sha256), { force: true });
  }

  #names(): readonly string[] {
    const top = join(this.#root, 'sha256');
    return readdirSync(top).flatMap((folder) => readdirSync(join(top, folder)));
  }
}

/** End of the name of a file under way. */
const partial = '.partial';

/** Files that are fetched at the same time. */
export const filesAtOnce = 4;
/**
 * Last bytes of a file under way that may not be durable. Behind a cut so many are gone at most, and as many of what is left are not trusted: all files together repeat at most 1 MiB.
 */
export const unsureBytes = (1024 * 1024) / filesAtOnce / 2;

/** Null = no file there. */
export function sizeOf(path: string): number | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true ? stat.size : null;
}
