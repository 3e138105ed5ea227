import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { backupBeside } from './backup.ts';
import { migration0001 } from './migration-0001.ts';
import { migration0002 } from './migration-0002.ts';
import { migration0003 } from './migration-0003.ts';
import { migration0004 } from './migration-0004.ts';
import type { Db } from './sqlite.ts';
import type { StoreError } from './store-error.ts';
import { storeRange } from './store-range.ts';

/** Forward only; the place in the list is the schema number (from 1). A released one is never edited. */
export const migrations: readonly string[] = [migration0001, migration0002, migration0003, migration0004];

/** Schema number of a database; 0 = new. */
export function schemaOf(db: Db): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/**
 * Brings the database to the schema that this release writes, and leaves a newer one that it knows as it is: each step in one transaction together with its number, and a backup before each step unless the
 * database is new. Throws SqliteError when a step fails: the database is then as it was before that step.
 * @param steps every schema that is known; a test passes its own
 * @param writes the one that the database is brought to
 */
export function migrate(
  db: Db,
  path: string,
  log: Log,
  steps: readonly string[] = migrations,
  writes: number = steps === migrations ? storeRange.writes : steps.length,
): Result<void, StoreError> {
  const found = schemaOf(db);
  if (found > steps.length) {
    return err({ code: 'newerSchema', detail: `database has schema ${found}, this release knows ${steps.length}` });
  }
  for (const [index, sql] of steps.entries()) {
    const from = index;
    const to = index + 1;
    // Asked anew before each step, and once more with the right to write: another process may have opened the same file meanwhile, and a step that is taken twice leaves tables of one schema under the
    // number of another.
    if (to > writes || schemaOf(db) !== from) continue;
    if (found > 0) backupBeside(db, `${path}.before-${to}`);
    const step = db.transaction(() => {
      if (schemaOf(db) !== from) return false;
      db.exec(sql);
      db.pragma(`user_version = ${to}`);
      return true;
    });
    if (step.immediate()) log('store.migration.applied', { from, to });
  }
  return ok(undefined);
}
