import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Log } from '../contract/log.ts';
import { ok } from '../contract/result.ts';
import { lookAtStore } from './checks/look/look-at-store.ts';
import { checkIntegrity } from './outbox/integrity.ts';
import { isGoodBackup } from './store/backups.ts';
import { makeBallast } from './store/ballast.ts';
import { databaseFile } from './store/open-store.ts';
import { openSqlite } from './store/sqlite.ts';
import {
  allBytes,
  makeHubSide,
  submitOk,
  type TemporaryStore,
  takeAll,
  temporaryStore,
} from './store/testing/temporary-store.ts';
import { backedUpKey, dayMs } from './store/upkeep-due.ts';
import { startUpkeep, upkeepDefaults } from './upkeep.ts';

const hub = await makeHubSide();

function keep({ store, clock, dir }: TemporaryStore, more: { readonly isIdle?: () => boolean } = {}) {
  const events: { readonly id: string; readonly fields: object }[] = [];
  const log: Log = (id, fields) => void events.push({ id, fields });
  const ballast = makeBallast(dir, 4096, log);
  const stop = startUpkeep({
    ...{ store, clock, log, ballast, dataDir: dir, settings: { ...upkeepDefaults, ballastMiB: 1 } },
    isIdle: more.isIdle ?? (() => true),
    hubOffsetMs: () => 0,
    diskUsed: async () => 0.3,
  });
  return { stop, ballast, logged: (id: string) => events.filter((event) => event.id === id) };
}

/** Lets file operations that take real time end; every look starts a timer when it is over. */
async function looks(clock: TemporaryStore['clock'], count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await clock.advance(60_000);
    while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

test('over three days: the ballast stands, two good backups are kept, and nothing of it while somebody is there', async () => {
  using temporary = temporaryStore(hub.identity);
  let isIdle = false;
  const { stop, ballast, logged } = keep(temporary, { isIdle: () => isIdle });
  await submitOk(temporary.store);
  await looks(temporary.clock, 3);
  expect([ballast.state(), readdirSync(temporary.dir)]).toEqual(['none', expect.not.arrayContaining(['backups'])]);
  isIdle = true;
  for (let day = 0; day < 3; day += 1) {
    await looks(temporary.clock, 5);
    await temporary.clock.advance(dayMs);
  }
  await looks(temporary.clock, 5);
  stop();
  expect(ballast.state()).toBe('kept');
  const backups = readdirSync(join(temporary.dir, 'backups')).sort();
  expect(backups).toHaveLength(2);
  expect(logged('store.backup.made').length).toBeGreaterThanOrEqual(3);
  expect(logged('store.backup.failed')).toEqual([]);
  expect(backups.every((name) => isGoodBackup(join(temporary.dir, 'backups', name)))).toBe(true);
  // The age is told by the clock that the hub corrects, not by that of the file.
  const nowMs = Number(temporary.store.meta.get(backedUpKey)) + 2 * dayMs;
  const ask = { dataDir: temporary.dir, isThorough: false, isBallastWanted: true, health: null, ballast: null };
  expect((await lookAtStore({ ...ask, nowMs })).store).toMatchObject({ backupAgeMs: 2 * dayMs });
  expect(temporary.clock.pending).toBe(0);
});

describe('stubs', () => {
  test('of delivered messages go after their time; what is dead, waiting or missing at the hub stays', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store, clock } = temporary;
    const [delivered, dead, missing, waived] = [
      await submitOk(store),
      await submitOk(store),
      await submitOk(store),
      await submitOk(store),
    ];
    const waiting = await submitOk(store);
    const secret = Buffer.from(takeAll(store)[3]?.ct ?? '', 'base64').subarray(0, 40);
    store.outbox.requeueInflight();
    store.outbox.settle([
      { id: delivered.messageId, verdict: 'accepted' },
      { id: dead.messageId, verdict: 'rejected' },
      { id: missing.messageId, verdict: 'accepted' },
      { id: waived.messageId, verdict: 'rejected' },
    ]);
    store.outbox.waive(waived.messageId, 'handled at the counter');
    store.outbox.compare(store.epoch, { highest: 5, gaps: [[3, 3]] });
    store.outbox.tellTombstones([dead, waived].map(({ messageId }) => ({ id: messageId, isHeld: false })));
    expect(store.outbox.removeStubs(clock.wallMs() - dayMs)).toEqual({ ok: true, value: 0 });
    expect(allBytes(temporary.dir).includes(secret)).toBe(true);
    await clock.advance(61 * dayMs);
    expect(store.outbox.removeStubs(clock.wallMs() - 60 * dayMs)).toEqual({ ok: true, value: 2 });
    expect(store.outbox.list().map(({ id }) => id)).toEqual([dead, missing, waiting].map(({ messageId }) => messageId));
    // The sealed body of what was waived goes with it, from the log too.
    expect(allBytes(temporary.dir).includes(secret)).toBe(false);
    const db = openSqlite(join(temporary.dir, databaseFile), 'read');
    expect(checkIntegrity(db)).toMatchObject({
      gapFree: true,
      casesMatch: true,
      cases: 3,
      lastSeq: 5,
      auditChain: 'ok',
    });
    db.close();
  });
});

