import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { checkIntegrity } from '../outbox/integrity.ts';
import { applyPragmas } from './durability.ts';
import { migrate } from './migrate.ts';
import { migration0001 } from './migration-0001.ts';
import { migration0002 } from './migration-0002.ts';
import { migration0003 } from './migration-0003.ts';
import { databaseFile, openStore } from './open-store.ts';
import { openSqlite } from './sqlite.ts';
import { makeHubSide, seededRandom, submitOk } from './testing/temporary-store.ts';

const hub = await makeHubSide();

/** A queue as schema 3 leaves it: one delivered, one dead, one in flight, one waiting; each with its case. */
function schemaThreeFile(dir: string): void {
  const path = join(dir, databaseFile);
  const db = openSqlite(path, 'write');
  applyPragmas(db, 'write');
  const migrated = migrate(db, path, noLog, [migration0001, migration0002, migration0003]);
  if (!migrated.ok) throw new Error(migrated.error.detail);
  const message = db.prepare(
    `INSERT INTO outbox (id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes, wall_ms, boot_id,
       mono_ms, state, verdict, settled_wall_ms) VALUES (?, 'epoch-1', ?, ?, 'case.submit', ?, ?, 'ss.card.loss', 'intl-1', 'k', ?, zeroblob(32), 8,
       1000, 'boot-1', 0, ?, ?, ?)`,
  );
  const known = db.prepare("INSERT INTO case_row VALUES (?, 'ss.card.loss', 1, ?, ?, 1000, 0)");
  const rows = [
    ['acked', null, 'accepted', 'delivered'],
    ['dead', Buffer.from('sealed-2'), 'conflict', 'undeliverable'],
    ['inflight', Buffer.from('sealed-3'), null, 'stored'],
    ['pending', Buffer.from('sealed-4'), null, 'stored'],
  ] as const;
  for (const [i, [state, body, verdict, caseState]] of rows.entries()) {
    const receiptNo = `TH0017-261123-000${i + 1}-0`;
    message.run(
      `m-${i + 1}`,
      i + 1,
      i === 3 ? 0 : 2,
      receiptNo,
      receiptNo,
      body,
      state,
      verdict,
      verdict === null ? null : 2000,
    );
    known.run(receiptNo, `m-${i + 1}`, caseState);
  }
  db.exec("UPDATE counter SET value = 4 WHERE name = 'outboxSeq'");
  db.exec("INSERT INTO meta (key, value) VALUES ('storeEpoch', 'epoch-1')");
  db.close();
}

test('a machine that is updated with messages in its queue keeps each, in order, under its epoch; a dead letter gets its tombstone', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-schema-'));
  try {
    schemaThreeFile(dir);
    const opened = openStore({ dir, clock: new VirtualClock(), log: noLog, random: seededRandom(1) });
    if (!opened.ok) throw new Error(opened.error.detail);
    const store = opened.value;
    expect(store.outbox.list().map(({ id, seq, state, tombstone }) => [id, seq, state, tombstone])).toEqual([
      ['m-1', 1, 'acked', null],
      ['m-2', 2, 'dead', 'due'],
      ['m-3', 3, 'inflight', null],
      ['m-4', 4, 'pending', null],
    ]);
    expect(store.outbox.tombstones('epoch-1', 9)).toMatchObject([{ id: 'm-2', seq: 2, reason: 'conflict' }]);
    store.outbox.requeueInflight();
    expect([...store.outbox.candidates()].map(({ id }) => id)).toEqual(['m-4', 'm-3']);
    store.setIdentity(hub.identity);
    expect(await submitOk(store)).toMatchObject({ seq: 5 });
    store.close();
    const db = openSqlite(join(dir, databaseFile), 'read');
    expect(checkIntegrity(db)).toMatchObject({
      integrityCheck: 'ok',
      auditChain: 'ok',
      gapFree: true,
      casesMatch: true,
      cases: 5,
      lastSeq: 5,
    });
    expect(db.pragma('foreign_key_check')).toEqual([]);
    db.close();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
