import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { writeBackup } from './backups.ts';
import { databaseFile, openStore } from './open-store.ts';
import { coveredKey, giveUpSetAside, listSetAside, openIn, setAsidePath, tidySetAside } from './set-aside.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';
import { makeHubSide, seededRandom, submitOk, takeAll } from './testing/temporary-store.ts';

const hub = await makeHubSide();
const keepMs = 400 * 86_400_000;
let dir: string;
let path: string;
let seed = 1;
let clock: VirtualClock;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-aside-'));
  path = join(dir, databaseFile);
  clock = new VirtualClock(Date.parse('2026-11-23T06:00:00.000Z'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function open(): Store {
  seed += 1;
  const opened = openStore({ dir, clock, log: noLog, random: seededRandom(seed), onDamage: 'restore' });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
  return opened.value;
}

/** A machine whose backup has `backedUp` cases and whose database had `more` when it was damaged. @param spoil damages the file */
async function restored(backedUp: number, more: number, spoil: (file: string) => void): Promise<Store> {
  const first = open();
  first.setIdentity(hub.identity);
  for (let i = 0; i < backedUp; i += 1) await submitOk(first);
  first.close();
  const db = openSqlite(path, 'write');
  writeBackup(db, dir, databaseFile, 2);
  db.close();
  const second = open();
  for (let i = 0; i < more; i += 1) await submitOk(second);
  second.close();
  spoil(path);
  return open();
}

/** Damage that a start sees and that leaves every message readable: the first page of the audit chain. */
function spoilAudit(file: string): void {
  const db = openSqlite(file, 'write');
  const page = db.prepare<[], { rootpage: number }>("SELECT rootpage FROM sqlite_master WHERE name = 'audit'").get();
  const size = Number(db.pragma('page_size', { simple: true }));
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  const bytes = readFileSync(file);
  const at = ((page?.rootpage ?? 1) - 1) * size;
  bytes.fill(0xaa, at, at + size);
  writeFileSync(file, bytes);
}

/** The same in the table of messages. */
function spoilMessages(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0xaa, 4096 * 4, 4096 * 12);
  writeFileSync(file, bytes);
}

const tidy = (store: Store) => tidySetAside({ store, path, log: noLog }, keepMs);
const size = () => statSync(setAsidePath(path, 1)).size;

test('what stands in the database in use as well is emptied after the time of audit records, and not before', async () => {
  const store = await restored(3, 0, spoilAudit);
  expect(openIn(setAsidePath(path, 1))).toHaveLength(3);
  tidy(store);
  expect(store.meta.get(coveredKey(1))).not.toBeNull();
  await clock.advance(keepMs - 1_000);
  tidy(store);
  expect(size()).toBeGreaterThan(0);
  await clock.advance(1_000);
  tidy(store);
  expect(size()).toBe(0);
  // Neither a log nor a body is left of it, and the name still counts.
  expect(readdirSync(dir).filter((name) => name.includes('damaged'))).toEqual([`${databaseFile}.damaged-1`]);
  expect(listSetAside(path)).toMatchObject([{ number: 1, bytes: 0 }]);
  tidy(store);
  store.close();
});

test('a message that only the damaged one holds keeps it for ever', async () => {
  const store = await restored(3, 1, spoilAudit);
  expect(openIn(setAsidePath(path, 1))).toHaveLength(4);
  for (let i = 0; i < 3; i += 1) {
    tidy(store);
    await clock.advance(keepMs);
  }
  expect(store.meta.get(coveredKey(1))).toBeNull();
  expect(size()).toBeGreaterThan(0);
  store.close();
});

test('one that cannot be read to its end is kept, whatever can be read of it', async () => {
  const store = await restored(5, 3, spoilMessages);
  expect(openIn(setAsidePath(path, 1))).toBeNull();
  tidy(store);
  await clock.advance(keepMs);
  tidy(store);
  expect(size()).toBeGreaterThan(0);
  store.close();
});

test('a message that its counters promise and that is not found makes it one that cannot be read', async () => {
  const store = await restored(3, 0, spoilAudit);
  const db = openSqlite(setAsidePath(path, 1), 'write');
  db.exec('PRAGMA foreign_keys = OFF; DELETE FROM outbox WHERE seq = 2');
  db.close();
  expect(openIn(setAsidePath(path, 1))).toBeNull();
  store.close();
});

test('what the hub has lost again after it was acknowledged is not covered by the database in use', async () => {
  const store = await restored(2, 0, spoilAudit);
  takeAll(store);
  store.close();
  const db = openSqlite(path, 'write');
  db.exec('UPDATE outbox SET missing = 1 WHERE seq = 1');
  db.close();
  const again = open();
  tidy(again);
  expect(again.meta.get(coveredKey(1))).toBeNull();
  again.close();
});

test('whoever gives one up leaves a reason in the audit chain, and the next restore still leaves numbers out for it', async () => {
  const store = await restored(3, 1, spoilAudit);
  giveUpSetAside({ store, path, log: noLog }, 1, 'disk sent to the maker');
  expect(size()).toBe(0);
  store.close();
  spoilMessages(path);
  const next = open();
  next.close();
  expect(existsSync(setAsidePath(path, 2))).toBe(true);
  expect(listSetAside(path).map(({ number }) => number)).toEqual([1, 2]);
});

test('a disk that does not let it be emptied ends nothing: it is said, and tried again', async () => {
  const store = await restored(1, 0, spoilAudit);
  tidy(store);
  await clock.advance(keepMs);
  rmSync(setAsidePath(path, 1));
  mkdirSync(setAsidePath(path, 1));
  const logged: string[] = [];
  tidySetAside({ store, path, log: (id) => logged.push(id) }, keepMs);
  expect(logged).toEqual(['store.setAside.failed']);
  store.close();
});
