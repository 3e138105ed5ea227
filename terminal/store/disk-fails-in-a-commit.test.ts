import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyPragmas } from './durability.ts';
import { databaseFile } from './open-store.ts';
import { type Db, openSqlite, SqliteError } from './sqlite.ts';
import { makeHubSide, submitInput, submitOk, temporaryStore } from './testing/temporary-store.ts';

const hub = await makeHubSide();

function openFile(path: string): Db {
  const db = openSqlite(path, 'write');
  applyPragmas(db, 'write');
  return db;
}

/**
 * Makes the commits of every connection that is opened from now on fail as a disk does: `before` = nothing reached the file, `after` = everything did and only the answer of
 * fsync was bad.
 */
function failing(db: Db, when: 'before' | 'after', error = 'SQLITE_IOERR_FSYNC'): Db {
  const { prepare, transaction } = db;
  Object.assign(db, {
    // The one statement that is a transaction of its own.
    prepare: (sql: string) => {
      const real = prepare.call(db, sql);
      if (!sql.startsWith('INSERT INTO submission')) return real;
      const run = (...args: unknown[]) => {
        if (when === 'after') Reflect.apply(real.run, real, args);
        throw new SqliteError('disk I/O error', error);
      };
      return { run };
    },
    transaction: (fn: (...args: unknown[]) => unknown) => {
      const real = transaction.call(db, fn);
      const immediate = (...args: unknown[]) => {
        if (when === 'after') real.immediate(...args);
        throw new SqliteError('disk I/O error', error);
      };
      return Object.assign(immediate, { immediate });
    },
  });
  return db;
}

/** A store whose connection is one that fails; what it opens afterwards is as `then` says. */
function failingStore(when: 'before' | 'after', then: (path: string) => Db, error?: string) {
  const temporary = temporaryStore(hub.identity);
  let opened = 0;
  // The first error makes the store open its connection anew: with one whose commits fail.
  const store = temporary.reopen({
    reopen: (path) => {
      opened += 1;
      return opened === 1 ? failing(openFile(path), when, error) : then(path);
    },
  });
  store.meta.set('x', '1');
  return { temporary, store, opened: () => opened };
}

describe('an input or output error of a commit', () => {
  test.each([
    { when: 'before', how: 'in a transaction of several statements', before: 0 },
    { when: 'after', how: 'in a transaction of several statements', before: 0 },
    { when: 'before', how: 'in the one statement', before: 2 },
    { when: 'after', how: 'in the one statement', before: 2 },
  ] as const)('$when the bytes were written, $how: what is said is what is on disk', async ({ when, before }) => {
    const { temporary, store } = failingStore(when, openFile);
    using _ = temporary;
    // The first receipt of a day is the one that needs several statements.
    for (let n = 0; n < before; n += 1) await submitOk(store);
    // Gets hold of the failing connection.
    breakOnce(temporary.dir, store);
    const submitted = await store.submitCase(submitInput());
    const db = openSqlite(join(temporary.dir, databaseFile), 'read');
    const cases = db.prepare('SELECT receipt_no AS receiptNo FROM case_row ORDER BY receipt_no').all();
    db.close();
    if (when === 'after') {
      expect(submitted).toMatchObject({ ok: true, value: cases.at(-1) });
      expect(cases).toHaveLength(before + 1);
    } else {
      expect(submitted).toMatchObject({ ok: false, error: { code: 'io' } });
      expect(cases).toHaveLength(before);
    }
    // Nobody new is served on such a disk, but what has begun can be finished.
    expect(store.durability()).toBe('failed');
    await submitOk(store);
  });

  test('and a disk that cannot be opened any more: neither stored nor not stored is said', async () => {
    const { temporary, store } = failingStore('after', () => {
      throw new SqliteError('gone', 'SQLITE_CANTOPEN');
    });
    using _ = temporary;
    breakOnce(temporary.dir, store);
    expect(await store.submitCase(submitInput())).toMatchObject({ ok: false, error: { code: 'uncertain' } });
    expect(await store.submitCase(submitInput())).toMatchObject({ ok: false, error: { code: 'io' } });
  });
});

/** A guarded write that fails by an error of the disk, so that the connection is replaced by the one that `reopen` gives. */
function breakOnce(_dir: string, store: ReturnType<typeof failingStore>['store']): void {
  const fail = () => {
    throw new SqliteError('disk I/O error', 'SQLITE_IOERR_WRITE');
  };
  store.audit(
    'clock',
    {
      get offsetMs(): number {
        return fail();
      },
    },
    null,
  );
  expect(store.durability()).toBe('failed');
}

describe('a full disk', () => {
  test('gives up the ballast once, and what was begun is finished', async () => {
    using temporary = temporaryStore(hub.identity);
    let freed = 0;
    let isFull = true;
    const store = temporary.reopen({
      makeRoom: () => {
        freed += 1;
        isFull = false;
        return freed === 1;
      },
    });
    const submitted = await store.submitCase(
      submitInput({
        alongside: () => {
          if (isFull) throw new SqliteError('full', 'SQLITE_FULL');
        },
      }),
    );
    expect(submitted).toMatchObject({ ok: true, value: { seq: 1 } });
    expect(store.durability()).toBe('ok');
    isFull = true;
    const again = await store.submitCase(
      submitInput({
        alongside: () => {
          throw new SqliteError('full', 'SQLITE_FULL');
        },
      }),
    );
    expect(again).toMatchObject({ ok: false, error: { code: 'full' } });
    expect([freed, store.durability()]).toEqual([2, 'failed']);
  });
});
