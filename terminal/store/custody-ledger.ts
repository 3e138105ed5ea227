import { err, ok, type Result } from '../../contract/result.ts';
import type { CustodyEvent, CustodyState } from '../devices/custody.ts';
import { commitCard, custodyDraft, type LedgerContext } from './card-commit.ts';
import { custodyHistory, custodyRow, custodyRows, insertCustody, predictChange, writeChange } from './custody-rows.ts';
import type { CustodyLedger, NewCustody } from './ledger.ts';
import { type Db, prepared } from './sqlite.ts';
import type { StoreError } from './store-error.ts';

const openStates = "state IN ('held', 'offered')";

/** Whose card, paper or money is in which part of the machine. Each move is durable when it returns. */
export function makeCustodyLedger(context: LedgerContext): CustodyLedger {
  const { db, enqueue } = context;
  return {
    open: (deviceId) =>
      deviceId === undefined
        ? custodyRows(db, openStates)
        : custodyRows(db, `device_id = ? AND ${openStates}`, deviceId),
    ofDevice: (deviceId) => custodyRows(db, 'device_id = ?', deviceId),
    forReceipt: (receiptNo) => custodyRows(db, 'receipt_no = ?', receiptNo),
    unattested: (deviceId) =>
      deviceId === undefined
        ? custodyRows(db, "state = 'lost' AND attested_by IS NULL")
        : custodyRows(db, "device_id = ? AND state = 'lost' AND attested_by IS NULL", deviceId),
    get: (id) => custodyRow(db, id),
    history: (id) => custodyHistory(db, id),
    change: (id, event, how) => enqueue(() => change(context, id, event, how)),
    openOrphan: (found, evidence) => enqueue(() => openOrphan(context, found, evidence)),
  };
}

async function change(
  { db, commit, audit }: LedgerContext,
  id: string,
  event: CustodyEvent,
  how: Parameters<CustodyLedger['change']>[2],
): Promise<Result<CustodyState, StoreError>> {
  let to: CustodyState = 'held';
  const done = await commitCard(commit, () => {
    if (event.type === 'attested' && hasActUnderWay(db, id)) {
      return err({ code: 'custodyState', detail: `an act on custody ${id} is not settled` });
    }
    const predicted = predictChange(db, id, event);
    if (!predicted.ok) return predicted;
    to = predicted.value.to;
    const { row } = predicted.value;
    return ok(
      custodyDraft(db, {
        deviceId: row.deviceId,
        orderKey: id,
        receiptNo: row.receiptNo,
        act: null,
        item: { ...row, state: to },
        counts: [],
        commit: (wallMs) => {
          if (!writeChange(db, predicted.value, { ...how, actId: null, bootId: commit.bootId, wallMs })) return false;
          auditChange(audit, row, event, to, how.by);
          return true;
        },
      }),
    );
  });
  return done.ok ? ok(to) : done;
}

async function openOrphan(
  { db, commit, audit }: LedgerContext,
  found: Omit<NewCustody, 'session' | 'receiptNo'>,
  evidence: Parameters<CustodyLedger['openOrphan']>[1],
): Promise<Result<void, StoreError>> {
  const item: NewCustody = { ...found, session: null, receiptNo: null };
  return await commitCard(commit, () =>
    ok(
      custodyDraft(db, {
        deviceId: item.deviceId,
        orderKey: item.id,
        receiptNo: null,
        act: null,
        item: { ...item, state: 'held' },
        counts: [],
        commit: (wallMs) => {
          insertCustody(db, item, 'held', { by: 'reconcile', actId: null, evidence, bootId: commit.bootId, wallMs });
          const { id: custody, deviceId: device, kind } = item;
          audit('custody', { custody, device, kind, event: 'orphan', state: 'held', by: 'reconcile' }, null);
          return true;
        },
      }),
    ),
  );
}

/** One line of the audit chain, inside the transaction of the change. */
export function auditChange(
  audit: LedgerContext['audit'],
  row: NewCustody,
  event: CustodyEvent,
  to: CustodyState,
  by: string,
): void {
  const operator = event.type === 'attested' ? { operator: event.operator } : {};
  const { id: custody, deviceId: device, kind, session } = row;
  audit('custody', { custody, device, kind, event: event.type, state: to, by, ...operator }, session);
}

function hasActUnderWay(db: Db, custodyId: string): boolean {
  const row = prepared<[string], { n: number }>(
    db,
    "SELECT count(*) AS n FROM act WHERE custody_id = ? AND state IN ('intended', 'sent')",
  ).get(custodyId);
  return (row?.n ?? 0) > 0;
}
