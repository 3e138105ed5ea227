import type { Evidence, Outcome } from '../../contract/device.ts';
import { ownReceiptNumber } from '../../contract/receipt-number.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { changeCounts } from './bin-rows.ts';
import { commitCard, custodyDraft, type LedgerContext } from './card-commit.ts';
import { auditChange } from './custody-ledger.ts';
import { custodyRow, insertCustody, predictChange, writeChange } from './custody-rows.ts';
import type { OwedOutcomes } from './owed-outcomes.ts';
import { removedActs } from './remove-history.ts';
import { type Draft, sealAndCommit } from './sealed-commit.ts';
import { type Db, prepared } from './sqlite.ts';
import {
  type ActChanges,
  type ActIntent,
  type ActState,
  type Acts,
  type DocumentRow,
  type MotionRow,
  motionKinds,
  type PrintRow,
  type SettledBy,
} from './store.ts';
import type { StoreError } from './store-error.ts';

/** Prints are the last that the hub must know. */
const printPrio = 3;
/** A code whose pages did not come out is to be void before somebody shows them. */
const documentPrio = 1;

type ActRow = PrintRow | DocumentRow | MotionRow;

/**
 * Journal of physical acts: written before the first byte leaves, settled when the outcome is known. Durable when a call returns.
 * @param owed keeps the outcome of a print that cannot be written now
 */
export function makeActs(context: LedgerContext, owed: OwedOutcomes): Acts {
  const { db, commit, enqueue, guard } = context;
  const disowned = new Set<string>();
  const owned = <T extends ActRow>(act: T): T => (disowned.has(act.id) ? { ...act, bootId: '' } : act);
  const open = (kind: 'print' | 'document') =>
    rows(db, "kind = ? AND state IN ('intended', 'sent') ORDER BY rowid", kind).filter(({ id }) => !owed.has(id));
  return {
    intend: (act, opens) =>
      guard(() => {
        db.transaction(() => {
          const wallMs = commit.clock.wallMs();
          if (opens !== undefined) {
            insertCustody(db, opens, 'held', {
              by: 'reply',
              actId: act.id,
              evidence: null,
              bootId: commit.bootId,
              wallMs,
            });
          }
          const columns = columnsOf(act);
          prepared(
            db,
            `INSERT INTO act (id, kind, device_id, receipt_no, copy, document_id, pages, custody_id, session, state, boot_id, intended_wall_ms)
             VALUES (:id, :kind, :deviceId, :receiptNo, :copy, :documentId, :pages, :custodyId, :session, 'intended', :bootId, :wallMs)`,
          ).run({ ...columns, bootId: commit.bootId, wallMs });
        }).immediate();
      }),
    sent: (actId, before) => {
      const written = guard(
        () =>
          prepared(
            db,
            "UPDATE act SET state = 'sent', evidence_before = ?, sent_wall_ms = ? WHERE id = ? AND state = 'intended'",
          ).run(JSON.stringify(before), commit.clock.wallMs(), actId).changes,
      );
      if (!written.ok) throw new Error(`act ${actId} is not on disk as sent: ${written.error.detail}`);
      if (written.value !== 1) throw new Error(`act ${actId} is not intended: nothing may be sent to the device`);
    },
    settle: async (actId, outcome, after, by, changes = {}) => {
      const printer: { id: string | null } = { id: null };
      const write = () =>
        enqueue(async () => {
          // The program ends while a device still works: the act is found open at the next start.
          if (commit.isClosed()) return err({ code: 'closed', detail: 'the store was closed' });
          const [act] = rows(db, 'id = ?', actId);
          if (act === undefined) return err({ code: 'actState', detail: `act ${actId} is not known` });
          if (isMotion(act)) {
            return await commitCard(commit, () => motionDraft(context, actId, { outcome, after, by, ...changes }));
          }
          printer.id = act.deviceId;
          const settlement = { outcome, after, by };
          const done = await sealAndCommit(commit, () =>
            isPrint(act)
              ? printDraft(context, actId, settlement)
              : documentDraft(context, actId, { ...settlement, pagesOut: changes.pagesOut ?? null }),
          );
          return done.ok ? ok(undefined) : done;
        });
      const done = await write();
      // A motion that stays open is settled by the custodian, from the sensors; nobody looks at a print again.
      if (!done.ok && printer.id !== null) owed.keep({ actId, deviceId: printer.id, outcome, by, write }, done.error);
      return done;
    },
    unsettled: () => open('print').filter(isPrint).map(owned),
    unsettledDocuments: () => open('document').filter(isDocument).map(owned),
    openMotions: (deviceId) =>
      rows(
        db,
        `device_id = ? AND kind NOT IN ('print', 'document') AND (state IN ('intended', 'sent')
           OR state = 'unknown' AND rowid = (SELECT max(rowid) FROM act WHERE device_id = ? AND kind NOT IN ('print', 'document'))) ORDER BY rowid`,
        deviceId,
        deviceId,
      )
        .filter(isMotion)
        .map(owned),
    disown: (actIds) => {
      for (const id of actIds) disowned.add(id);
    },
    recoveries: (deviceId) =>
      prepared<[string, string], { at: number }>(
        db,
        `SELECT sent_wall_ms AS at FROM act WHERE device_id = ? AND kind = 'recover' AND sent_wall_ms IS NOT NULL AND sent_wall_ms >
           coalesce((SELECT max(closed_wall_ms) FROM exchange WHERE device_id = ? AND state = 'ended'), 0) ORDER BY rowid`,
      )
        .all(deviceId, deviceId)
        .map(({ at }) => at),
    isSlipUnfinished: (deviceId) => {
      const [last] = rows(
        db,
        "device_id = ? AND kind = 'print' AND outcome IN ('done', 'partial', 'indeterminate') ORDER BY rowid DESC LIMIT 1",
        deviceId,
      );
      return last !== undefined && last.outcome !== 'done';
    },
    tally: (deviceId) =>
      Object.fromEntries(
        prepared<[{ readonly deviceId: string; readonly removed: string }], { name: string; n: number }>(
          db,
          `SELECT name, sum(n) AS n FROM (
             SELECT kind || '.' || outcome AS name, count(*) AS n FROM act WHERE device_id = :deviceId AND outcome IS NOT NULL GROUP BY 1
             UNION ALL SELECT substr(name, length(:removed) + 1), value FROM counter WHERE substr(name, 1, length(:removed)) = :removed)
           GROUP BY 1 ORDER BY 1`,
        )
          .all({ deviceId, removed: removedActs(deviceId) })
          .map(({ name, n }) => [name, n]),
      ),
    forReceipt: (receiptNo) => rows(db, "receipt_no = ? AND kind = 'print' ORDER BY rowid", receiptNo).filter(isPrint),
    forCustody: (custodyId) => rows(db, 'custody_id = ? ORDER BY rowid', custodyId).filter(isMotion),
  };
}

