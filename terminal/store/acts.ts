import type { Evidence, Outcome } from '../../contract/device.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { AuditData, AuditType } from '../audit/audit-types.ts';
import { type Draft, type SealedCommitContext, sealAndCommit } from './sealed-commit.ts';
import { type Db, prepared } from './sqlite.ts';
import type { ActRow, ActState, Acts, SettledBy } from './store.ts';
import type { StoreError } from './store-error.ts';

/** Prints are the last that the hub must know. */
const printPrio = 3;

export interface ActsContext {
  readonly db: Db;
  readonly commit: SealedCommitContext;
  enqueue<T>(job: () => Promise<Result<T, StoreError>>): Promise<Result<T, StoreError>>;
  audit<T extends AuditType>(type: T, data: AuditData<T>, session: string | null): void;
  guard<T>(fn: () => T): Result<T, StoreError>;
}

export function makeActs({ db, commit, enqueue, audit, guard }: ActsContext): Acts {
  return {
    intend: (act) =>
      guard(() => {
        prepared(
          db,
          `INSERT INTO act (id, kind, device_id, receipt_no, copy, session, state, boot_id, intended_wall_ms)
           VALUES (:id, :kind, :deviceId, :receiptNo, :copy, :session, 'intended', :bootId, :wallMs)`,
        ).run({ ...act, bootId: commit.bootId, wallMs: commit.clock.wallMs() });
      }),
    sent: (actId, before) => {
      const { changes } = prepared(
        db,
        "UPDATE act SET state = 'sent', evidence_before = ?, sent_wall_ms = ? WHERE id = ? AND state = 'intended'",
      ).run(JSON.stringify(before), commit.clock.wallMs(), actId);
      if (changes !== 1) throw new Error(`act ${actId} is not intended: nothing may be sent to the device`);
    },
    settle: (actId, outcome, after, by) =>
      enqueue(async () => {
        const done = await sealAndCommit(commit, () => printDraft(db, actId, outcome, after, by, audit));
        return done.ok ? ok(undefined) : done;
      }),
    unsettled: () => rows(db, "state IN ('intended', 'sent') ORDER BY intended_wall_ms, rowid"),
    forReceipt: (receiptNo) => rows(db, 'receipt_no = ? ORDER BY rowid', receiptNo),
  };
}

function printDraft(
  db: Db,
  actId: string,
  outcome: Outcome,
  after: Evidence | null,
  by: SettledBy,
  audit: ActsContext['audit'],
): Result<Draft, StoreError> {
  const [act] = rows(db, 'id = ?', actId);
  if (act === undefined) return err({ code: 'actState', detail: `act ${actId} is not known` });
  if (act.state === 'confirmed') return err({ code: 'actState', detail: `act ${actId} is settled already` });
  const state: ActState = outcome === 'indeterminate' ? 'unknown' : 'confirmed';
  return ok({
    topic: 'act.print',
    prio: printPrio,
    orderKey: act.receiptNo,
    receiptNo: act.receiptNo,
    itemId: null,
    body: () => ({ format: 'yitiji-print/1', actId, receiptNo: act.receiptNo, outcome, copy: act.copy }),
    commit: (_place, wallMs) => {
      prepared(
        db,
        `UPDATE act SET state = ?, outcome = ?, settled_by = ?, evidence_after = ?, settled_wall_ms = ? WHERE id = ? AND state <> 'confirmed'`,
      ).run(state, outcome, by, after === null ? null : JSON.stringify(after), wallMs, actId);
      audit('print', { job: actId, receipt: act.receiptNo, copy: act.copy, result: outcome, by }, act.session);
      return true;
    },
  });
}

type RawRow = Omit<ActRow, 'evidenceBefore' | 'evidenceAfter'> & {
  readonly evidenceBefore: string | null;
  readonly evidenceAfter: string | null;
};

function rows(db: Db, where: string, ...parameters: readonly string[]): readonly ActRow[] {
  return prepared<unknown[], RawRow>(
    db,
    `SELECT id, kind, device_id AS deviceId, receipt_no AS receiptNo, copy, session, state, outcome, settled_by AS "by",
         evidence_before AS evidenceBefore, evidence_after AS evidenceAfter, boot_id AS bootId,
         intended_wall_ms AS intendedWallMs, sent_wall_ms AS sentWallMs, settled_wall_ms AS settledWallMs
       FROM act WHERE ${where}`,
  )
    .all(...parameters)
    .map((row) => ({
      ...row,
      evidenceBefore: row.evidenceBefore === null ? null : (JSON.parse(row.evidenceBefore) as Evidence),
      evidenceAfter: row.evidenceAfter === null ? null : (JSON.parse(row.evidenceAfter) as Evidence),
    }));
}
