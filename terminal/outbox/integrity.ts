import { auditGenesis, auditRecords, verifyAudit } from '../audit/audit-chain.ts';
import type { Db } from '../store/sqlite.ts';

/** What can be checked of a store without opening a sealed body. */
export interface Integrity {
  /** All of the below. */
  readonly ok: boolean;
  /** Answer of SQLite's integrity_check: `ok`, or the first damage. */
  readonly integrityCheck: string;
  /** 2 = FULL, on this connection, after a read. */
  readonly synchronous: number;
  readonly journalMode: string;
  /** In every epoch: no number is missing up to its counter, but for stubs that were removed after their time. */
  readonly gapFree: boolean;
  readonly lastSeq: number;
  /** Every case has its message and every `case.submit` message its case; one that was re-issued has it under its new id. */
  readonly casesMatch: boolean;
  readonly cases: number;
  readonly submits: number;
  /** `ok`, or fault and place, for example `edit at 17`. */
  readonly auditChain: string;
  readonly auditRecords: number;
}

/** Whether file, sequence and sums of the store fit together. Reads the whole file: seconds on a large one. */
export function checkIntegrity(db: Db): Integrity {
  const integrityCheck = String(db.pragma('integrity_check(1)', { simple: true }));
  const { gapFree, lastSeq } = checkSequence(db);
  const cases = countOf(db, 'SELECT count(*) AS n FROM case_row');
  const submits = countOf(db, "SELECT count(*) AS n FROM outbox WHERE topic = 'case.submit' AND state <> 'reissued'");
  const pairs = countOf(
    db,
    `SELECT count(*) AS n FROM case_row JOIN outbox ON outbox.id = case_row.message_id AND outbox.receipt_no = case_row.receipt_no
     WHERE outbox.topic = 'case.submit' AND outbox.state <> 'reissued'`,
  );
  const casesMatch = cases === submits && cases === pairs;
  const audit = verifyAudit(auditRecords(db), genesisOf(db));
  const synchronous = Number(db.pragma('synchronous', { simple: true }));
  return {
    ok: integrityCheck === 'ok' && synchronous === 2 && gapFree && casesMatch && audit.ok,
    integrityCheck,
    synchronous,
    journalMode: String(db.pragma('journal_mode', { simple: true })),
    gapFree,
    lastSeq,
    casesMatch,
    cases,
    submits,
    auditChain: audit.ok ? 'ok' : `${audit.fault} at ${audit.seq}`,
    auditRecords: audit.ok ? audit.records : countOf(db, 'SELECT count(*) AS n FROM audit'),
  };
}

/** In every epoch: no number is missing up to its counter, but for stubs that were removed after their time. */
export function checkSequence(db: Db): Pick<Integrity, 'gapFree' | 'lastSeq'> {
  const epochs = db
    .prepare<[], { counter: number; removed: number; count: number; last: number | null }>(
      `WITH known (place, epoch, counter, removed) AS (
         SELECT 0, value, (SELECT value FROM counter WHERE name = 'outboxSeq'), (SELECT value FROM counter WHERE name = 'outboxRemoved')
           FROM meta WHERE key = 'storeEpoch'
         UNION ALL SELECT rowid, store_epoch, counter, removed FROM past_epoch)
       SELECT counter, removed, count(seq) AS count, max(seq) AS last
         FROM known LEFT JOIN outbox ON store_epoch = epoch GROUP BY place ORDER BY place`,
    )
    .all();
  const counted = epochs.reduce((sum, { count }) => sum + count, 0);
  const gapFree =
    counted === countOf(db, 'SELECT count(*) AS n FROM outbox') &&
    epochs.every(({ counter, removed, count, last }) => count + removed === counter && (last ?? 0) <= counter);
  return { gapFree, lastSeq: epochs[0]?.last ?? 0 };
}

/** The stored anchor; before the first record there is none and any will do. */
export function genesisOf(db: Db): string {
  const stored = db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'auditGenesis'").get();
  return stored?.value ?? auditGenesis('', '');
}

function countOf(db: Db, sql: string): number {
  return db.prepare<[], { n: number }>(sql).get()?.n ?? 0;
}
