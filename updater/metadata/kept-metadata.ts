import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pointDurably, syncFolder } from '../../contract/durable-file.ts';
import { delegatedRole } from '../../contract/release/metadata.ts';

/**
 * Metadata of one moment, as bytes that were verified together. Everything but the root may be missing: a root that is newer than the rest stands alone until the rest follows.
 */
export interface Kept {
  /** Empty = the file is gone. */
  readonly root: Uint8Array;
  readonly timestamp: Uint8Array | null;
  readonly snapshot: Uint8Array | null;
  readonly targets: Uint8Array | null;
  /** Roles below `targets`, by name: those that this machine has asked for. */
  readonly roles: ReadonlyMap<string, Uint8Array>;
}

/**
 * `trust/` on disk:
 *
 * ```
 * generations/<n>/root.json timestamp.json snapshot.json targets.json roles/<role>.json
 * current -> generations/<n>   relative link, the only pointer
 * ```
 *
 * A generation is written once, whole and durable before the link points at it, and never changed: whatever a cut leaves, the link points at a whole one. All methods throw what the file system throws.
 */
export class KeptMetadata {
  readonly #folder: string;

  /** @param folder made at the first `keep` */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Null = nothing here. What it holds is verified by whoever reads it. */
  read(): Kept | null {
    const number = this.#current();
    if (number === null) return null;
    const at = join(this.#folder, generations, String(number));
    // Without it the rest still says what was seen: the root of the slot takes its place.
    const root = bytesOf(join(at, 'root.json')) ?? new Uint8Array();
    const [timestamp = null, snapshot = null, targets = null] = ['timestamp', 'snapshot', 'targets'].map((name) =>
      bytesOf(join(at, `${name}.json`)),
    );
    const roles = new Map<string, Uint8Array>();
    for (const file of namesIn(join(at, rolesFolder))) {
      const role = file.replace(/\.json$/, '');
      const bytes = delegatedRole.test(role) ? bytesOf(join(at, rolesFolder, file)) : null;
      if (bytes !== null) roles.set(role, bytes);
    }
    return { root, timestamp, snapshot, targets, roles };
  }

  /** Durable when it returns; a cut or an error leaves what was there before. What earlier cuts have left is taken away. */
  keep(kept: Kept): void {
    const before = this.#current();
    this.#removeAllBut(before);
    const all = join(this.#folder, generations);
    mkdirSync(all, { recursive: true, mode: 0o755 });
    const number = (before ?? 0) + 1;
    const at = join(all, String(number));
    try {
      mkdirSync(join(at, rolesFolder), { recursive: true, mode: 0o755 });
      for (const name of ['root', 'timestamp', 'snapshot', 'targets'] as const) {
        const bytes = kept[name];
        if (bytes !== null) writeNew(join(at, `${name}.json`), bytes);
      }
      for (const [role, bytes] of kept.roles) writeNew(join(at, rolesFolder, `${role}.json`), bytes);
      // Up to the folder in which ours is new the first time.
      for (const folder of [join(at, rolesFolder), at, all, this.#folder, dirname(this.#folder)]) syncFolder(folder);
      pointDurably(join(this.#folder, link), join(generations, String(number)));
    } catch (cause) {
      // What was written of it must not take the room that is missing. The link decides: it may have been swapped before the error came.
      this.#removeAllBut(this.#current());
      throw cause;
    }
    this.#removeAllBut(number);
  }

  #current(): number | null {
    try {
      const [folder, number, more] = readlinkSync(join(this.#folder, link)).split('/');
      const isOurs = folder === generations && more === undefined && /^[1-9]\d{0,14}$/.test(number ?? '');
      return isOurs ? Number(number) : null;
    } catch (cause) {
      if (isCode(cause, 'ENOENT', 'EINVAL', 'ENOTDIR')) return null;
      throw cause;
    }
  }

  #removeAllBut(number: number | null): void {
    const all = join(this.#folder, generations);
    for (const name of namesIn(all)) {
      if (name !== String(number)) rmSync(join(all, name), { recursive: true, force: true });
    }
  }
}

const generations = 'generations';
const rolesFolder = 'roles';
const link = 'current';

function writeNew(path: string, bytes: Uint8Array): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644);
  try {
    let at = 0;
    while (at < bytes.byteLength) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Null = no such file. */
function bytesOf(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (cause) {
    if (isCode(cause, 'ENOENT', 'ENOTDIR', 'EISDIR')) return null;
    throw cause;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (isCode(cause, 'ENOENT', 'ENOTDIR')) return [];
    throw cause;
  }
}

const isCode = (cause: unknown, ...codes: readonly string[]): boolean =>
  cause instanceof Error && 'code' in cause && codes.includes(String(cause.code));
