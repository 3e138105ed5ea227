import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { applyPragmas } from './durability.ts';
import { migrate, migrations, schemaOf } from './migrate.ts';
import { databaseFile, openStore } from './open-store.ts';
import { openSqlite, SqliteError, storeErrorOf } from './sqlite.ts';
import { makeHubSide, seededRandom, submitOk } from './testing/temporary-store.ts';

const hub = await makeHubSide();
let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-open-'));
  path = join(dir, databaseFile);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = (at = dir) => openStore({ dir: at, clock: new VirtualClock(), log: noLog, random: seededRandom(1) });

async function filled(): Promise<void> {
  const store = open();
  if (!store.ok) throw new Error(store.error.detail);
  store.value.setIdentity(hub.identity);
  for (let i = 0; i < 30; i += 1) await submitOk(store.value);
  store.value.close();
}

describe('a database that cannot be trusted is refused and left alone', () => {
  test('made by a newer release', async () => {
    await filled();
    const db = openSqlite(path, 'write');
    db.pragma(`user_version = ${migrations.length + 1}`);
    db.close();
    const before = readFileSync(path);
    expect(open()).toMatchObject({ ok: false, error: { code: 'newerSchema' } });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('not a database', () => {
    writeFileSync(path, 'x'.repeat(8192));
    expect(open()).toMatchObject({ ok: false, error: { code: 'corrupt' } });
    expect(readFileSync(path, 'utf8')).toBe('x'.repeat(8192));
  });

  test('in a folder of the kernel, which keeps nothing: making it there would never end', () => {
    expect(open('/proc/yitiji')).toMatchObject({
      ...{ ok: false, error: { code: 'cannotOpen', detail: '/proc/yitiji is in procfs, which keeps nothing' } },
    });
  });

  test('damaged pages', async () => {
    await filled();
    const bytes = readFileSync(path);
    bytes.fill(0xaa, 4096 * 3, 4096 * 8);
    writeFileSync(path, bytes);
    expect(open()).toMatchObject({ ok: false, error: { code: 'corrupt' } });
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('cut off in the middle', async () => {
    await filled();
    truncateSync(path, 4096 * 5);
    expect(open()).toMatchObject({ ok: false, error: { code: 'corrupt' } });
  });

  test('a folder that cannot be one', () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    expect(open(join(file, 'data'))).toMatchObject({ ok: false, error: { code: 'cannotOpen' } });
  });

  test('a database without the right to write', async () => {
    await filled();
    chmodSync(path, 0o444);
    // The root user may write anyway; what is left to show is that nobody crashes.
    const opened = open();
    if (process.getuid?.() === 0) expect(opened.ok).toBe(true);
    else expect(opened).toMatchObject({ ok: false, error: { code: 'unwritable' } });
    if (opened.ok) opened.value.close();
  });
});

describe('errors of SQLite and the file system have one typed code each', () => {
  test.each([
    ['SQLITE_FULL', 'full'],
    ['SQLITE_CORRUPT_INDEX', 'corrupt'],
    ['SQLITE_NOTADB', 'corrupt'],
    ['SQLITE_READONLY_DIRECTORY', 'unwritable'],
    ['SQLITE_CANTOPEN', 'cannotOpen'],
    ['SQLITE_BUSY_SNAPSHOT', 'busy'],
    ['SQLITE_IOERR_FSYNC', 'io'],
    ['SQLITE_CONSTRAINT_TRIGGER', 'refused'],
  ])('%s is %s', (sqlite, code) => {
    expect(storeErrorOf(new SqliteError('x', sqlite))).toMatchObject({ code });
  });

  test.each([
    ['ENOSPC', 'full'],
    ['EROFS', 'unwritable'],
    ['ENOTDIR', 'cannotOpen'],
  ])('%s is %s', (errno, code) => {
    expect(storeErrorOf(Object.assign(new Error('x'), { code: errno }))).toMatchObject({ code });
  });

  test('a bug is not turned into a value', () => {
    expect(() => storeErrorOf(new RangeError('bug'))).toThrow('bug');
  });
});

describe('migrations', () => {
  const next = [...migrations, 'ALTER TABLE case_row ADD COLUMN extra TEXT'];

  test('a new database gets no backup, an old one is copied first', async () => {
    await filled();
    expect(readdirSync(dir).filter((name) => name.includes('before'))).toEqual([]);
    const db = openSqlite(path, 'write');
    applyPragmas(db, 'write');
    expect(migrate(db, path, noLog, next)).toMatchObject({ ok: true });
    expect(schemaOf(db)).toBe(next.length);
    db.close();
    const backup = openSqlite(`${path}.before-${next.length}`, 'read');
    expect(schemaOf(backup)).toBe(migrations.length);
    expect(backup.prepare('SELECT count(*) AS n FROM case_row').get()).toEqual({ n: 30 });
    expect(backup.pragma('integrity_check', { simple: true })).toBe('ok');
    backup.close();
    expect(existsSync(`${path}.before-${next.length}.new`)).toBe(false);
  });

  test('a step that fails leaves schema and data as they were', async () => {
    await filled();
    const db = openSqlite(path, 'write');
    applyPragmas(db, 'write');
    const broken = [...migrations, 'ALTER TABLE case_row ADD COLUMN extra TEXT; INSERT INTO nowhere VALUES (1)'];
    expect(() => migrate(db, path, noLog, broken)).toThrow(/nowhere/);
    expect(schemaOf(db)).toBe(migrations.length);
    expect(() => db.prepare('SELECT extra FROM case_row')).toThrow(/extra/);
    db.close();
    expect(open()).toMatchObject({ ok: true });
  });
});

test('data folder is for its owner only', () => {
  const data = join(dir, 'data');
  const opened = open(data);
  expect(opened.ok).toBe(true);
  expect(statSync(data).mode & 0o777).toBe(0o700);
  if (opened.ok) opened.value.close();
});
