import type { RefillUnit, ReplenishBody, ReplenishmentRow } from '../../contract/technician/staff.ts';
import type { Sql, Tx } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { mismatchKind } from '../services/work-orders/order-list.ts';

/**
 * Keeps one replenishment. Cards that were found more or fewer than the ledger says open a work order of the machine, since no count explains them away.
 */
export async function takeReplenishment(
  tx: Tx,
  at: { readonly messageId: string; readonly deviceId: string; readonly nowMs: number },
  body: ReplenishBody,
): Promise<void> {
  const { messageId, deviceId, nowMs } = at;
  const kept = await tx`
    insert into replenishment (message_id, device_id, id, unit, device, staff, expected, found, after, level, difference, reason, at, received_ms)
    values (${messageId}, ${deviceId}, ${body.id}, ${body.unit}, ${body.device}, ${body.staff}, ${body.expected}, ${body.found}, ${body.after},
      ${body.level}, ${body.difference}, ${body.reason}, ${body.at}, ${nowMs}) on conflict do nothing returning id`;
  // Said again after a power cut: what became of it meanwhile stands.
  if (kept.length === 0 || (body.difference ?? 0) === 0) return;
  await tx`insert into maintenance_order (device_id, kind, receipt_no, opened_ms) values (${deviceId}, ${mismatchKind}, null, ${nowMs})
    on conflict (device_id, kind) where closed_ms is null do nothing`;
}

/** Newest first. @param kiosk null = of every machine */
export async function replenishments(sql: Sql, kiosk: string | null): Promise<readonly ReplenishmentRow[]> {
  const rows = await sql<
    (Omit<ReplenishmentRow, 'unit' | 'receivedAt'> & { readonly unit: RefillUnit; readonly received_ms: string })[]
  >`
    select r.id, r.unit, r.device, r.staff, r.expected, r.found, r.after, r.level, r.difference, r.reason, r.at, r.received_ms, d.kiosk
    from replenishment r join device d on d.id = r.device_id
    where ${kiosk}::text is null or d.kiosk = ${kiosk} order by r.received_ms desc, r.message_id desc limit 200`;
  return rows.map(({ received_ms, ...row }) => ({ ...row, receivedAt: isoTime(Number(received_ms)) }));
}
