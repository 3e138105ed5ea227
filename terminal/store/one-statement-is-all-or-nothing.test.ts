import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seal } from '../../contract/suites/seal.ts';
import { type AuditRecord, auditRecords, recordBehindProbable, verifyAudit } from '../audit/audit-chain.ts';
import type { NewMessage } from '../outbox/outbox-rows.ts';
import { applyPragmas } from './durability.ts';
import { databaseFile } from './open-store.ts';
import { type Db, openSqlite } from './sqlite.ts';
import type { SubmittedCase } from './store.ts';
import { type Submission, writeSubmission } from './submission-statement.ts';
import { makeHubSide, submitInput, submitOk, type TemporaryStore, temporaryStore } from './testing/temporary-store.ts';

const hub = await makeHubSide();

function connection(temporary: TemporaryStore): Db {
  const db = openSqlite(join(temporary.dir, databaseFile), 'write');
  applyPragmas(db, 'write');
  return db;
}

const tables = ['outbox', 'case_row', 'audit', 'counter', 'receipt_counter'] as const;
const everything = (db: Db) => tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all());

/** The one that fits behind what `db` holds. */
function next(db: Db): Submission {
  const seq = (db.prepare("SELECT value FROM counter WHERE name = 'outboxSeq'").pluck().get() as number) + 1;
  const counter = db.prepare('SELECT yymmdd AS day, last FROM receipt_counter').get() as { day: string; last: number };
  const head = db.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get() as {
    seq: number;
    hash: string;
  };
  const record: AuditRecord = {
    ...{ seq: head.seq + 1, kiosk: 'TH0017', bootId: 'b', monoMs: 5, wallMs: 6, offsetMs: null, session: null },
    ...{ type: 'submit', data: '{}', prevHash: head.hash, hash: 'a'.repeat(64) },
  };
  const message: NewMessage = {
    ...{
      id: `id-${seq}`,
      storeEpoch: 'e',
      seq,
      prio: 1,
      topic: 'case.submit',
      orderKey: `no-${seq}`,
      receiptNo: `no-${seq}`,
    },
    ...{ itemId: 'ss.card.loss', suite: 'intl-1', kid: 'k', body: Buffer.alloc(80, 1), sha256: Buffer.alloc(32, 1) },
    ...{ wallMs: 1, bootId: 'b', monoMs: 2, hubOffsetMs: null },
  };
  const { day, last } = counter;
  return { message, itemVersion: 1, offline: false, createdWallMs: 3, day, receiptSeq: last + 1, record };
}

