import Database from 'better-sqlite3';
import type { StoreError } from './store-error.ts';

export type Db = Database.Database;
export const SqliteError = Database.SqliteError;

/** Opens the file; throws SqliteError. `read` never creates it. */
export function openSqlite(path: string, mode: 'write' | 'read'): Db {
  return new Database(path, mode === 'read' ? { readonly: true, fileMustExist: true } : {});
}

const statements = new WeakMap<Db, Map<string, Database.Statement<unknown[], unknown>>>();

/**
 * The statement of this text, compiled once per connection. Not for `iterate`: a statement that is being walked cannot be used again.
 * @param before makes what the statement refers to and only this connection has; runs once before it is compiled
 */
export function prepared<P extends unknown[] = unknown[], R = unknown>(
  db: Db,
  sql: string,
  before?: () => void,
): Database.Statement<P, R> {
  let known = statements.get(db);
  if (known === undefined) {
    known = new Map();
    statements.set(db, known);
  }
  let statement = known.get(sql);
  if (statement === undefined) {
    before?.();
    statement = db.prepare<unknown[], unknown>(sql);
    known.set(sql, statement);
  }
  return statement as Database.Statement<P, R>;
}

const transactions = new WeakMap<Db, Database.Transaction<(fn: () => unknown) => unknown>>();

/** Runs `fn` in a transaction that has the right to write from its start. The frame around it is made once per connection. */
export function immediate<T>(db: Db, fn: () => T): T {
  let frame = transactions.get(db);
  if (frame === undefined) {
    frame = db.transaction((inside: () => unknown) => inside());
    transactions.set(db, frame);
  }
  return frame.immediate(fn) as T;
}

/** Statements and transactions belong to one connection: before it is replaced, they are forgotten. */
export function forgetStatements(db: Db): void {
  statements.delete(db);
  transactions.delete(db);
}

/** After such an error of a commit nobody knows whether it is on disk. Source: https://www.sqlite.org/rescode.html#ioerr, and fsync(2) on errors. */
export function isUncertain(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return false;
  return thrown.code.startsWith('SQLITE_IOERR') || thrown.code === 'EIO';
}

/**
 * Turns what SQLite or the file system threw into a typed error; anything else is a bug and is thrown on.
 * Source: SQLite result codes, https://www.sqlite.org/rescode.html.
 */
export function storeErrorOf(thrown: unknown): StoreError {
  if (!(thrown instanceof Error)) throw thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  const detail = `${code}: ${thrown.message}`;
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return { code: 'full', detail };
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return { code: 'corrupt', detail };
  if (code.startsWith('SQLITE_READONLY') || code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return { code: 'unwritable', detail };
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code === 'ENOENT' || code === 'ENOTDIR' || code === 'EEXIST') {
    return { code: 'cannotOpen', detail };
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return { code: 'busy', detail };
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO') return { code: 'io', detail };
  if (code.startsWith('SQLITE_')) return { code: 'refused', detail };
  throw thrown;
}
