import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { err, ok } from '../../contract/result.ts';
import { databaseFile } from './open-store.ts';
import { openSqlite } from './sqlite.ts';
import type { StoreError } from './store-error.ts';
import { temporaryStore } from './testing/temporary-store.ts';
import { probeWrite } from './write-probe.ts';

/** The parts of a connection that the probe uses, on a real file. */
function connectionOn(path: string, fails: StoreError[]) {
  return {
    db: openSqlite(path, 'write'),
    guard: <T>(fn: () => T) => ok(fn()),
    fail: (error: StoreError) => void fails.push(error),
  };
}

test('a healthy store gives its row back, each time another one', () => {
  using temporary = temporaryStore(null);
  const { store, dir } = temporary;
  const rows = [1, 2].map(() => {
    expect(store.probe()).toEqual({ ok: true });
    const db = openSqlite(join(dir, databaseFile), 'read');
    const row = db.prepare("SELECT value FROM meta WHERE key = 'writeProbe'").get();
    db.close();
    return JSON.stringify(row);
  });
  expect(new Set(rows).size).toBe(2);
  expect(store.durability()).toBe('ok');
});

test('a row that another connection does not see marks the store as failed', () => {
  using temporary = temporaryStore(null);
  temporary.store.probe();
  temporary.store.close();
  const path = join(temporary.dir, databaseFile);
  // Whoever reads looks at a file that the write did not reach.
  const elsewhere = join(temporary.dir, 'elsewhere.db');
  copyFileSync(path, elsewhere);
  const fails: StoreError[] = [];
  const connection = connectionOn(path, fails);
  expect(probeWrite(connection, elsewhere, 'new')).toMatchObject({ ok: false, error: { code: 'io' } });
  expect(fails).toHaveLength(1);
  expect(probeWrite(connection, join(temporary.dir, 'nowhere.db'), 'newer')).toMatchObject({
    error: { code: 'cannotOpen' },
  });
  expect(probeWrite(connection, path, 'newest')).toEqual({ ok: true });
  connection.db.close();
});

test('a write that the disk refuses is told as it is', () => {
  using temporary = temporaryStore(null);
  const full: StoreError = { code: 'full', detail: 'x' };
  const connection = {
    db: openSqlite(join(temporary.dir, databaseFile), 'read'),
    guard: () => err(full),
    fail: () => undefined,
  };
  expect(probeWrite(connection, join(temporary.dir, databaseFile), 't')).toEqual({ ok: false, error: full });
  connection.db.close();
});
