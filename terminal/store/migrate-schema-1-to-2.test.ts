import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { applyPragmas } from './durability.ts';
import { migrate, schemaOf } from './migrate.ts';
import { migration0001 } from './migration-0001.ts';
import { databaseFile, openStore } from './open-store.ts';
import { openSqlite } from './sqlite.ts';
import { seededRandom } from './testing/temporary-store.ts';

/** A file as release 1 leaves it after a power cut: a print that was sent, one that is done, a message that waits. */
function schemaOneFile(dir: string): void {
  const path = join(dir, databaseFile);
  const db = openSqlite(path, 'write');
  applyPragmas(db, 'write');
  const migrated = migrate(db, path, noLog, [migration0001]);
  if (!migrated.ok) throw new Error(migrated.error.detail);
  const insert = db.prepare(
    `INSERT INTO act (id, kind, device_id, receipt_no, copy, session, state, outcome, settled_by, evidence_before, evidence_after, boot_id,
       intended_wall_ms, sent_wall_ms, settled_wall_ms) VALUES (?, 'print', 'receiptPrinter', ?, ?, 's-1', ?, ?, ?, ?, ?, 'boot-1', ?, ?, ?)`,
  );
  const seen = JSON.stringify({ at: '2026-11-23T14:05:00+08:00', values: { cuts: 41 } });
  insert.run('act-1', 'TH0017-261123-0001-7', 0, 'confirmed', 'done', 'reply', seen, seen, 10, 11, 12);
  insert.run('act-2', 'TH0017-261123-0002-5', 1, 'sent', null, null, seen, null, 20, 21, null);
  db.prepare("INSERT INTO meta (key, value) VALUES ('visit.open', 's-2')").run();
  db.close();
}

test('a machine that is updated after a power cut keeps every act, with its state and its evidence', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-schema-'));
  try {
    schemaOneFile(dir);
    const opened = openStore({ dir, clock: new VirtualClock(), log: noLog, random: seededRandom(1) });
    if (!opened.ok) throw new Error(opened.error.detail);
    const store = opened.value;
    expect(store.acts.unsettled()).toMatchObject([
      { id: 'act-2', kind: 'print', state: 'sent', copy: 1, custodyId: null, evidenceBefore: { values: { cuts: 41 } } },
    ]);
    expect(store.acts.forReceipt('TH0017-261123-0001-7')).toMatchObject([
      { id: 'act-1', state: 'confirmed', outcome: 'done', by: 'reply', settledWallMs: 12, session: 's-1' },
    ]);
    expect(store.meta.get('visit.open')).toBe('s-2');
    expect(store.custody.open()).toEqual([]);
    store.close();
    const before = openSqlite(`${join(dir, databaseFile)}.before-2`, 'read');
    expect(schemaOf(before)).toBe(1);
    before.close();
    const after = openSqlite(join(dir, databaseFile), 'read');
    expect(schemaOf(after)).toBeGreaterThanOrEqual(2);
    expect(after.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(after.pragma('foreign_key_check')).toEqual([]);
    after.close();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
