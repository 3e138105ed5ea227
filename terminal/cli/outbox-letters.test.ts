import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Command, UsageError } from '../../contract/command.ts';
import type { Envelope } from '../../contract/envelope.ts';
import { auditRecords } from '../audit/audit-chain.ts';
import { isAuditableReason } from '../outbox/dead-letters.ts';
import { databaseFile } from '../store/open-store.ts';
import { openSqlite } from '../store/sqlite.ts';
import {
  canary,
  makeHubSide,
  submitOk,
  type TemporaryStore,
  temporaryStore,
} from '../store/testing/temporary-store.ts';
import { outboxExport, outboxReplay, outboxShow, outboxWaive } from './outbox-letters.ts';
import { outboxList } from './outbox-list.ts';

const hub = await makeHubSide();

const run = (command: Command, options: Readonly<Record<string, string | boolean>>, id?: string) =>
  command.run(
    { options, positionals: id === undefined ? [] : [id] },
    { out: () => undefined, note: () => undefined, signal: new AbortController().signal },
  );

/** A dead letter with a print of its case behind it, and another case. */
async function deadLetter(temporary: TemporaryStore) {
  const { store } = temporary;
  const dead = await submitOk(store);
  store.acts.intend({
    id: 'act-1',
    kind: 'print',
    deviceId: 'receiptPrinter',
    receiptNo: dead.receiptNo,
    copy: 0,
    session: null,
  });
  await store.acts.settle('act-1', 'done', null, 'reply');
  const other = await submitOk(store);
  store.outbox.settle([{ id: dead.messageId, verdict: 'rejected', code: 'test' }]);
  return { dead, other, sendable: () => [...store.outbox.candidates()].filter(({ earlier }) => earlier === 0) };
}

function audited(dir: string, type: string): readonly unknown[] {
  const db = openSqlite(join(dir, databaseFile), 'read');
  try {
    return [...auditRecords(db)].filter((record) => record.type === type).map(({ data }) => JSON.parse(data));
  } finally {
    db.close();
  }
}

