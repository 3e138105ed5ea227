import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { isReceiptNumber } from '../../contract/receipt-number.ts';
import { uuid7Ms } from '../../contract/uuid7.ts';
import { checkIntegrity } from '../outbox/integrity.ts';
import { buildTimeMs } from './build-time.ts';
import { applyPragmas } from './durability.ts';
import { databaseFile, openStore } from './open-store.ts';
import { receiptDay } from './receipt-counter.ts';
import { type Db, openSqlite } from './sqlite.ts';
import {
  allBytes,
  canary,
  makeHubSide,
  seededRandom,
  submitBody,
  submitInput,
  submitOk,
  takeAll,
  temporaryStore,
} from './testing/temporary-store.ts';

const hub = await makeHubSide();

/** A second connection, for looking and for breaking things. */
function beside(dir: string): Db {
  const db = openSqlite(join(dir, databaseFile), 'write');
  applyPragmas(db, 'write');
  return db;
}

function integrityOf(dir: string) {
  const db = beside(dir);
  try {
    return checkIntegrity(db);
  } finally {
    db.close();
  }
}

describe('submit', () => {
  test('gives a receipt number of the day, and a message that only the hub can open', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    const first = await submitOk(store);
    expect(first.seq).toBe(1);
    expect(isReceiptNumber(first.receiptNo)).toBe(true);
    expect(first.receiptNo).toMatch(/^TH0017-261123-0001-\d$/);
    const [envelope] = takeAll(store);
    if (envelope === undefined) throw new Error('no message');
    expect(envelope).toMatchObject({
      id: first.messageId,
      seq: 1,
      topic: 'case.submit',
      receiptNo: first.receiptNo,
      kid: 'seal-1',
    });
    expect(await hub.open(envelope, store.epoch)).toEqual(submitBody(first.receiptNo));
    // Sealed for one place: the same bytes under another sequence, id or epoch do not open.
    await expect(hub.open({ ...envelope, seq: 2 }, store.epoch)).rejects.toThrow();
    await expect(hub.open(envelope, 'other-epoch')).rejects.toThrow();
  });

  test('no person is readable in any file of the data folder', async () => {
    using temporary = temporaryStore(hub.identity);
    await submitOk(temporary.store);
    const disk = allBytes(temporary.dir);
    expect(disk.includes('ss.card.loss')).toBe(true);
    for (const encoding of ['utf8', 'utf16le'] as const) {
      expect(disk.includes(Buffer.from(canary.name, encoding))).toBe(false);
      expect(disk.includes(Buffer.from(canary.idNumber, encoding))).toBe(false);
    }
  });

  test('is refused without a sealing key', async () => {
    using temporary = temporaryStore(null);
    expect(await temporary.store.submitCase(submitInput())).toMatchObject({
      ok: false,
      error: { code: 'notEnrolled' },
    });
  });

  test('fails with a typed error after close, even when sealing was under way', async () => {
    using temporary = temporaryStore(hub.identity);
    const submitting = temporary.store.submitCase(submitInput());
    temporary.store.close();
    expect(await submitting).toMatchObject({ ok: false, error: { code: 'closed' } });
    expect(integrityOf(temporary.dir)).toMatchObject({ ok: true, cases: 0 });
  });
});

describe('a fault inside the transaction', () => {
  test.each(['outbox', 'case_row', 'audit', 'receipt_counter'])(
    'at table %s leaves nothing and burns no number',
    async (table) => {
      using temporary = temporaryStore(hub.identity);
      const { store } = temporary;
      await submitOk(store);
      const db = beside(temporary.dir);
      const when = table === 'receipt_counter' ? 'UPDATE' : 'INSERT';
      db.exec(`CREATE TRIGGER boom AFTER ${when} ON ${table} BEGIN SELECT RAISE(ABORT, 'boom'); END`);
      expect(await store.submitCase(submitInput())).toMatchObject({ ok: false, error: { code: 'refused' } });
      db.exec('DROP TRIGGER boom');
      db.close();
      expect(await submitOk(store)).toMatchObject({ seq: 2, receiptNo: expect.stringMatching(/-0002-/) });
      expect(integrityOf(temporary.dir)).toMatchObject({ ok: true, cases: 2, lastSeq: 2 });
    },
  );

  test('any mix of good and failing submits stays without gap and without a number used twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('good', 'audit', 'case_row'), { maxLength: 12 }), async (plan) => {
        using temporary = temporaryStore(hub.identity);
        const db = beside(temporary.dir);
        const receipts: string[] = [];
        for (const step of plan) {
          if (step !== 'good')
            db.exec(`CREATE TRIGGER boom BEFORE INSERT ON ${step} BEGIN SELECT RAISE(ABORT, 'boom'); END`);
          const submitted = await temporary.store.submitCase(submitInput());
          if (step !== 'good') db.exec('DROP TRIGGER boom');
          expect(submitted.ok).toBe(step === 'good');
          if (submitted.ok) receipts.push(submitted.value.receiptNo);
        }
        db.close();
        expect(new Set(receipts).size).toBe(receipts.length);
        const good = plan.filter((step) => step === 'good').length;
        expect(integrityOf(temporary.dir)).toMatchObject({ ok: true, cases: good, lastSeq: good });
      }),
      { numRuns: 15 },
    );
  });
});

