import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isAllowed } from './allowed.ts';
import { canaryFinder } from './canaries.ts';
import type { Finder } from './finder.ts';
import { Cluster, isCluster } from './postgres/cluster.ts';
import { readSecrets, type Secret } from './secrets.ts';
import { packedIn } from './unpack.ts';

/** What stands where it must not. */
export interface Leak {
  readonly path: string;
  /** Which value in which form; never the value. */
  readonly what: string;
}

export interface SweepOptions {
  /** Only files that were changed at this time of the wall clock or later, milliseconds. */
  readonly sinceMs?: number;
  /** Names of folders that are not gone into. */
  readonly skip?: (path: string) => boolean;
}

/** No needle is longer; a value across the border of two pieces is read with either. */
const overlapBytes = 4096;
/** Databases that PostgreSQL makes itself and that nobody opens: what could be there is in the third, which begins as their copy. */
const templates = /\/base\/[14]$/;

/** Looks for planted values and private keys in everything below some folder, in contents, packed contents and names. */
export class Sweeper {
  readonly #finder: Finder;

  readonly #pieceBytes: number;

  /**
   * @param root of the project, for the list of values
   * @param pieceBytes so much of a file is looked at at a time
   */
  constructor(root: string, pieceBytes = 64 * 1024 * 1024) {
    this.#finder = canaryFinder(root);
    this.#pieceBytes = pieceBytes;
  }

  /** @returns leaks, each value once a file; a folder that is not there has none */
  folder(top: string, options: SweepOptions = {}): readonly Leak[] {
    const leaks: Leak[] = [];
    const secrets = readSecrets(top);
    for (const { path, cluster } of filesBelow(top, options.skip ?? (() => false))) {
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (stat === undefined || stat.ctimeMs < (options.sinceMs ?? 0)) continue;
      if (cluster?.hasAsLaid(stat) === true) continue;
      const name = relative(top, path);
      const found = [
        ...this.#finder.find(Buffer.from(name)).map(({ what }) => `${what} in its name`),
        ...(stat.isFile() ? this.#inFile(path, stat.size, cluster, secrets) : []),
      ];
      for (const what of new Set(found)) if (!isAllowed(path, what)) leaks.push({ path, what });
    }
    const elsewhere = clusterElsewhere(top);
    return elsewhere === null ? leaks : [...leaks, ...this.folder(elsewhere, options)];
  }

  /** What a program has said. @param command which; stands for a path in the list of what is allowed */
  output(command: string, bytes: Buffer): readonly Leak[] {
    return this.#inBytes(bytes)
      .filter((what) => !isAllowed(command, what))
      .map((what) => ({ path: command, what }));
  }

  #inBytes(bytes: Buffer): readonly string[] {
    return [...new Set(this.#finder.find(bytes).map(({ what }) => what))];
  }

  #inFile(path: string, size: number, cluster: Cluster | null, secrets: readonly Secret[]): readonly string[] {
    const found: string[] = [];
    for (const bytes of piecesOf(path, size, this.#pieceBytes)) {
      if (this.#finder.find(bytes, 1).length > 0)
        found.push(...(cluster === null ? this.#inBytes(bytes) : cluster.leaksIn(path, bytes, this.#finder)));
      for (const { what, file, value } of secrets) if (file !== path && bytes.includes(value)) found.push(what);
      for (const inside of packedIn(bytes)) found.push(...this.#inBytes(inside).map((what) => `${what}, packed`));
    }
    return found;
  }
}

function* filesBelow(
  folder: string,
  skip: (path: string) => boolean,
  within: Cluster | null = null,
): Generator<{ readonly path: string; readonly cluster: Cluster | null }> {
  if (!existsSync(folder) || skip(folder)) return;
  const cluster = within ?? (isCluster(folder) ? new Cluster(folder) : null);
  if (cluster !== null && templates.test(folder)) return;
  for (const entry of orNothing(() => readdirSync(folder, { withFileTypes: true }), [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, skip, cluster);
    else yield { path, cluster };
  }
}

/** Bytes of a file; those of one that has gone meanwhile are none. */
function* piecesOf(path: string, size: number, pieceBytes: number): Generator<Buffer> {
  const file = orNothing(() => openSync(path, 'r'), null);
  if (file === null) return;
  try {
    for (let at = 0; at < size; at += pieceBytes) {
      const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes + overlapBytes, size - at));
      const read = readSync(file, piece, 0, piece.length, at);
      yield piece.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}

/** What has gone while we looked, or belongs to somebody who does not let us in, holds nothing of ours. */
function orNothing<T>(look: () => T, nothing: T): T {
  try {
    return look();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') return nothing;
    throw cause;
  }
}

/** Where a hub has put its cluster when the account of the database could not enter its folder (`hub/database/embedded.ts`). */
function clusterElsewhere(top: string): string | null {
  const pointer = [join(top, 'postgres.location'), join(top, 'hub', 'postgres.location')].find(existsSync);
  return pointer === undefined ? null : readFileSync(pointer, 'utf8').trim();
}
