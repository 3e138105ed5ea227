import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkIntegrity } from '../outbox/integrity.ts';
import { databaseFile } from './open-store.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';
import { motion, newCard, seen, seenAfter, send } from './testing/ledger.test-data.ts';
import { makeHubSide, submitOk, type TemporaryStore, temporaryStore } from './testing/temporary-store.ts';
import { dayMs } from './upkeep-due.ts';

const hub = await makeHubSide();
const keptDays = 400;

const ledgers = ['act', 'custody', 'custody_event', 'exchange', 'audit', 'counter'] as const;

function rowsIn(dir: string): readonly number[] {
  const db = openSqlite(join(dir, databaseFile), 'read');
  const counts = ledgers.map((name) => (db.prepare(`SELECT count(*) AS n FROM ${name}`).get() as { n: number }).n);
  db.close();
  return counts;
}

/** A card that was made, a slip that was printed, a hopper that was filled; the hub hears of all of it. */
async function quarter({ store, clock }: TemporaryStore, n: number): Promise<void> {
  const { receiptNo } = await submitOk(store);
  store.acts.intend({ id: `p-${n}`, kind: 'print', deviceId: 'printer', receiptNo, copy: 0, session: 's-1' });
  store.acts.sent(`p-${n}`, seen);
  await store.acts.settle(`p-${n}`, 'done', seenAfter, 'reply');
  await handOut(store, n);
  await store.bins.beginExchange({ id: `x-${n}`, deviceId: 'dispenser', operator: 'op-1' });
  await store.bins.endExchange(`x-${n}`, { hopper: 50 });
  await clock.advance(90 * dayMs);
}

async function handOut(store: Store, n: number, custody: 'taken' | 'captured' = 'taken'): Promise<void> {
  const card = `card-${n}`;
  send(store, motion(`f-${n}`, 'feed', card), newCard(card));
  await store.acts.settle(`f-${n}`, 'done', seenAfter, 'reply', { custody: { type: 'presented' } });
  if (custody === 'taken') {
    await store.custody.change(card, { type: 'taken' }, { by: 'sensor', evidence: seen });
    return;
  }
  send(store, motion(`c-${n}`, 'capture', card));
  await store.acts.settle(`c-${n}`, 'done', seenAfter, 'reply', { custody: { type: 'captured' } });
}

/** The hub shows that it holds the newest hash, and the machine removes what is old. */
function removeOld({ store }: TemporaryStore, isHubHeard = true) {
  const head = store.auditHead();
  if (isHubHeard && head !== null) store.holdsCheckpoint(head);
  return store.removeHistory(store.trustedWallMs() - keptDays * dayMs);
}

function openTemporary(): TemporaryStore {
  const temporary = temporaryStore(hub.identity);
  temporary.store.followHub(() => 0);
  return temporary;
}

test('six years at one machine: no ledger keeps more than its time, sums of devices go on, and the chain of the audit is whole', async () => {
  using temporary = openTemporary();
  const rows: (readonly number[])[] = [];
  for (let n = 0; n < 24; n += 1) {
    await quarter(temporary, n);
    expect(removeOld(temporary).ok).toBe(true);
    rows.push(rowsIn(temporary.dir));
  }
  expect(rows[12]).not.toEqual(rows[3]);
  // Records of removals, too.
  expect(rows.slice(12)).toEqual(rows.slice(12).map(() => rows[12]));
  expect(temporary.store.acts.tally('printer')).toEqual({ 'print.done': 24 });
  expect(temporary.store.acts.tally('dispenser')).toEqual({ 'feed.done': 24 });
  const db = openSqlite(join(temporary.dir, databaseFile), 'read');
  expect(checkIntegrity(db)).toMatchObject({ integrityCheck: 'ok', auditChain: 'ok', auditRecords: rows.at(-1)?.[4] });
  db.close();
});

test('the log of the database is used again and again, however much is written between two quiet moments', () => {
  using temporary = openTemporary();
  const wal = join(temporary.dir, `${databaseFile}-wal`);
  let largest = 0;
  // Twenty-four megabytes, each time other ones: what is the same is not written.
  for (let n = 0; n < 60; n += 1) {
    expect(temporary.store.meta.set('text', String(n % 10).repeat(400_000)).ok).toBe(true);
    largest = Math.max(largest, statSync(wal).size);
  }
  // A checkpoint after 1,000 pages (4 MiB), so that much and one commit.
  expect(largest).toBeLessThan(6 * 1_048_576);
});

describe('it stays, whatever its age', () => {
  test('what nobody has settled, a card in the bin, the newest motion and the newest exchange', async () => {
    using temporary = openTemporary();
    const { store, clock } = temporary;
    await handOut(store, 1, 'captured');
    await quarter(temporary, 2);
    const { receiptNo } = await submitOk(store);
    store.acts.intend({ id: 'open', kind: 'print', deviceId: 'printer', receiptNo, copy: 0, session: 's-1' });
    await clock.advance(500 * dayMs);
    expect(removeOld(temporary)).toMatchObject({ ok: true, value: { acts: 3, custody: 0, exchanges: 0 } });
    expect(store.acts.unsettled()).toMatchObject([{ id: 'open' }]);
    expect(store.custody.get('card-1')).toMatchObject({ state: 'retracted' });
    expect(store.acts.forCustody('card-2')).toMatchObject([{ id: 'f-2' }]);
    expect(store.bins.exchanges('dispenser')).toMatchObject([{ state: 'ended' }]);
  });

  test('audit records of which the hub has not shown in this boot that it holds the hash', async () => {
    using temporary = openTemporary();
    await quarter(temporary, 1);
    await temporary.clock.advance(500 * dayMs);
    expect(removeOld(temporary, false)).toMatchObject({ ok: true, value: { acts: 1, audit: 0 } });
    expect(removeOld(temporary)).toMatchObject({ ok: true, value: { audit: expect.any(Number) } });
    expect(removeOld(temporary)).toMatchObject({ ok: true, value: { acts: 0, audit: 0 } });
  });
});

test('a clock that shows a year long past makes nothing old, and what was recorded before the hub was heard decides nothing', async () => {
  using temporary = openTemporary();
  const { store, clock } = temporary;
  const wrong = 1_500 * dayMs;
  const showWrong = (isWrong: boolean) => {
    clock.jumpWall(isWrong ? -wrong : wrong);
    store.followHub(() => (isWrong ? null : 0));
  };
  clock.jumpWall(2_000 * dayMs);
  const none = { ok: true, value: { acts: 0, custody: 0, exchanges: 0, audit: 0 } };
  // A cold start, with an empty battery.
  showWrong(true);
  store.audit('door', { state: 'open' }, null);
  showWrong(false);
  await quarter(temporary, 1);
  expect(removeOld(temporary)).toEqual(none);
  showWrong(true);
  await quarter(temporary, 2);
  const { session: _, receiptNo: __, ...found } = newCard('orphan');
  await store.custody.openOrphan(found, seen);
  await store.custody.change('orphan', { type: 'presented' }, { by: 'sensor', evidence: seen });
  await store.custody.change('orphan', { type: 'taken' }, { by: 'sensor', evidence: seen });
  expect(store.custody.get('orphan')).toMatchObject({ state: 'taken' });
  showWrong(false);
  await quarter(temporary, 3);
  expect(removeOld(temporary)).toEqual(none);
});
