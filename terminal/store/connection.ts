import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { applyPragmas, assertDurability } from './durability.ts';
import { makeReopenable } from './reopenable-db.ts';
import { type Db, isUncertain, openSqlite, prepared, storeErrorOf } from './sqlite.ts';
import type { StoreError } from './store-error.ts';

/** What is on disk of a commit that failed in the middle. */
export type CommitOutcome = 'stored' | 'absent' | 'uncertain';

/** The one writing connection of a store, with what must happen when the disk fails under it. */
export interface Connection {
  /** Stands for whichever connection is open. */
  readonly db: Db;
  /** Runs one whole transaction and turns what SQLite throws into a StoreError. When the disk is full, room is made once and it runs again. */
  guard<T>(fn: () => T): Result<T, StoreError>;
  /** As `guard`, for work that seals before it commits. */
  guardAsync<T>(job: () => Promise<Result<T, StoreError>>): Promise<Result<T, StoreError>>;
  /**
   * After a commit that threw: gives the connection up where the error leaves the outcome open, and looks on disk for the message of this id.
   * `absent` for every other error: SQLite has rolled back.
   */
  decide(thrown: unknown, messageId: string): CommitOutcome;
  /** Marks the store as failed until the next open, without touching the connection. */
  fail(error: StoreError): void;
  health(): 'ok' | 'failed';
  isClosed(): boolean;
  close(): void;
}

const closed: StoreError = { code: 'closed', detail: 'the store was closed' };
const diskCodes: ReadonlySet<string> = new Set(['full', 'io', 'uncertain', 'corrupt', 'unwritable', 'cannotOpen']);

export interface ConnectionOptions {
  readonly path: string;
  readonly log: Log;
  /** Makes room on a full disk; false = there is none to make. */
  readonly makeRoom: () => boolean;
  /** Opens the file anew; tests put faults in its place. */
  readonly open?: (path: string) => Db;
}

/** The one connection to the store. An error of the disk closes it and opens it anew; what was not acknowledged is then undone. */
export function makeConnection(first: Db, options: ConnectionOptions): Connection {
  const { path, log, makeRoom, open = openAgain } = options;
  const { db, reopen } = makeReopenable(first);
  let health: 'ok' | 'failed' = 'ok';
  let isClosed = false;
  /** The connection that stood when this error came is gone already. */
  let isGone = false;

  function fail(error: StoreError): void {
    if (!diskCodes.has(error.code) || health === 'failed') return;
    health = 'failed';
    log('store.durability.failed', { detail: error.detail });
  }

  /** False = there is no connection any more. */
  function replace(detail: string, outcome: () => CommitOutcome): CommitOutcome {
    fail({ code: 'io', detail });
    try {
      reopen(() => open(path));
      const found = outcome();
      log('store.connection.reopened', { detail, outcome: found });
      return found;
    } catch (error) {
      isGone = true;
      log('store.connection.reopened', { detail: storeErrorOf(error).detail, outcome: 'uncertain' });
      return 'uncertain';
    }
  }

  function onDisk(messageId: string): CommitOutcome {
    const isThere = prepared(db, 'SELECT 1 FROM outbox WHERE id = ?').get(messageId) !== undefined;
    if (!isThere) return 'absent';
    // A later fsync of the log may answer well although the pages that failed were dropped: what is read here may be in memory only. A checkpoint writes it once more, into
    // the database file, and waits for that.
    const [checkpoint] = db.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
    return checkpoint?.busy === 0 ? 'stored' : 'uncertain';
  }

  function errorOf(thrown: unknown): StoreError {
    const error = storeErrorOf(thrown);
    if (isUncertain(thrown)) replace(error.detail, () => 'absent');
    fail(error);
    return error;
  }

  const unusable = () => (isClosed ? closed : isGone ? { code: 'io' as const, detail: 'the disk was lost' } : null);

  return {
    db,
    guard: (fn) => {
      const no = unusable();
      if (no !== null) return err(no);
      try {
        return ok(fn());
      } catch (thrown) {
        if (storeErrorOf(thrown).code !== 'full' || !makeRoom()) return err(errorOf(thrown));
      }
      try {
        return ok(fn());
      } catch (thrown) {
        return err(errorOf(thrown));
      }
    },
    guardAsync: async (job) => {
      const run = () => {
        const no = unusable();
        return no === null ? job() : err(no);
      };
      try {
        return await run();
      } catch (thrown) {
        if (storeErrorOf(thrown).code !== 'full' || !makeRoom()) return err(errorOf(thrown));
      }
      try {
        return await run();
      } catch (thrown) {
        return err(errorOf(thrown));
      }
    },
    decide: (thrown, messageId) =>
      isUncertain(thrown) ? replace(storeErrorOf(thrown).detail, () => onDisk(messageId)) : 'absent',
    fail,
    health: () => health,
    isClosed: () => isClosed,
    close: () => {
      if (isClosed) return;
      isClosed = true;
      if (!isGone) db.close();
    },
  };
}

function openAgain(path: string): Db {
  const db = openSqlite(path, 'write');
  try {
    const pragmas = applyPragmas(db, 'write');
    const durable = pragmas.ok ? assertDurability(db) : pragmas;
    if (durable.ok) return db;
    throw Object.assign(new Error(durable.error.detail), { code: 'EIO' });
  } catch (error) {
    db.close();
    throw error;
  }
}
