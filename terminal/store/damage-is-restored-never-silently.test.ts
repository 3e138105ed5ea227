import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Log } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { checkIntegrity } from '../outbox/integrity.ts';
import { writeBackup } from './backups.ts';
import { databaseFile, openStore } from './open-store.ts';
import { finishRestore, prepareRestore, receiptsLeftOut } from './restore.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';
import { suspect } from './suspicion.ts';
import { makeHubSide, seededRandom, submitOk } from './testing/temporary-store.ts';

const hub = await makeHubSide();
let dir: string;
let path: string;
let seed = 1;
const events: { readonly id: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
const log: Log = (id, fields) => void events.push({ id, fields });
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-restore-'));
  path = join(dir, databaseFile);
  events.length = 0;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function open(onDamage: 'restore' | 'refuse' = 'restore', clock = new VirtualClock()): Store {
  seed += 1;
  const opened = openStore({ dir, clock, log, random: seededRandom(seed), onDamage });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
  return opened.value;
}

function backup(): void {
  const db = openSqlite(path, 'write');
  writeBackup(db, dir, databaseFile, 2);
  db.close();
}

/** Damages the middle and leaves the first page, so that something can still be read. */
function damage(): Buffer {
  const bytes = readFileSync(path);
  bytes.fill(0xaa, 4096 * 4, 4096 * 12);
  writeFileSync(path, bytes);
  return bytes;
}

async function commit(store: Store, count: number) {
  const done = [];
  for (let i = 0; i < count; i += 1) done.push(await submitOk(store));
  return done;
}

/** A machine with 8 cases, a backup after the fifth, and a database that is damaged then. */
async function damagedMachine() {
  const store = open();
  store.setIdentity(hub.identity);
  const before = await commit(store, 5);
  const { epoch } = store;
  store.close();
  backup();
  const again = open();
  const after = await commit(again, 3);
  again.close();
  return { epoch, before, after, bytes: damage() };
}

test('the newest good backup goes on as a new epoch that names the old one; the damaged file is kept; nobody’s number is given out twice', async () => {
  const { epoch, before, after, bytes } = await damagedMachine();
  const store = open();
  expect(store.epoch).not.toBe(epoch);
  expect(store.previousEpoch).toMatchObject({ storeEpoch: epoch });
  expect(store.previousEpoch?.lastSeq).toBeGreaterThanOrEqual(5);
  expect(readFileSync(`${path}.damaged-1`).equals(bytes)).toBe(true);
  expect(store.outbox.list().map(({ id }) => id)).toEqual(before.map(({ messageId }) => messageId));
  const [next] = await commit(store, 1);
  expect(next?.seq).toBe(1);
  const numbers = [...before, ...after, next].map((one) => one?.receiptNo);
  expect(new Set(numbers).size).toBe(9);
  expect(Number(next?.receiptNo.split('-')[2])).toBeGreaterThan(receiptsLeftOut);
  const [said] = events.filter(({ id }) => id === 'store.database.restored');
  expect(said?.fields).toMatchObject({ before: epoch, epoch: store.epoch, backup: 'backup-000001.db' });
  store.close();
  const db = openSqlite(path, 'read');
  expect(checkIntegrity(db)).toMatchObject({ integrityCheck: 'ok', gapFree: true, casesMatch: true, auditChain: 'ok' });
  db.close();
});

test('damaged again, even with the newest backup gone: still no number twice, and each epoch names the one before', async () => {
  const { before, after } = await damagedMachine();
  const second = open();
  const [ofSecond] = await commit(second, 1);
  second.close();
  damage();
  // The backup that the first restore made is damaged too.
  writeFileSync(join(dir, 'backups', 'backup-000002.db'), 'x'.repeat(9000));
  const third = open();
  expect(third.previousEpoch?.storeEpoch).not.toBe(third.epoch);
  const [ofThird] = await commit(third, 1);
  const numbers = [...before, ...after, ofSecond, ofThird].map((one) => one?.receiptNo);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(readdirSync(dir)).toEqual(expect.arrayContaining([`${databaseFile}.damaged-1`, `${databaseFile}.damaged-2`]));
  third.close();
});

test('a database that is gone while its backups are there is not begun anew', async () => {
  const { epoch } = await damagedMachine();
  rmSync(path);
  expect(openStore({ dir, clock: new VirtualClock(), log, random: seededRandom(1) })).toMatchObject({
    ok: false,
    error: { code: 'corrupt' },
  });
  expect(existsSync(path)).toBe(false);
  const store = open();
  expect(store.previousEpoch).toMatchObject({ storeEpoch: epoch, lastSeq: 5 });
  expect(store.identity()).toEqual(hub.identity);
  store.close();
});

test('nor is one of which a repair of the file system has left nothing but the name', async () => {
  const { epoch, before, after } = await damagedMachine();
  truncateSync(path, 0);
  expect(() => open('refuse')).toThrow(/corrupt/);
  expect(statSync(path).size).toBe(0);
  const store = open();
  expect(store.previousEpoch?.storeEpoch).toBe(epoch);
  const [next] = await commit(store, 1);
  expect([...before, ...after].map(({ receiptNo }) => receiptNo)).not.toContain(next?.receiptNo);
  store.close();
});

test('a machine that lost its clock with its database: no number of the day after the backup is given out twice either', async () => {
  const dayMs = 86_400_000;
  const half = 180 * dayMs;
  const clock = new VirtualClock(Date.UTC(2026, 10, 23) + half);
  const store = open('restore', clock);
  store.setIdentity(hub.identity);
  await commit(store, 1);
  store.close();
  backup();
  clock.jumpWall(dayMs);
  const again = open('restore', clock);
  const given = await commit(again, 2);
  again.close();
  // Nothing of the damaged one can be read, and the battery is dead: the clock stands at the day of the release, half a year ago.
  writeFileSync(path, 'x'.repeat(9000));
  clock.jumpWall(-half);
  const restored = open('restore', clock);
  restored.followHub(() => half);
  const [next] = await commit(restored, 1);
  expect(given.map(({ receiptNo }) => receiptNo.split('-')[1])).toContain(next?.receiptNo.split('-')[1]);
  expect(given.map(({ receiptNo }) => receiptNo)).not.toContain(next?.receiptNo);
  restored.close();
});

test('whoever only looks restores nothing; without a good backup everything stays as it is', async () => {
  const { bytes } = await damagedMachine();
  expect(() => open('refuse')).toThrow(/corrupt/);
  expect(readFileSync(path).equals(bytes)).toBe(true);
  writeFileSync(join(dir, 'backups', 'backup-000001.db'), 'x'.repeat(9000));
  expect(() => open()).toThrow(/corrupt/);
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(readdirSync(dir).filter((name) => name.includes('damaged') || name.endsWith('.restoring'))).toEqual([]);
});

test('a power cut at any step of the exchange: the next start has the restored database, and no log of the damaged one beside it', async () => {
  const { epoch, bytes } = await damagedMachine();
  writeFileSync(`${path}-wal`, 'a log that must not be played into another database');
  const prepared = prepareRestore({ dir, path, newEpoch: 'epoch-2', bootId: 'b', wallMs: Date.now(), monoMs: 1, log });
  expect(prepared.ok).toBe(true);
  // The log was moved, the database not yet.
  renameSync(`${path}-wal`, `${path}.damaged-1-wal`);
  const store = open();
  expect([store.epoch, store.previousEpoch?.storeEpoch]).toEqual(['epoch-2', epoch]);
  store.close();
  expect(readFileSync(`${path}.damaged-1`).equals(bytes)).toBe(true);
  // And where the damaged one is away already.
  renameSync(path, `${path}.restoring`);
  expect(finishRestore(path)).toBeNull();
  const again = open();
  expect(again.epoch).toBe('epoch-2');
  again.close();
});

test('damage that only the nightly check sees is restored at the next start', async () => {
  const store = open();
  store.setIdentity(hub.identity);
  await commit(store, 3);
  store.close();
  backup();
  // An index that does not fit its table: quick_check does not compare them.
  const db = openSqlite(path, 'write');
  db.unsafeMode(true);
  db.pragma('writable_schema = ON');
  db.exec(
    "UPDATE sqlite_schema SET sql = replace(sql, '(order_key, pos)', '(topic, pos)') WHERE name = 'outbox_open_key'",
  );
  db.close();
  open('refuse').close();
  suspect(path);
  const restored = open();
  expect(restored.previousEpoch).not.toBeNull();
  expect(existsSync(`${path}.suspect`)).toBe(false);
  restored.close();
});