describe('numbers', () => {
  test('submits at the same moment get different numbers in order', async () => {
    using temporary = temporaryStore(hub.identity);
    const done = await Promise.all(Array.from({ length: 20 }, () => submitOk(temporary.store)));
    expect(done.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(new Set(done.map(({ receiptNo }) => receiptNo)).size).toBe(20);
  });

  test('a predicted number that another process takes is predicted anew', async () => {
    using temporary = temporaryStore(hub.identity);
    const other = openStore({ dir: temporary.dir, clock: temporary.clock, log: noLog, random: seededRandom(7) });
    if (!other.ok) throw new Error(other.error.detail);
    const asked: string[] = [];
    const submitted = await submitOk(temporary.store, {
      body: (receiptNo) => {
        asked.push(receiptNo);
        if (asked.length === 1) stealSequence(temporary.dir);
        return submitBody(receiptNo);
      },
    });
    expect(asked).toHaveLength(2);
    expect(submitted.seq).toBe(2);
    // And with two real stores that race:
    const stores = [temporary.store, other.value];
    await Promise.all(stores.flatMap((store) => Array.from({ length: 10 }, () => submitOk(store))));
    other.value.close();
    const { cases, gapFree, auditChain } = integrityOf(temporary.dir);
    expect({ cases, gapFree, auditChain }).toEqual({ cases: 21, gapFree: true, auditChain: 'ok' });
  });

  test('a receipt number that is taken between prediction and commit is not used again', async () => {
    using temporary = temporaryStore(hub.identity);
    let calls = 0;
    const { receiptNo, seq } = await submitOk(temporary.store, {
      body: (predicted) => {
        calls += 1;
        if (calls === 1) {
          const db = beside(temporary.dir);
          db.exec("INSERT INTO receipt_counter VALUES ('261123', 1)");
          db.close();
        }
        return submitBody(predicted);
      },
    });
    expect([calls, seq, receiptNo.slice(14, 18)]).toEqual([2, 1, '0002']);
  });

  test('a clock that goes back continues the old day and reuses no number', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store, clock } = temporary;
    const dayMs = 86_400_000;
    const receipts: string[] = [];
    for (const jump of [0, 2 * dayMs, -2 * dayMs, 0, 2 * dayMs, -1 * dayMs]) {
      clock.jumpWall(jump);
      receipts.push((await submitOk(store)).receiptNo);
    }
    expect(receipts.map((receipt) => receipt.slice(7, 18))).toEqual([
      '261123-0001',
      '261125-0001',
      '261123-0002',
      '261123-0003',
      '261125-0002',
      '261124-0001',
    ]);
  });

  test('an id and a receipt date are never before the build time', async () => {
    using temporary = temporaryStore(hub.identity);
    temporary.clock.jumpWall(-temporary.clock.wallMs());
    const { messageId, receiptNo } = await submitOk(temporary.store);
    expect(uuid7Ms(messageId)).toBe(buildTimeMs);
    expect(receiptNo.slice(7, 13)).toBe('261123');
  });

  test('the day is that of China, not of the machine', () => {
    expect(receiptDay(Date.UTC(2026, 10, 23, 15, 59, 59))).toBe('261123');
    expect(receiptDay(Date.UTC(2026, 10, 23, 16, 0, 0))).toBe('261124');
    expect(receiptDay(Date.UTC(2026, 11, 31, 16, 0, 0))).toBe('270101');
  });

  test('the 10,000th receipt of a day is refused, the next day is not', async () => {
    using temporary = temporaryStore(hub.identity);
    const db = beside(temporary.dir);
    db.exec("INSERT INTO receipt_counter VALUES ('261123', 9998)");
    db.close();
    expect((await submitOk(temporary.store)).receiptNo).toMatch(/-9999-/);
    expect(await temporary.store.submitCase(submitInput())).toMatchObject({
      ok: false,
      error: { code: 'receiptsExhausted' },
    });
    temporary.clock.jumpWall(86_400_000);
    expect((await submitOk(temporary.store)).receiptNo).toMatch(/-261124-0001-/);
  });

  test('epoch and numbers survive a restart, the boot id does not', async () => {
    using temporary = temporaryStore(hub.identity);
    const { epoch, bootId } = temporary.store;
    await submitOk(temporary.store);
    const again = temporary.reopen();
    expect(again.epoch).toBe(epoch);
    expect(again.bootId).not.toBe(bootId);
    expect(again.identity()).toEqual(hub.identity);
    expect(await submitOk(again)).toMatchObject({ seq: 2 });
  });
});

/** What a second writer does between prediction and commit: a whole message of its own. */
function stealSequence(dir: string): void {
  const db = beside(dir);
  db.transaction(() => {
    db.exec("UPDATE counter SET value = value + 1 WHERE name = 'outboxSeq'");
    db.exec(`INSERT INTO outbox (id, store_epoch, seq, prio, topic, order_key, suite, kid, body, sha256, bytes, wall_ms, boot_id, mono_ms, state)
      VALUES ('stolen', (SELECT value FROM meta WHERE key = 'storeEpoch'), 1, 3, 'act.print', 'k', 'intl-1', 'k', x'00', zeroblob(32), 1, 0, 'b', 0, 'pending')`);
  }).immediate();
  db.close();
}
