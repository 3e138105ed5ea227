import type { Result } from '../../contract/result.ts';
import { type Db, prepared } from './sqlite.ts';
import type { Identity, Meta } from './store.ts';
import type { StoreError } from './store-error.ts';

export interface MetaWithOnce extends Meta {
  /** The stored value, or `make()` stored durably the first time. Throws SqliteError. */
  once(key: string, make: () => string): string;
}

/** Small values by their names, durable when a call returns; `once` makes a value only the first time. */
export function makeMeta(db: Db, guard: <T>(fn: () => T) => Result<T, StoreError>): MetaWithOnce {
  const get = (key: string) => readMeta(db, key);
  return {
    get,
    set: (key, value) => guard(() => writeMeta(db, key, value)),
    once: (key, make) => {
      const found = get(key);
      if (found !== null) return found;
      // Insert-or-ignore and read again: two processes that open a new database at once agree on one value.
      prepared(db, 'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING').run(key, make());
      const value = get(key);
      if (value === null) throw new Error(`meta ${key} vanished`);
      return value;
    },
  };
}

/** Null = never written. Throws SqliteError. */
export function readMeta(db: Db, key: string): string | null {
  return prepared<[string], { value: string }>(db, 'SELECT value FROM meta WHERE key = ?').get(key)?.value ?? null;
}

/** Inside a transaction that somebody else has begun, or on its own. Throws SqliteError. */
export function writeMeta(db: Db, key: string, value: string): void {
  prepared(
    db,
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(key, value);
}

/** As `readIdentity`, of a database that is only read. */
export function identityIn(db: Db): Identity | null {
  return readIdentity({ get: (key) => readMeta(db, key) });
}

/** What the operator's claim gave; null before. Written only by this release, hence trusted. */
export function readIdentity(meta: Pick<Meta, 'get'>): Identity | null {
  const text = meta.get('identity');
  return text === null ? null : (JSON.parse(text) as Identity);
}
