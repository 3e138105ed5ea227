import type { Evidence } from '../../contract/device.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type CustodyEvent, type CustodyState, isOpen, nextCustody } from '../devices/custody.ts';
import type { CustodyBy, CustodyEventRow, CustodyRow, NewCustody } from './ledger.ts';
import { type Db, prepared } from './sqlite.ts';
import type { StoreError } from './store-error.ts';

/** Rows of the custody ledger. Every function runs inside the caller's transaction or reads only. */

export interface CustodyStamp {
  readonly by: CustodyBy;
  readonly actId: string | null;
  readonly evidence: Evidence | null;
  readonly bootId: string;
  readonly wallMs: number;
}

/** A new item in custody. Only inside of a transaction. */
export function insertCustody(db: Db, custody: NewCustody, state: 'held' | 'offered', stamp: CustodyStamp): void {
  prepared(
    db,
    `INSERT INTO custody (id, session, device_id, kind, direction, receipt_no, state, opened_wall_ms)
     VALUES (:id, :session, :deviceId, :kind, :direction, :receiptNo, :state, :wallMs)`,
  ).run({ ...custody, state, wallMs: stamp.wallMs });
  insertEvent(db, custody.id, { event: 'opened', from: null, to: state }, stamp);
}

/** A change that the machine allows, not written yet. */
export interface CustodyChange {
  readonly row: CustodyRow;
  readonly event: CustodyEvent;
  readonly to: CustodyState;
}

/** Asks the machine; writes nothing. */
export function predictChange(db: Db, id: string, event: CustodyEvent): Result<CustodyChange, StoreError> {
  const row = custodyRow(db, id);
  if (row === null) return err({ code: 'custodyState', detail: `custody ${id} is not known` });
  const next = nextCustody(row, event);
  return next.ok
    ? ok({ row, event, to: next.value })
    : err({ code: 'custodyState', detail: `custody ${id} is ${row.state}: ${event.type} is ${next.error}` });
}

/** False = the record has changed since it was predicted; nothing is written. */
export function writeChange(db: Db, { row, event, to }: CustodyChange, stamp: CustodyStamp): boolean {
  const { changes } = prepared(
    db,
    'UPDATE custody SET state = ?, settled_wall_ms = ?, attested_by = coalesce(?, attested_by) WHERE id = ? AND state = ?',
  ).run(
    to,
    isOpen(to) ? null : (row.settledWallMs ?? stamp.wallMs),
    event.type === 'attested' ? event.operator : null,
    row.id,
    row.state,
  );
  if (changes !== 1) return false;
  insertEvent(db, row.id, { event: event.type, from: row.state, to }, stamp);
  return true;
}

function insertEvent(
  db: Db,
  custodyId: string,
  what: Pick<CustodyEventRow, 'event' | 'from' | 'to'>,
  stamp: CustodyStamp,
): void {
  prepared(
    db,
    `INSERT INTO custody_event (custody_id, event, from_state, to_state, by, act_id, evidence, boot_id, wall_ms)
     VALUES (:custodyId, :event, :from, :to, :by, :actId, :evidence, :bootId, :wallMs)`,
  ).run({ custodyId, ...what, ...stamp, evidence: stamp.evidence === null ? null : JSON.stringify(stamp.evidence) });
}

const columns = `id, session, device_id AS deviceId, kind, direction, receipt_no AS receiptNo, state,
  opened_wall_ms AS openedWallMs, settled_wall_ms AS settledWallMs, attested_by AS attestedBy`;

/** One item in custody; null = no such id. */
export function custodyRow(db: Db, id: string): CustodyRow | null {
  return prepared<[string], CustodyRow>(db, `SELECT ${columns} FROM custody WHERE id = ?`).get(id) ?? null;
}

/** @param where part of a WHERE clause, never from outside */
export function custodyRows(db: Db, where: string, ...parameters: readonly string[]): readonly CustodyRow[] {
  return prepared<unknown[], CustodyRow>(db, `SELECT ${columns} FROM custody WHERE ${where} ORDER BY rowid`).all(
    ...parameters,
  );
}

/** All moves of an item, the first one first. */
export function custodyHistory(db: Db, id: string): readonly CustodyEventRow[] {
  return prepared<[string], Omit<CustodyEventRow, 'evidence'> & { readonly evidence: string | null }>(
    db,
    `SELECT event, from_state AS "from", to_state AS "to", by, act_id AS actId, evidence, boot_id AS bootId, wall_ms AS wallMs
     FROM custody_event WHERE custody_id = ? ORDER BY id`,
  )
    .all(id)
    .map((row) => ({ ...row, evidence: row.evidence === null ? null : (JSON.parse(row.evidence) as Evidence) }));
}