describe('an application in one statement', () => {
  test.each<[what: string, wrong: (s: Submission, first: SubmittedCase) => Submission]>([
    ['its sequence number is taken', (s) => ({ ...s, message: { ...s.message, seq: s.message.seq - 1 } })],
    ['a sequence number is left out', (s) => ({ ...s, message: { ...s.message, seq: s.message.seq + 1 } })],
    ['its receipt number is taken', (s) => ({ ...s, receiptSeq: s.receiptSeq - 1 })],
    ['a receipt number is left out', (s) => ({ ...s, receiptSeq: s.receiptSeq + 1 })],
    ['nothing counts that day', (s) => ({ ...s, day: '991231' })],
    ['its receipt has a case', (s, { receiptNo }) => ({ ...s, message: { ...s.message, receiptNo } })],
    ['its id is in the outbox', (s, { messageId }) => ({ ...s, message: { ...s.message, id: messageId } })],
    ['another record is the newest', (s) => ({ ...s, record: { ...s.record, seq: s.record.seq - 1 } })],
    ['the record before is not there', (s) => ({ ...s, record: { ...s.record, seq: s.record.seq + 1 } })],
    ['the record before is another one', (s) => ({ ...s, record: { ...s.record, prevHash: 'b'.repeat(64) } })],
  ])('%s: nothing of it is written', async (_, wrong) => {
    using temporary = temporaryStore(hub.identity);
    const first = await submitOk(temporary.store);
    const db = connection(temporary);
    const before = everything(db);
    const right = next(db);
    expect(writeSubmission(db, wrong(right, first))).toBe(false);
    expect(everything(db)).toEqual(before);
    expect(writeSubmission(db, right)).toBe(true);
    expect(everything(db)).not.toEqual(before);
    db.close();
  });

  test('writes what the several statements write', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    await submitOk(store);
    await submitOk(store);
    // Something else that becomes true with it needs a transaction around the statements.
    const withMore = await store.submitCase(submitInput({ alongside: () => undefined }));
    expect(withMore.ok).toBe(true);
    const db = connection(temporary);
    const without = (row: unknown, ...own: readonly string[]) =>
      Object.fromEntries(Object.entries(row as object).filter(([name]) => !own.includes(name)));
    const [, one, several] = db.prepare('SELECT * FROM outbox ORDER BY seq').all();
    const ofMessage = ['pos', 'id', 'seq', 'order_key', 'receipt_no', 'body', 'sha256'];
    expect(without(one, ...ofMessage)).toEqual(without(several, ...ofMessage));
    const [, oneCase, severalCase] = db.prepare('SELECT * FROM case_row ORDER BY receipt_no').all();
    expect(without(oneCase, 'receipt_no', 'message_id')).toEqual(without(severalCase, 'receipt_no', 'message_id'));
    const records = [...auditRecords(db)];
    const genesis = db.prepare("SELECT value FROM meta WHERE key = 'auditGenesis'").pluck().get() as string;
    expect(verifyAudit(records, genesis)).toMatchObject({ ok: true, records: 3 });
    const [, oneRecord, severalRecord] = records;
    const ofRecord = ['seq', 'data', 'prevHash', 'hash'];
    expect(without(oneRecord, ...ofRecord)).toEqual(without(severalRecord, ...ofRecord));
    expect(db.prepare('SELECT last FROM receipt_counter').pluck().get()).toBe(3);
    // Nobody on another connection knows of the view.
    expect(() => db.prepare('SELECT * FROM submission')).toThrow('no such table');
    expect(recordBehindProbable(db, severalRecord as AuditRecord)).toBeNull();
    db.close();
  });

  test('times that move between message and record are each kept where they were told: the chain holds', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store, clock } = temporary;
    let asked = 0;
    store.followHub(() => {
      asked += 1;
      clock.jumpWall(1);
      return asked;
    });
    for (let n = 0; n < 3; n += 1) await submitOk(store);
    const db = connection(temporary);
    const genesis = db.prepare("SELECT value FROM meta WHERE key = 'auditGenesis'").pluck().get() as string;
    expect(verifyAudit(auditRecords(db), genesis)).toMatchObject({ ok: true, records: 3 });
    const told = db
      .prepare('SELECT o.hub_offset_ms AS message, a.offset_ms AS record FROM outbox o JOIN audit a ON a.seq = o.seq')
      .all();
    for (const { message, record } of told as { message: number; record: number }[]) expect(record).not.toBe(message);
    db.close();
  });

  test('what is recorded while a body is being sealed stands before the application, and the chain holds', async () => {
    using temporary = temporaryStore(hub.identity, {
      seal: async (...of) => {
        const sealed = await seal(...of);
        temporary.store.audit('erase', { count: 1 }, null);
        return sealed;
      },
    });
    for (let n = 0; n < 3; n += 1) await submitOk(temporary.store);
    const db = connection(temporary);
    const records = [...auditRecords(db)];
    expect(records.map(({ type }) => type)).toEqual(['erase', 'submit', 'erase', 'submit', 'erase', 'submit']);
    const genesis = db.prepare("SELECT value FROM meta WHERE key = 'auditGenesis'").pluck().get() as string;
    expect(verifyAudit(records, genesis)).toMatchObject({ ok: true, records: 6 });
    db.close();
  });

  test('two processes that take turns leave no gap, no double and one chain', async () => {
    using temporary = temporaryStore(hub.identity);
    const other = temporaryStore(hub.identity, { dir: temporary.dir });
    const turns = [temporary.store, other.store, other.store, temporary.store, temporary.store, other.store] as const;
    for (const [n, store] of turns.entries()) {
      await submitOk(store);
      if (n % 2 === 0) store.audit('erase', { count: n }, null);
    }
    const db = connection(temporary);
    const seqs = db.prepare('SELECT seq FROM outbox ORDER BY pos').pluck().all();
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6]);
    expect(db.prepare('SELECT last FROM receipt_counter').pluck().get()).toBe(6);
    const genesis = db.prepare("SELECT value FROM meta WHERE key = 'auditGenesis'").pluck().get() as string;
    expect(verifyAudit(auditRecords(db), genesis)).toMatchObject({ ok: true, records: 9 });
    db.close();
    other.store.close();
  });
});
