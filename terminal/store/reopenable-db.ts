import { type Db, forgetStatements } from './sqlite.ts';

/** A connection that everybody refers to and that can be replaced under them. */
export interface ReopenableDb {
  readonly db: Db;
  /**
   * Gives the connection up and opens the file anew. Throws what `open` throws; then there is no connection, and every use throws.
   */
  reopen(open: () => Db): void;
}

/**
 * After a commit that failed with an input or output error nobody knows what is on disk: SQLite goes on as if nothing had been written, while the log may hold the whole
 * transaction and play it at the next start. Only a new connection, which reads the log from the file, tells. Parts of the store hold `db` for as long as they live; it stands
 * for whichever connection is open.
 */
export function makeReopenable(first: Db): ReopenableDb {
  let current = first;
  const db: Db = new Proxy(Object.create(Object.getPrototypeOf(first)) as Db, {
    get: (_, key) => {
      const value: unknown = Reflect.get(current, key, current);
      return typeof value === 'function' ? value.bind(current) : value;
    },
  });
  return {
    db,
    reopen: (open) => {
      forgetStatements(db);
      current.close();
      current = open();
    },
  };
}
