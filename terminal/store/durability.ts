import { err, ok, type Result } from '../../contract/result.ts';
import type { Db } from './sqlite.ts';
import type { StoreError } from './store-error.ts';

/** Older versions can corrupt a WAL when two connections write and checkpoint at once (fixed in SQLite 3.51.3). */
const oldestSqlite = [3, 51, 3] as const;

/** Settings of every connection. FULL is needed: in WAL mode NORMAL may lose acknowledged commits at a power cut. */
const pragmas = [
  'synchronous = FULL',
  'foreign_keys = ON',
  'busy_timeout = 5000',
  'secure_delete = ON',
  'cell_size_check = ON',
  'trusted_schema = OFF',
  'mmap_size = 0',
  // KiB. Of its own accord this build takes 16 MiB, and is full of it after some thousand visits: a store that is mostly written gains nothing by it.
  'cache_size = -4096',
  'wal_autocheckpoint = 1000',
  `journal_size_limit = ${16 * 1024 * 1024}`,
] as const;

/**
 * Sets journal mode and pragmas of a connection. The answer of `synchronous` is not worth anything before a table was read:
 * `assertDurability` comes after that.
 * @param mode a reading connection cannot change the journal mode; it takes what the file has
 */
export function applyPragmas(db: Db, mode: 'write' | 'read'): Result<void, StoreError> {
  if (mode === 'write') {
    const journal = db.pragma('journal_mode = WAL', { simple: true });
    if (journal !== 'wal') return err({ code: 'durability', detail: `journal_mode is ${String(journal)}, not wal` });
  }
  for (const pragma of pragmas) db.pragma(pragma);
  return ok(undefined);
}

/** What this connection promises now, after a read of a table. */
export function promisesOf(db: Db): { readonly synchronous: number; readonly journalMode: string } {
  db.prepare('SELECT count(*) FROM meta').get();
  return {
    synchronous: Number(db.pragma('synchronous', { simple: true })),
    journalMode: String(db.pragma('journal_mode', { simple: true })),
  };
}

export interface DurabilityFacts {
  readonly synchronous: number;
  readonly sqlite: string;
}

/**
 * Reads a real table and then asserts that commits are durable. The order matters: better-sqlite3 is built with
 * `DEFAULT_WAL_SYNCHRONOUS=1`, and on a fresh database `PRAGMA synchronous` still answers 2 until the first real access turns it to 1.
 */
export function assertDurability(db: Db): Result<DurabilityFacts, StoreError> {
  db.prepare('SELECT count(*) FROM meta').get();
  const synchronous = Number(db.pragma('synchronous', { simple: true }));
  if (synchronous !== 2) return err({ code: 'durability', detail: `synchronous is ${synchronous}, not 2 (FULL)` });
  const sqlite = db.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()?.version ?? '0';
  if (!isAtLeast(sqlite, oldestSqlite)) {
    return err({ code: 'durability', detail: `SQLite ${sqlite} is older than ${oldestSqlite.join('.')}` });
  }
  return ok({ synchronous, sqlite });
}

/** Compares dotted version numbers. */
export function isAtLeast(version: string, oldest: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [i, wanted] of oldest.entries()) {
    const have = parts[i] ?? 0;
    if (have !== wanted) return have > wanted;
  }
  return true;
}
