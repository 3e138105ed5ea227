import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import * as before from '../../tests/support/previous-release/store.mjs';
import { checkIntegrity } from '../outbox/integrity.ts';
import { migrate, migrations, schemaOf } from './migrate.ts';
import { databaseFile, openStore } from './open-store.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';
import { storeRange } from './store-range.ts';
import { makeHubSide, seededRandom, submitOk, takeAll } from './testing/temporary-store.ts';

/** What a machine goes through when its new release fails: N wrote, N−1 goes on with it, and later N again (docs/updates.md, "Store"). */
const hub = await makeHubSide();
let dir: string;
let clock: VirtualClock;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-before-'));
  clock = new VirtualClock();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = (release: { readonly openStore: typeof openStore }, seed: number): Store => {
  const opened = release.openStore({ dir, clock, log: noLog, random: seededRandom(seed) });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
  return opened.value;
};
const now = { openStore, checkIntegrity, openSqlite };

/** One more of everything: a case, a delivered message, an entry of the audit chain. */
async function work(store: Store): Promise<string> {
  const { receiptNo } = await submitOk(store);
  const [first] = takeAll(store);
  if (first !== undefined) store.outbox.settle([{ id: first.id, verdict: 'accepted' }] as never);
  store.outbox.requeueInflight();
  await clock.advance(1_000);
  return receiptNo;
}

function isSound(release: Pick<typeof now, 'checkIntegrity' | 'openSqlite'>): void {
  const db = release.openSqlite(join(dir, databaseFile), 'read');
  expect(release.checkIntegrity(db)).toMatchObject({
    ...{ integrityCheck: 'ok', auditChain: 'ok', gapFree: true, casesMatch: true },
  });
  db.close();
}

test('the release before opens what this one wrote, goes on with it, and gives it back: nothing is lost, no number twice, the audit chain holds', async () => {
  const receipts: string[] = [];
  for (const [turn, release] of [now, before, now, before, now].entries()) {
    const store = open(release, turn + 1);
    if (turn === 0) store.setIdentity(hub.identity);
    expect(store.identity()).toMatchObject({ kiosk: hub.identity.kiosk });
    expect(store.outbox.list().map(({ seq }) => seq)).toEqual(receipts.map((_, index) => index + 1));
    receipts.push(await work(store), await work(store));
    store.close();
    isSound(now);
    isSound(before);
  }
  expect(new Set(receipts).size).toBe(receipts.length);
});

test('what this release writes is read by the one before, by what both say of themselves: else no machine may install it', () => {
  const [from, to] = before.storeRange.reads;
  expect(storeRange.writes).toBeGreaterThanOrEqual(from);
  expect(storeRange.writes).toBeLessThanOrEqual(to);
  expect(storeRange.reads).toEqual([1, migrations.length]);
  expect(storeRange.writes).toBeLessThanOrEqual(migrations.length);
});

test('a schema that is known and not yet written is left alone: it is applied by the release after, and read by this one', async () => {
  const next = [...migrations, 'ALTER TABLE case_row ADD COLUMN note TEXT'];
  const path = join(dir, databaseFile);
  const first = open(now, 1);
  first.setIdentity(hub.identity);
  await work(first);
  first.close();
  const db = openSqlite(path, 'write');
  // The release that only knows it, and the one that applies it.
  expect(migrate(db, path, noLog, next, migrations.length).ok).toBe(true);
  expect(schemaOf(db)).toBe(migrations.length);
  expect(migrate(db, path, noLog, next, next.length).ok).toBe(true);
  expect(schemaOf(db)).toBe(next.length);
  // Back: whoever knows it opens it, whoever does not refuses before a row is touched.
  expect(migrate(db, path, noLog, next, migrations.length).ok).toBe(true);
  expect(schemaOf(db)).toBe(next.length);
  expect(migrate(db, path, noLog)).toMatchObject({ ok: false, error: { code: 'newerSchema' } });
  db.close();
  const opened = before.openStore({ dir, clock, log: noLog, random: seededRandom(2) });
  expect(opened).toMatchObject({ ok: false, error: { code: 'newerSchema' } });
});
