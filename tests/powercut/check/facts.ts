import { createHash } from 'node:crypto';
import { checkIntegrity, type Integrity } from '../../../terminal/outbox/integrity.ts';
import type { Db } from '../../../terminal/store/sqlite.ts';
import type { ActState } from '../../../terminal/store/store.ts';

/** What a database says after a power cut. */
export interface Facts {
  /** Of every row of every table: two databases with the same content have the same. */
  readonly digest: string;
  readonly integrity: Integrity;
  readonly messages: ReadonlyMap<string, MessageFact>;
  readonly receipts: ReadonlySet<string>;
  readonly acts: ReadonlyMap<string, ActState>;
  /** Lines of history by record of custody. */
  readonly custodyEvents: ReadonlyMap<string, number>;
  readonly meta: ReadonlySet<string>;
  /** Rows of one transaction of which a part is missing, one sentence each. */
  readonly halves: readonly string[];
}

export interface MessageFact {
  readonly state: string;
  readonly hasBody: boolean;
  readonly receiptNo: string | null;
}

/**
 * Rows that were written in one transaction, and can only be there together. A query gives what has lost its other half. Lines of the audit are looked for in a list that is made once: one walk through
 * the chain for each row would take minutes in a database of months.
 */
const pairs: Readonly<Record<string, string>> = {
  'a case is settled and its message is not, or the other way round': `
    SELECT case_row.receipt_no FROM case_row JOIN outbox ON outbox.id = message_id
    WHERE case_row.state <> CASE outbox.state WHEN 'acked' THEN 'delivered' WHEN 'dead' THEN 'undeliverable' WHEN 'waived' THEN 'undeliverable' ELSE 'stored' END`,
  'two applications have one receipt number': `
    SELECT receipt_no FROM outbox WHERE topic = 'case.submit' AND state <> 'reissued' GROUP BY receipt_no HAVING count(*) > 1`,
  'a day has given out another number of receipts than its counter says': `
    SELECT yymmdd FROM receipt_counter
    WHERE NOT EXISTS (SELECT 1 FROM past_epoch) AND last <> (SELECT count(*) FROM case_row WHERE substr(receipt_no, 8, 6) = yymmdd)`,
  'an application without its line in the audit chain': `
    SELECT receipt_no FROM case_row
    WHERE receipt_no NOT IN (SELECT data ->> 'receipt' FROM audit WHERE type = 'submit' AND data ->> 'receipt' IS NOT NULL)`,
  'prints settled and prints told to the hub differ': `
    SELECT printed FROM (SELECT count(*) AS printed FROM audit WHERE type = 'print')
    WHERE printed <> (SELECT count(*) FROM outbox WHERE topic IN ('act.print', 'act.document'))`,
  'an act is settled without a line in the audit chain': `
    SELECT id FROM act WHERE state IN ('confirmed', 'unknown') AND settled_by IS NOT NULL
      AND id NOT IN (SELECT data ->> 'job' FROM audit WHERE type IN ('print', 'dispense') AND data ->> 'job' IS NOT NULL)`,
  'a record of custody says something else than the end of its history': `
    SELECT id FROM custody WHERE state <> (
      SELECT to_state FROM custody_event WHERE custody_id = custody.id ORDER BY custody_event.id DESC LIMIT 1)`,
  'a record of custody was opened without the act that moves the item': `
    SELECT id FROM custody WHERE session IS NOT NULL AND NOT EXISTS (SELECT 1 FROM act WHERE custody_id = custody.id)`,
  'verdicts of the hub and lines of the audit chain differ': `
    SELECT told FROM (SELECT count(*) AS told FROM audit WHERE type = 'sync')
    WHERE told <> (SELECT count(*) FROM outbox WHERE state = 'acked')`,
};

/** Reads everything. The connection only reads. */
export function factsOf(db: Db): Facts {
  const rows = <R>(sql: string): R[] => db.prepare<[], R>(sql).all();
  const halves = Object.entries(pairs).flatMap(([what, sql]) =>
    rows<Record<string, unknown>>(sql).map((row) => `${what}: ${Object.values(row).join(' ')}`),
  );
  return {
    digest: digestOf(db),
    integrity: checkIntegrity(db),
    messages: new Map(
      rows<{ id: string; state: string; hasBody: number; receiptNo: string | null }>(
        'SELECT id, state, body IS NOT NULL AS hasBody, receipt_no AS receiptNo FROM outbox',
      ).map(({ id, state, hasBody, receiptNo }) => [id, { state, hasBody: hasBody === 1, receiptNo }]),
    ),
    receipts: new Set(rows<{ no: string }>('SELECT receipt_no AS no FROM case_row').map(({ no }) => no)),
    acts: new Map(
      rows<{ id: string; state: ActState }>('SELECT id, state FROM act').map(({ id, state }) => [id, state]),
    ),
    custodyEvents: new Map(
      rows<{ id: string; n: number }>(
        'SELECT custody_id AS id, count(*) AS n FROM custody_event GROUP BY custody_id',
      ).map(({ id, n }) => [id, n]),
    ),
    meta: new Set(rows<{ key: string }>('SELECT key FROM meta').map(({ key }) => key)),
    halves,
  };
}

function digestOf(db: Db): string {
  const hash = createHash('sha256');
  const tables = db
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all();
  for (const { name } of tables) {
    hash.update(name);
    // `raw` rows keep their order of columns; rowid order is the order of writing.
    for (const row of db.prepare(`SELECT * FROM "${name}" ORDER BY rowid`).raw().iterate() as Iterable<unknown[]>) {
      hash.update(JSON.stringify(row));
    }
  }
  return hash.digest('hex');
}
