import { existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Finder } from '../finder.ts';
import { type Relations, relationsOf } from './catalogue.ts';
import { recordAt, relationsOfRecord, walStream } from './wal.ts';

/** What of a cluster may hold people, and why. */
const departments = /^dept_/;
/** Samples of the columns of every table, the departments' too; that no other table has a person in it is looked at in the tables themselves. */
const statistics = new Set(['pg_statistic', 'pg_statistic_relid_att_inh_index']);

/** @param what of the hit */
function mayHold(relation: string, what: string): boolean {
  // Those of the hub stand there wrapped (hub/keys/wrapping-key.ts).
  if (what.startsWith('private key')) return false;
  return departments.test(relation) || statistics.has(relation);
}

/** A folder that PostgreSQL has initialised. */
export const isCluster = (folder: string): boolean =>
  existsSync(join(folder, 'PG_VERSION')) && existsSync(join(folder, 'pg_wal')) && existsSync(join(folder, 'base'));

/** Attributes what was found in the files of one cluster; it must not be running. */
export class Cluster {
  readonly #folder: string;
  #relations: Relations | undefined;
  /** When the first file of a cluster came into this folder: at its `initdb`, or with the copy of a ready one. */
  readonly #laidMs: number;

  constructor(folder: string) {
    this.#folder = folder;
    this.#laidMs = statSync(join(folder, 'PG_VERSION')).ctimeMs;
  }

  /** A file that nobody has written to since it came with the copy of a ready cluster, made before any test (`hub/testing/ready-cluster.ts`): what a test plants is not in it. */
  hasAsLaid({ mtimeMs }: Pick<Stats, 'mtimeMs'>): boolean {
    return mtimeMs < this.#laidMs;
  }

  /** What of a found file is a leak: everything but what stands in a table that may hold it. `bytes` = the whole file. */
  leaksIn(path: string, bytes: Buffer, finder: Finder): readonly string[] {
    const folder = basename(dirname(path));
    if (folder === 'pg_wal') return this.#leaksInLog(path, bytes, finder);
    const relation = this.#ownerOf(path);
    return unique(
      finder
        .find(bytes)
        .filter(({ what }) => relation === null || !mayHold(relation, what))
        .map(({ what }) => `${what}${relation === null ? '' : ` in ${relation}`}`),
    );
  }

  /** A record may hold what one of the relations may that it changes. */
  #leaksInLog(path: string, bytes: Buffer, finder: Finder): readonly string[] {
    const stream = walStream(bytes, this.#carriedInto(path));
    const leaks: string[] = [];
    for (const { what, at } of finder.find(stream.bytes, Number.POSITIVE_INFINITY)) {
      const record = recordAt(stream, at);
      const names =
        record === null
          ? []
          : relationsOfRecord(record).map((one) => this.#known().get(one) ?? `unknown relation ${one}`);
      if (!names.some((name) => mayHold(name, what)))
        leaks.push(
          `${what} in ${record === null ? 'no record of the log' : `a record of the log about ${names.join(', ') || 'no table'}`}`,
        );
    }
    return unique(leaks);
  }

  /** Beginning of a record that goes on in this segment. */
  #carriedInto(path: string): Buffer {
    const before = join(dirname(path), segmentBefore(basename(path)));
    return existsSync(before) ? walStream(readFileSync(before), Buffer.alloc(0)).carry : Buffer.alloc(0);
  }

  #ownerOf(path: string): string | null {
    const [, database, file] = /\/base\/(\d+)\/(\d+)(?:_[a-z]+)?(?:\.\d+)?$/.exec(path) ?? [];
    return database === undefined ? null : (this.#known().get(`${database}/${file}`) ?? null);
  }

  #known(): Relations {
    this.#relations ??= relationsOf(this.#folder);
    return this.#relations;
  }
}

/** Names are 24 hexadecimal digits: time line, then a number whose last part counts to FF (segments of 16 MB). */
function segmentBefore(name: string): string {
  const line = name.slice(0, 8);
  const number = Number.parseInt(name.slice(8, 16), 16) * 256 + Number.parseInt(name.slice(16), 16) - 1;
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  return `${line}${hex(Math.floor(number / 256))}${hex(number % 256)}`;
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