describe('a dead letter', () => {
  test('holds back its own case only, and is shown with what it holds back, without a person', async () => {
    using temporary = temporaryStore(hub.identity);
    const { dead, other, sendable } = await deadLetter(temporary);
    expect(sendable().map(({ id }) => id)).toEqual([other.messageId]);
    const shown = await run(outboxShow, { data: temporary.dir }, dead.messageId);
    expect(shown).toMatchObject({
      exit: 0,
      json: {
        message: { state: 'dead', verdict: 'rejected', lastError: 'test', hasBody: 1, tombstone: 'due', holdsBack: 1 },
      },
    });
    const listed = await run(outboxList, { data: temporary.dir, dead: true });
    expect(listed.json).toMatchObject({ messages: [{ id: dead.messageId }] });
    for (const value of Object.values(canary)) {
      expect(JSON.stringify([shown, listed])).not.toContain(value);
    }
  });

  test('replayed: waits again under its own id, in front of its case; the reason is in the audit chain', async () => {
    using temporary = temporaryStore(hub.identity);
    const { dead, sendable } = await deadLetter(temporary);
    const reason = '枢纽已更新密钥';
    expect(await run(outboxReplay, { data: temporary.dir, reason }, dead.messageId)).toMatchObject({ exit: 0 });
    expect(sendable()[0]?.id).toBe(dead.messageId);
    expect(temporary.store.outbox.stub(dead.messageId)).toMatchObject({ state: 'pending', tombstone: null });
    expect(audited(temporary.dir, 'outbox.replayed')).toEqual([{ messageId: dead.messageId, reason }]);
    // It waits: there is nothing to replay or waive any more.
    for (const command of [outboxReplay, outboxWaive]) {
      expect(await run(command, { data: temporary.dir, reason }, dead.messageId)).toMatchObject({
        exit: 1,
        json: { error: { code: 'letterState' } },
      });
    }
  });

  test('waived: its case goes on, its body stays, and a mistake can be undone', async () => {
    using temporary = temporaryStore(hub.identity);
    const { dead, other, sendable } = await deadLetter(temporary);
    const reason = 'handled at the counter';
    expect(await run(outboxWaive, { data: temporary.dir, reason }, dead.messageId)).toMatchObject({ exit: 0 });
    expect(sendable().map(({ id }) => id)).toContain(other.messageId);
    expect(sendable()).toHaveLength(2);
    expect(audited(temporary.dir, 'outbox.waived')).toEqual([{ messageId: dead.messageId, reason }]);
    expect(await run(outboxReplay, { data: temporary.dir, reason }, dead.messageId)).toMatchObject({ exit: 0 });
    expect(temporary.store.outbox.sealed(dead.messageId)).not.toBeNull();
  });

  test('exported: sealed as it would go to the hub, for its owner only, nothing written over', async () => {
    using temporary = temporaryStore(hub.identity);
    const { dead } = await deadLetter(temporary);
    const out = join(temporary.dir, 'letter.json');
    const options = { data: temporary.dir, out, reason: 'for the vendor' };
    expect(await run(outboxExport, options, dead.messageId)).toMatchObject({ exit: 0, json: { file: out } });
    const text = readFileSync(out, 'utf8');
    expect(statSync(out).mode & 0o777).toBe(0o600);
    for (const value of Object.values(canary)) expect(text).not.toContain(value);
    const { message, storeEpoch } = JSON.parse(text) as { message: Envelope; storeEpoch: string };
    expect(await hub.open(message, storeEpoch)).toMatchObject({ receiptNo: dead.receiptNo });
    expect(audited(temporary.dir, 'outbox.exported')).toEqual([
      { messageId: dead.messageId, reason: 'for the vendor' },
    ]);
    await expect(run(outboxExport, options, dead.messageId)).rejects.toThrow(UsageError);
    expect(readFileSync(out, 'utf8')).toBe(text);
    expect(audited(temporary.dir, 'outbox.exported')).toHaveLength(1);
  });

  test('a message that is gone has no body to export, and makes no file', async () => {
    using temporary = temporaryStore(hub.identity);
    const { other } = await deadLetter(temporary);
    temporary.store.outbox.settle([{ id: other.messageId, verdict: 'accepted' }]);
    const out = join(temporary.dir, 'letter.json');
    expect(
      await run(outboxExport, { data: temporary.dir, out, reason: 'for the vendor' }, other.messageId),
    ).toMatchObject({ exit: 1, json: { error: { code: 'letterState' } } });
    expect(existsSync(out)).toBe(false);
  });
});

test.each([
  ['empty', '', false],
  ['too short', 'ok', false],
  ['Chinese', '市里已补录', true],
  ['a number of a person', '张三 440199196701150017', false],
  ['with blanks in it', '440199 19670115 001X', false],
  ['in the wide digits of a Chinese keyboard', '张三 ４４０１９９１９６７０１１５００１７', false],
  ['a telephone', '13800138000', false],
  // One id in five has ten digits in a row: a command of an operator must not fail by its number.
  ['a command', 'command 01a22a5c-5c00-7123-8123-123456789012', true],
  ['a number that only looks like a piece of an id', '5c00-7123-8123-123456789012', false],
  ['a ticket', 'ticket 20261128', true],
  ['too long', 'x'.repeat(201), false],
])('a reason that is %s', (_, reason, isFine) => {
  expect(isAuditableReason(reason)).toBe(isFine);
});

test('wrong usage makes nothing', async () => {
  using temporary = temporaryStore(hub.identity);
  const { dead } = await deadLetter(temporary);
  await expect(run(outboxWaive, { data: temporary.dir, reason: '440199196701150017' }, dead.messageId)).rejects.toThrow(
    UsageError,
  );
  await expect(run(outboxWaive, { data: temporary.dir, reason: 'fine' }, 'x')).rejects.toThrow(UsageError);
  await expect(run(outboxWaive, { data: join(temporary.dir, 'no'), reason: 'fine' }, dead.messageId)).rejects.toThrow(
    UsageError,
  );
  expect(temporary.store.outbox.stub(dead.messageId)).toMatchObject({ state: 'dead' });
});
