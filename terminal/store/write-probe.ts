import { err, ok, type Result } from '../../contract/result.ts';
import type { Connection } from './connection.ts';
import { writeMeta } from './meta.ts';
import { openSqlite, storeErrorOf } from './sqlite.ts';
import type { StoreError } from './store-error.ts';

const key = 'writeProbe';

/**
 * Commits one small row as everything else is committed (WAL, FULL) and reads it over another connection: what comes back was seen in the file by somebody who did not write it. What is read may
 * come from memory; a disk that refuses the write does not stay unseen. A row that is lost marks the store as failed.
 * Errors: as every write; `io` when something else comes back.
 * @param token never the same twice
 */
export function probeWrite(
  { db, guard, fail }: Pick<Connection, 'db' | 'guard' | 'fail'>,
  path: string,
  token: string,
): Result<void, StoreError> {
  const written = guard(() => writeMeta(db, key, token));
  if (!written.ok) return written;
  let found: string | undefined;
  try {
    const reader = openSqlite(path, 'read');
    try {
      found = reader.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value;
    } finally {
      reader.close();
    }
  } catch (thrown) {
    return err(storeErrorOf(thrown));
  }
  if (found === token) return ok(undefined);
  const lost: StoreError = { code: 'io', detail: 'the probe row did not come back' };
  fail(lost);
  return err(lost);
}