test('a machine whose clock stands years behind keeps stubs, and the body of what was waived, as long as any other', async () => {
  using temporary = temporaryStore(hub.identity);
  const behindMs = 3 * 365 * dayMs;
  const { store, clock } = temporary;
  clock.jumpWall(behindMs);
  const [delivered, waived] = [await submitOk(store), await submitOk(store)];
  clock.jumpWall(-behindMs);
  store.followHub(() => behindMs);
  takeAll(store);
  store.outbox.settle([
    { id: delivered.messageId, verdict: 'accepted' },
    { id: waived.messageId, verdict: 'rejected' },
  ]);
  store.outbox.tellTombstones([{ id: waived.messageId, isHeld: false }]);
  // By a command beside the service, which the hub has told nothing.
  store.followHub(() => null);
  store.outbox.waive(waived.messageId, 'handled at the counter');
  store.followHub(() => behindMs);
  expect(store.outbox.removeStubs(store.trustedWallMs() - 60 * dayMs)).toEqual({ ok: true, value: 0 });
  await clock.advance(61 * dayMs);
  expect(store.outbox.removeStubs(store.trustedWallMs() - 60 * dayMs)).toEqual({ ok: true, value: 2 });
});

test('a removal that is not at its end goes on at the next look, and comes to its end the same night', async () => {
  using temporary = temporaryStore(hub.identity);
  const { store } = temporary;
  const [stubs, acts] = [
    [2_000, 2_000, 5, 0],
    [2_000, 7, 0],
  ];
  const history = { custody: 0, exchanges: 0, audit: 0 };
  const outbox = { ...store.outbox, removeStubs: () => ok(stubs.shift() ?? 0) };
  const { stop, logged } = keep({
    ...temporary,
    store: { ...store, outbox, removeHistory: () => ok({ ...history, acts: acts.shift() ?? 0 }) },
  });
  await looks(temporary.clock, 12);
  stop();
  expect(logged('store.stubs.removed').map(({ fields }) => fields)).toEqual([
    { count: 2_000 },
    { count: 2_000 },
    { count: 5 },
  ]);
  expect(logged('store.history.removed').map(({ fields }) => fields)).toEqual([
    { ...history, acts: 2_000 },
    { ...history, acts: 7 },
  ]);
  expect([stubs, acts]).toEqual([[0], [0]]);
});

test('a damage that the nightly check finds stops new visits, and the next start looks at everything', async () => {
  using temporary = temporaryStore(hub.identity);
  const { store, dir } = temporary;
  await submitOk(store);
  expect(store.findDamage()).toBeNull();
  const db = openSqlite(join(dir, databaseFile), 'write');
  db.unsafeMode(true);
  db.pragma('writable_schema = ON');
  db.exec(
    "UPDATE sqlite_schema SET sql = replace(sql, '(order_key, pos)', '(topic, pos)') WHERE name = 'outbox_open_key'",
  );
  db.close();
  const again = temporary.reopen();
  expect(again.findDamage()).toMatch(/outbox_open_key/);
  expect(again.durability()).toBe('failed');
  expect(() => temporary.reopen()).toThrow(/corrupt: integrity_check/);
});
