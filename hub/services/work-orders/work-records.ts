import { verifyText } from '../../../contract/signing.ts';
import { type WorkOrderDetail, type WorkRecord, workRecordText } from '../../../contract/technician/work-orders.ts';
import type { Sql, Tx } from '../../database/pool.ts';
import { isoTime } from '../../http.ts';
import { mismatchKind } from './order-list.ts';

/**
 * Keeps what a machine recorded for an order, once, and moves the order on. An order is closed by nothing but a record that the machine has signed and whose after-test
 * passed; one without is kept and closes nothing. What operators must decide (`cards:mismatch`) no machine closes.
 */
export async function takeWorkRecord(
  tx: Tx,
  at: { readonly messageId: string; readonly deviceId: string; readonly nowMs: number },
  record: WorkRecord,
): Promise<void> {
  const { messageId, deviceId, nowMs } = at;
  const isSigned = await isSignedBy(tx, deviceId, record);
  const kept = await tx`
    insert into work_record (message_id, device_id, record_id, order_id, record, is_signed, received_ms)
    values (${messageId}, ${deviceId}, ${record.id}, ${record.orderId}, ${tx.json(record)}, ${isSigned}, ${nowMs})
    on conflict do nothing returning message_id`;
  if (kept.length === 0 || !isSigned) return;
  if (record.event === 'onSite' || record.event === 'waitingPart') {
    // A record that could be read only now is no news where the machine has said more of the order since.
    await tx`update maintenance_order set state = ${record.event}, revision = nextval('work_revision')
      where id = ${record.orderId} and device_id = ${deviceId} and closed_ms is null and not exists (
        select 1 from ingest mine join ingest later on later.store_epoch = mine.store_epoch and later.seq > mine.seq
          join work_record r on r.message_id = later.id
        where mine.id = ${messageId} and r.order_id = ${record.orderId} and r.device_id = ${deviceId} and r.is_signed)`;
    return;
  }
  // A later release may say more of an order than this one knows: that is kept, and moves nothing.
  if (record.event !== 'closed') return;
  if (record.after?.verdict !== 'pass') return;
  // Closed a moment before by the report of the machine that its part is well: this record is why.
  await tx`update maintenance_order set closed_ms = coalesce(closed_ms, ${nowMs}), closed_by = ${messageId}
    where id = ${record.orderId} and device_id = ${deviceId} and kind = ${record.kind} and kind <> ${mismatchKind} and closed_by is null`;
}

/** By any key that was ever enrolled for this machine: a record may have waited while the key was changed. */
async function isSignedBy(tx: Tx, deviceId: string, record: WorkRecord): Promise<boolean> {
  const keys = await tx`
    select 1 from device_key where device_id = ${deviceId} and public_key = ${record.publicKey}`;
  return keys.length > 0 && verifyText(record.publicKey, workRecordText(record), record.signature);
}

/** Oldest first. */
export async function recordsOf(sql: Sql, orderId: number): Promise<WorkOrderDetail['records']> {
  const rows = await sql<{ record: WorkRecord; is_signed: boolean; received_ms: string }[]>`
    select record, is_signed, received_ms from work_record where order_id = ${orderId} order by received_ms, message_id limit 200`;
  return rows.map(({ record, is_signed, received_ms }) => ({
    ...{ record, isSigned: is_signed, receivedAt: isoTime(Number(received_ms)) },
  }));
}
