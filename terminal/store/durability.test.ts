import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { applyPragmas, assertDurability, isAtLeast } from './durability.ts';
import { migrate } from './migrate.ts';
import { type Db, openSqlite } from './sqlite.ts';

let dir: string;
let db: Db;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-durability-'));
  db = openSqlite(join(dir, 'x.db'), 'write');
});
afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('durability assertion', () => {
  test('holds with our pragmas', () => {
    expect(applyPragmas(db, 'write')).toMatchObject({ ok: true });
    migrate(db, join(dir, 'x.db'), noLog);
    expect(assertDurability(db)).toMatchObject({ ok: true, value: { synchronous: 2 } });
    expect(db.pragma('secure_delete', { simple: true })).toBe(1);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('trusted_schema', { simple: true })).toBe(0);
    expect(db.pragma('mmap_size', { simple: true }) ?? 0).toBe(0);
    // Kibibytes: what a connection may keep of the file in memory.
    expect(db.pragma('cache_size', { simple: true })).toBe(-4096);
  });

  test('fails when synchronous is NORMAL', () => {
    applyPragmas(db, 'write');
    migrate(db, join(dir, 'x.db'), noLog);
    db.pragma('synchronous = NORMAL');
    expect(assertDurability(db)).toMatchObject({ ok: false, error: { code: 'durability' } });
  });

  test('fails with the library default: without our pragma a WAL database is NORMAL after the first read', () => {
    applyPragmas(db, 'write');
    migrate(db, join(dir, 'x.db'), noLog);
    db.close();
    db = openSqlite(join(dir, 'x.db'), 'write');
    db.pragma('journal_mode = WAL');
    expect(assertDurability(db)).toMatchObject({ ok: false, error: { code: 'durability' } });
  });

  test('a database that cannot have a WAL is refused', () => {
    const memory = openSqlite(':memory:', 'write');
    expect(applyPragmas(memory, 'write')).toMatchObject({ ok: false, error: { code: 'durability' } });
    memory.close();
  });

  test.each([
    ['3.51.3', true],
    ['3.54.1', true],
    ['4.0.0', true],
    ['3.51.2', false],
    ['3.9.9', false],
    ['2.99.9', false],
  ])('SQLite %s is new enough: %s', (version, expected) => {
    expect(isAtLeast(version, [3, 51, 3])).toBe(expected);
  });
});

test('a transaction that returns a promise is refused and rolled back', () => {
  db.exec('CREATE TABLE t (x INTEGER) STRICT');
  const asynchronous = db.transaction(async () => {
    db.prepare('INSERT INTO t VALUES (1)').run();
  });
  expect(() => asynchronous.immediate()).toThrow(/promise/);
  expect(db.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 0 });
});