interface Settlement {
  readonly outcome: Outcome;
  readonly after: Evidence | null;
  readonly by: SettledBy;
}

function stateOf(outcome: Outcome): ActState {
  return outcome === 'indeterminate' ? 'unknown' : 'confirmed';
}

/** The act as it stands, when it may still be settled so. */
function settleable(db: Db, actId: string, { outcome, by }: Settlement): Result<ActRow, StoreError> {
  const [act] = rows(db, 'id = ?', actId);
  if (act === undefined) return err({ code: 'actState', detail: `act ${actId} is not known` });
  if (act.state === 'confirmed') return err({ code: 'actState', detail: `act ${actId} is settled already` });
  // Whoever reconciles concludes this from `intended` alone; the caller who sent it may have been quicker.
  if (by === 'reconcile' && outcome === 'notStarted' && act.state !== 'intended') {
    return err({ code: 'actState', detail: `act ${actId} was sent` });
  }
  return ok(act);
}

/** Inside the transaction: nobody has sent or settled it since `settleable`; sealing takes its time. */
function isAsSeen(db: Db, { id, state }: ActRow): boolean {
  return rows(db, 'id = ?', id)[0]?.state === state;
}

function writeSettlement(db: Db, actId: string, { outcome, after, by }: Settlement, wallMs: number): void {
  prepared(
    db,
    `UPDATE act SET state = ?, outcome = ?, settled_by = ?, evidence_after = ?, settled_wall_ms = ? WHERE id = ? AND state <> 'confirmed'`,
  ).run(stateOf(outcome), outcome, by, after === null ? null : JSON.stringify(after), wallMs, actId);
}

function printDraft(
  { db, commit, audit }: LedgerContext,
  actId: string,
  settlement: Settlement,
): Result<Draft, StoreError> {
  const found = settleable(db, actId, settlement);
  if (!found.ok) return found;
  const act = found.value;
  if (!isPrint(act)) return err({ code: 'actState', detail: `act ${actId} is no print` });
  const { outcome, by } = settlement;
  // A slip may belong to no case (a query), to a booking, or to a case that another machine has taken.
  const receiptNo = ownReceiptNumber(act.receiptNo, commit.kiosk());
  return ok({
    topic: 'act.print',
    prio: printPrio,
    orderKey: act.receiptNo === '' ? actId : act.receiptNo,
    receiptNo,
    itemId: null,
    body: () => ({ format: 'yitiji-print/1', actId, receiptNo: receiptNo ?? '', outcome, copy: act.copy }),
    commit: (_place, wallMs) => {
      if (!isAsSeen(db, act)) return false;
      writeSettlement(db, actId, settlement, wallMs);
      audit('print', { job: actId, receipt: act.receiptNo, copy: act.copy, result: outcome, by }, act.session);
      return true;
    },
  });
}

