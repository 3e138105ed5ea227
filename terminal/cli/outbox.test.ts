import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Command, UsageError } from '../../contract/command.ts';
import { isReceiptNumber } from '../../contract/receipt-number.ts';
import { applyPragmas } from '../store/durability.ts';
import { databaseFile } from '../store/open-store.ts';
import { openSqlite } from '../store/sqlite.ts';
import { canary, makeHubSide, submitOk, temporaryStore } from '../store/testing/temporary-store.ts';
import { outboxFill } from './outbox-fill.ts';
import { outboxList } from './outbox-list.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-outbox-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function run(command: Command, options: Readonly<Record<string, string>>, signal = new AbortController().signal) {
  const lines: string[] = [];
  const result = await command.run(
    { options, positionals: [] },
    { out: (line) => lines.push(line), note: () => undefined, signal },
  );
  return { ...result, lines };
}

interface Listed {
  readonly integrity: Readonly<Record<string, unknown>>;
  readonly messages: readonly Readonly<Record<string, unknown>>[];
}

/** Changes the database behind the program's back. */
function tamper(sql: string): void {
  const db = openSqlite(join(dir, databaseFile), 'write');
  applyPragmas(db, 'write');
  db.pragma('foreign_keys = OFF');
  db.exec(sql);
  db.close();
}

describe('outbox fill and list', () => {
  test('one ACK for each commit, and all of them in the list', async () => {
    const filled = await run(outboxFill, { data: dir, count: '12' });
    expect(filled).toMatchObject({ exit: 0, json: { committed: 12 } });
    const listed = await run(outboxList, { data: dir });
    const { integrity, messages } = listed.json as unknown as Listed;
    expect(listed.exit).toBe(0);
    expect(filled.lines).toEqual(messages.map(({ id }) => `ACK ${String(id)}`));
    expect(integrity).toMatchObject({
      ok: true,
      cases: 12,
      submits: 12,
      lastSeq: 12,
      auditRecords: 12,
      journalMode: 'wal',
    });
    expect(messages[11]).toMatchObject({ seq: 12, topic: 'case.submit', state: 'pending', attempts: 0 });
    expect(isReceiptNumber(String(messages[11]?.receiptNo))).toBe(true);
    expect(String(messages[11]?.receiptNo)).toMatch(/^TH9999-/);
    expect(listed.text.split('\n')).toHaveLength(13);
  });

  test('a second run goes on where the first ended, under the same throw-away key', async () => {
    await run(outboxFill, { data: dir, count: '2' });
    await run(outboxFill, { data: dir, count: '2' });
    const db = openSqlite(join(dir, databaseFile), 'read');
    expect(db.prepare('SELECT count(*) AS n, max(seq) AS last FROM outbox').get()).toEqual({ n: 4, last: 4 });
    expect(db.prepare("SELECT count(*) AS n FROM meta WHERE key IN ('fill-only', 'identity')").get()).toEqual({ n: 1 });
    db.close();
  });

  test('more than a day has numbers for', async () => {
    await run(outboxFill, { data: dir, count: '1' });
    tamper('UPDATE receipt_counter SET last = 9998');
    expect(await run(outboxFill, { data: dir, count: '3' })).toMatchObject({ exit: 0 });
    const { json } = await run(outboxList, { data: dir });
    expect(new Set((json as unknown as Listed).messages.map(({ receiptNo }) => receiptNo)).size).toBe(4);
  });

  test('a signal ends it between two commits', async () => {
    const controller = new AbortController();
    controller.abort();
    expect(await run(outboxFill, { data: dir, count: '3' }, controller.signal)).toMatchObject({
      exit: 1,
      json: { committed: 0 },
    });
  });

  test('reading beside a running terminal service changes nothing and shows no person', async () => {
    using temporary = temporaryStore((await makeHubSide()).identity);
    await submitOk(temporary.store);
    const content = () =>
      ['', '-wal'].map((end) => readFileSync(join(temporary.dir, databaseFile + end)).toString('hex'));
    const before = content();
    const { exit, json, text } = await run(outboxList, { data: temporary.dir });
    expect(exit).toBe(0);
    for (const value of Object.values(canary)) expect(JSON.stringify(json) + text).not.toContain(value);
    expect(content()).toEqual(before);
    await submitOk(temporary.store);
    expect(await run(outboxList, { data: temporary.dir })).toMatchObject({
      exit: 0,
      json: { integrity: { cases: 2 } },
    });
  });
});

describe('outbox list finds what is wrong', () => {
  test.each([
    ['a gap', 'DELETE FROM case_row WHERE rowid = 2; DELETE FROM outbox WHERE seq = 2', { gapFree: false }],
    ['a lost tail', 'DELETE FROM case_row WHERE rowid = 4; DELETE FROM outbox WHERE seq = 4', { gapFree: false }],
    ['a case without message', 'DELETE FROM outbox WHERE seq = 4', { casesMatch: false }],
    ['a message without case', 'DELETE FROM case_row WHERE rowid = 1', { casesMatch: false }],
    ['an exchanged receipt number', "UPDATE case_row SET receipt_no = 'x' WHERE rowid = 1", { casesMatch: false }],
    ['an edited audit record', "UPDATE audit SET session = 'y' WHERE seq = 3", { auditChain: 'edit at 3' }],
    ['a missing audit record', 'DELETE FROM audit WHERE seq = 2', { auditChain: 'gap at 2' }],
  ])('%s', async (_, sql, expected) => {
    await run(outboxFill, { data: dir, count: '4' });
    tamper(sql);
    expect(await run(outboxList, { data: dir })).toMatchObject({
      exit: 1,
      json: { integrity: { ok: false, ...expected } },
    });
  });

  test('a file that is no database', async () => {
    writeFileSync(join(dir, databaseFile), 'x'.repeat(5000));
    expect(await run(outboxList, { data: dir })).toMatchObject({ exit: 1, json: { error: { code: 'corrupt' } } });
  });
});

describe('wrong usage', () => {
  test('no database there', async () => {
    await expect(run(outboxList, { data: dir })).rejects.toThrow(UsageError);
  });

  test.each(['0', '-1', '1.5', 'many', '', '1000001'])('count %s', async (count) => {
    await expect(run(outboxFill, { data: dir, count })).rejects.toThrow(UsageError);
  });
});
