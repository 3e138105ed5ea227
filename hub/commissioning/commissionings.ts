import { verifyText } from '../../contract/signing.ts';
import type { CommissioningBody, CommissioningRow } from '../../contract/technician/commissioning.ts';
import { commissioningHash, signedText } from '../../contract/technician/commissioning-hash.ts';
import type { Sql, Tx } from '../database/pool.ts';
import { isoTime } from '../http.ts';

/**
 * Keeps one report, once for each number of a machine. Whether hash and signature hold is kept beside it: a report that was tampered with is shown as such, since it says something of the
 * machine that sent it.
 */
export async function takeCommissioning(
  tx: Tx,
  at: { readonly messageId: string; readonly deviceId: string; readonly nowMs: number },
  body: CommissioningBody,
): Promise<void> {
  const { messageId, deviceId, nowMs } = at;
  const keys = await tx<{ public_key: string }[]>`select public_key from device_key where device_id = ${deviceId}`;
  const [device] = await tx<{ kiosk: string }[]>`select kiosk from device where id = ${deviceId}`;
  const isSigned =
    commissioningHash(body) === body.hash &&
    body.number.startsWith(`${device?.kiosk ?? '?'}-`) &&
    keys.some(({ public_key }) => verifyText(public_key, signedText(body), body.signature));
  await tx`
    insert into commissioning (message_id, device_id, number, hash, is_signed, report, received_ms)
    values (${messageId}, ${deviceId}, ${body.number}, ${body.hash}, ${isSigned}, ${JSON.stringify(body)}::text::jsonb, ${nowMs}) on conflict do nothing`;
}

/** Newest first. @param kiosk null = of every machine */
export async function commissionings(sql: Sql, kiosk: string | null): Promise<readonly CommissioningRow[]> {
  const rows = await sql<{ report: CommissioningBody; kiosk: string; is_signed: boolean; received_ms: string }[]>`
    select c.report, c.is_signed, c.received_ms, d.kiosk
    from commissioning c join device d on d.id = c.device_id
    where ${kiosk}::text is null or d.kiosk = ${kiosk} order by c.received_ms desc, c.message_id desc limit 200`;
  return rows.map(({ report, kiosk: machine, is_signed, received_ms }) => ({
    ...report,
    kiosk: machine,
    isSigned: is_signed,
    receivedAt: isoTime(Number(received_ms)),
  }));
}