/** How the print of a hub document ended: the hub voids the code of what is not whole. No person. */
function documentDraft(
  { db, commit, audit }: LedgerContext,
  actId: string,
  settlement: Settlement & { readonly pagesOut: number | null },
): Result<Draft, StoreError> {
  const found = settleable(db, actId, settlement);
  if (!found.ok) return found;
  const act = found.value;
  if (!isDocument(act)) return err({ code: 'actState', detail: `act ${actId} prints no document` });
  const { outcome, by, pagesOut } = settlement;
  const { documentId, pages, receiptNo } = act;
  return ok({
    topic: 'act.document',
    prio: documentPrio,
    orderKey: documentId,
    receiptNo: ownReceiptNumber(receiptNo, commit.kiosk()),
    itemId: null,
    body: () => ({ format: 'yitiji-document/1', actId, documentId, outcome, pagesOut, pages }),
    commit: (_place, wallMs) => {
      if (!isAsSeen(db, act)) return false;
      writeSettlement(db, actId, settlement, wallMs);
      audit(
        'print',
        { job: actId, receipt: receiptNo, copy: act.copy, pages, pagesOut, result: outcome, by },
        act.session,
      );
      return true;
    },
  });
}

/** Act, custody, counts, audit and message: all or nothing. */
function motionDraft(
  { db, commit, audit }: LedgerContext,
  actId: string,
  settlement: Settlement & ActChanges,
): Result<Draft, StoreError> {
  const found = settleable(db, actId, settlement);
  if (!found.ok) return found;
  const act = found.value;
  if (!isMotion(act)) return err({ code: 'actState', detail: `act ${actId} moves no card` });
  const { outcome, by, after, custody: event, counts = [] } = settlement;
  const { deviceId, kind, custodyId } = act;
  const predicted = event === undefined ? null : predictChange(db, custodyId ?? '', event);
  if (predicted?.ok === false) return predicted;
  const change = predicted?.value ?? null;
  const row = change?.row ?? (custodyId === null ? null : custodyRow(db, custodyId));
  const isLate = act.state === 'unknown';
  return ok(
    custodyDraft(db, {
      deviceId,
      orderKey: custodyId ?? actId,
      receiptNo: row?.receiptNo ?? null,
      act: { id: actId, kind, outcome, by, isLate },
      item: row === null ? null : { ...row, state: change?.to ?? row.state },
      counts,
      commit: (wallMs) => {
        if (!isAsSeen(db, act)) return false;
        if (
          change !== null &&
          !writeChange(db, change, { by, actId, evidence: after, bootId: commit.bootId, wallMs })
        ) {
          return false;
        }
        writeSettlement(db, actId, settlement, wallMs);
        changeCounts(db, deviceId, counts, wallMs);
        audit('dispense', { job: actId, kind, device: deviceId, custody: custodyId, result: outcome, by }, act.session);
        if (isLate) audit('act.resolved', { job: actId, kind, device: deviceId, result: outcome, by }, act.session);
        if (change !== null) auditChange(audit, change.row, change.event, change.to, by);
        return true;
      },
    }),
  );
}

/** Columns of the table that this kind of act has no word for are null. */
function columnsOf(act: ActIntent) {
  const none = { receiptNo: null, copy: 0, documentId: null, pages: null, custodyId: null };
  return { ...none, ...act };
}

function isPrint(act: ActRow): act is PrintRow {
  return act.kind === 'print';
}

function isDocument(act: ActRow): act is DocumentRow {
  return act.kind === 'document';
}

function isMotion(act: ActRow): act is MotionRow {
  return motionKinds.some((kind) => kind === act.kind);
}

type RawRow = (
  | Omit<PrintRow, 'evidenceBefore' | 'evidenceAfter'>
  | Omit<DocumentRow, 'evidenceBefore' | 'evidenceAfter'>
  | Omit<MotionRow, 'evidenceBefore' | 'evidenceAfter'>
) & {
  readonly evidenceBefore: string | null;
  readonly evidenceAfter: string | null;
};

function rows(db: Db, where: string, ...parameters: readonly string[]): readonly ActRow[] {
  return prepared<unknown[], RawRow>(
    db,
    `SELECT id, kind, device_id AS deviceId, receipt_no AS receiptNo, copy, document_id AS documentId, pages, custody_id AS custodyId, session, state, outcome,
         settled_by AS "by", evidence_before AS evidenceBefore, evidence_after AS evidenceAfter, boot_id AS bootId,
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
