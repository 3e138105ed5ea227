import type { Command } from '../../contract/command.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { checkIntegrity, type Integrity } from '../outbox/integrity.ts';
import { type MessageStub, messageStubs } from '../outbox/outbox-rows.ts';
import { applyPragmas } from '../store/durability.ts';
import { openSqlite, storeErrorOf } from '../store/sqlite.ts';
import type { StoreError } from '../store/store-error.ts';
import { databaseOf, dataOption } from './outbox-store.ts';

/** Reads beside a running terminal service: it never writes, migrates or repairs. */
export const outboxList: Command = {
  name: 'outbox list',
  summary: 'Integrity and content of the local queue, without personal data.',
  options: {
    data: dataOption,
    dead: { type: 'boolean', help: 'only what needs a hand: dead letters, and what the hub has lost' },
  },
  run: async ({ options }) => {
    const read = readOutbox(databaseOf(options));
    if (!read.ok) {
      return { exit: 1, json: { error: read.error }, text: `${read.error.code}: ${read.error.detail}` };
    }
    const { integrity } = read.value;
    const messages =
      options.dead === true
        ? read.value.messages.filter(({ state, missing }) => state === 'dead' || missing === 1)
        : read.value.messages;
    return { exit: integrity.ok ? 0 : 1, json: { integrity, messages }, text: textOf(integrity, messages) };
  },
};

interface OutboxContent {
  readonly integrity: Integrity;
  readonly messages: readonly MessageStub[];
}

function readOutbox(path: string): Result<OutboxContent, StoreError> {
  let db: ReturnType<typeof openSqlite> | undefined;
  try {
    db = openSqlite(path, 'read');
    const pragmas = applyPragmas(db, 'read');
    if (!pragmas.ok) return pragmas;
    return ok({ integrity: checkIntegrity(db), messages: messageStubs(db) });
  } catch (error) {
    return err(storeErrorOf(error));
  } finally {
    db?.close();
  }
}

function textOf(integrity: Integrity, messages: readonly MessageStub[]): string {
  const rows = messages.map(({ seq, id, topic, state, receiptNo, attempts, bytes, lastError, missing }) =>
    [
      String(seq).padStart(6),
      id,
      topic.padEnd(15),
      state.padEnd(8),
      receiptNo ?? '-',
      attempts,
      bytes,
      ...(state === 'dead' || state === 'waived' ? [lastError ?? '-'] : []),
      ...(missing === 1 ? ['MISSING AT THE HUB'] : []),
    ].join('  '),
  );
  return [
    `integrity ${integrity.ok ? 'ok' : 'FAILED'}: integrity_check ${integrity.integrityCheck}, synchronous ${integrity.synchronous}, ` +
      `sequence ${integrity.gapFree ? 'without gap' : 'WITH GAPS'} up to ${integrity.lastSeq}, ` +
      `${integrity.cases} cases and ${integrity.submits} submits, audit chain ${integrity.auditChain}`,
    ...rows,
  ].join('\n');
}
