import type { AuditRecord } from '../audit/audit-chain.ts';
import type { NewMessage } from '../outbox/outbox-rows.ts';
import { type Db, prepared, SqliteError } from './sqlite.ts';

/** Everything that one application writes. */
export interface Submission {
  /** With its `receiptNo` and `itemId`: the tables refuse null. */
  readonly message: NewMessage;
  readonly itemVersion: number;
  readonly offline: boolean;
  /** Trusted wall clock, milliseconds. */
  readonly createdWallMs: number;
  /** `yymmdd` and the number taken, 2 to 9999: the first one of a day makes a row, the others count in it. */
  readonly day: string;
  readonly receiptSeq: number;
  readonly record: AuditRecord;
}

const columns = [
  ...['id', 'store_epoch', 'seq', 'prio', 'topic', 'order_key', 'receipt_no', 'item_id', 'suite', 'kid', 'body'],
  ...['sha256', 'wall_ms', 'boot_id', 'mono_ms', 'hub_offset_ms', 'item_version', 'offline', 'created_wall_ms'],
  ...[
    'day',
    'receipt_seq',
    'audit_seq',
    'kiosk',
    'audit_mono_ms',
    'audit_wall_ms',
    'audit_offset_ms',
    'session',
    'type',
    'data',
  ],
  ...['prev_hash', 'hash'],
] as const;

/**
 * A view to insert into, and what an insert does: the five writes of an application with the proof that its numbers are still free. In SQLite a statement is a transaction of its own, and its
 * triggers belong to it (https://www.sqlite.org/lang_createtrigger.html). Temporary: they belong to the connection, the file knows nothing of them.
 */
const definition = `
CREATE TEMP VIEW IF NOT EXISTS submission AS SELECT ${columns.map((name) => `NULL AS ${name}`).join(', ')};
CREATE TEMP TRIGGER IF NOT EXISTS submission_insert INSTEAD OF INSERT ON submission BEGIN
  UPDATE counter SET value = NEW.seq WHERE name = 'outboxSeq' AND value = NEW.seq - 1;
  SELECT RAISE(ABORT, 'taken') WHERE changes() <> 1;
  INSERT INTO outbox (id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes,
      wall_ms, boot_id, mono_ms, hub_offset_ms, state)
    VALUES (NEW.id, NEW.store_epoch, NEW.seq, NEW.prio, NEW.topic, NEW.order_key, NEW.receipt_no, NEW.item_id, NEW.suite, NEW.kid, NEW.body, NEW.sha256, length(NEW.body),
      NEW.wall_ms, NEW.boot_id, NEW.mono_ms, NEW.hub_offset_ms, 'pending');
  UPDATE receipt_counter SET last = NEW.receipt_seq WHERE yymmdd = NEW.day AND last = NEW.receipt_seq - 1;
  SELECT RAISE(ABORT, 'taken') WHERE changes() <> 1;
  INSERT INTO case_row (receipt_no, item_id, item_version, message_id, state, created_wall_ms, offline)
    VALUES (NEW.receipt_no, NEW.item_id, NEW.item_version, NEW.id, 'stored', NEW.created_wall_ms, NEW.offline);
  INSERT INTO audit (seq, kiosk, boot_id, mono_ms, wall_ms, offset_ms, session, type, data, prev_hash, hash)
    VALUES (NEW.audit_seq, NEW.kiosk, NEW.boot_id, NEW.audit_mono_ms, NEW.audit_wall_ms, NEW.audit_offset_ms, NEW.session, NEW.type, NEW.data,
      (SELECT hash FROM audit WHERE seq = NEW.audit_seq - 1 AND hash = NEW.prev_hash), NEW.hash);
END`;

const insert = `INSERT INTO submission (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;

/**
 * Writes a whole application in one statement, durable when it returns: one call into SQLite instead of seven, which is what a commit costs besides the disk.
 * False = nothing was written: a number is taken, or another record stands at the end of the audit chain. Throws SqliteError as every write does.
 */
export function writeSubmission(db: Db, s: Submission): boolean {
  const { message: m, record: r } = s;
  try {
    prepared(db, insert, () => db.exec(definition)).run(
      m.id,
      m.storeEpoch,
      m.seq,
      m.prio,
      m.topic,
      m.orderKey,
      m.receiptNo,
      m.itemId,
      m.suite,
      m.kid,
      m.body,
      m.sha256,
      m.wallMs,
      m.bootId,
      m.monoMs,
      m.hubOffsetMs,
      s.itemVersion,
      s.offline ? 1 : 0,
      s.createdWallMs,
      s.day,
      s.receiptSeq,
      r.seq,
      r.kiosk,
      r.monoMs,
      r.wallMs,
      r.offsetMs,
      r.session,
      r.type,
      r.data,
      r.prevHash,
      r.hash,
    );
    return true;
  } catch (error) {
    if (error instanceof SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return false;
    throw error;
  }
}
