import type { RateBody } from '../../../contract/envelope.ts';
import { jsonText } from '../../database/json-text.ts';
import type { Sql, Tx } from '../../database/pool.ts';
import type { HubDeps } from '../../deps.ts';
import { orderWork } from '../work-orders/work-orders.ts';

/** Whoever says nothing in seven calendar days counts as 基本满意 (docs/domain/journeys.md J8, Guangdong trial rule). */
const unratedMs = 7 * 24 * 3_600_000;
const fairlySatisfied = 3;

/**
 * One rating per case: the first word of a person stands; the default gives way to a person's word that was only late. Words and callback number are sealed:
 * the keeper never sees who. A device that is named as faulty becomes work for somebody.
 *
 * Taken from any machine for any receipt, as J7 asks: whoever shows the receipt rates the case wherever they stand, and the machine says it later when the hub is
 * away. So a machine that is not honest could speak first for a receipt that it does not have; it counts for that receipt only, and once.
 * @param deviceId the machine at which it was said
 */
export async function takeRating(
  tx: Tx,
  deps: Pick<HubDeps, 'keys'>,
  body: RateBody,
  deviceId: string,
  nowMs: number,
): Promise<void> {
  const said = body.text !== '' || body.callback !== null;
  const words = said
    ? deps.keys.store.seal(`rating ${body.receiptNo}`, JSON.stringify({ text: body.text, callback: body.callback }))
    : null;
  const taken = await tx`insert into rating (receipt_no, level, reasons, reasons_version, words, at_ms, source)
    values (${body.receiptNo}, ${body.level}, ${jsonText(body.reasons)}::text::jsonb, ${body.reasonsVersion}, ${words}, ${nowMs}, 'person')
    on conflict (receipt_no) do update set level = excluded.level, reasons = excluded.reasons, reasons_version = excluded.reasons_version,
      words = excluded.words, at_ms = excluded.at_ms, source = 'person' where rating.source = 'default'
    returning receipt_no`;
  if (taken.length > 0) await orderWork(tx, { ...body, deviceId }, nowMs);
}

/** A repeated application is not counted: nothing was done there that could be rated. Harmless on several instances at once. */
export async function rateTheUnrated(sql: Sql | Tx, nowMs: number): Promise<void> {
  await sql`insert into rating (receipt_no, level, reasons, reasons_version, at_ms, source)
    select c.receipt_no, ${fairlySatisfied}, '[]', 0, ${nowMs}, 'default' from case_file c left join rating r on r.receipt_no = c.receipt_no
    where r.receipt_no is null and c.existing_receipt is null and c.settled_ms < ${nowMs - unratedMs} and c.message_id is not null limit 1000
    on conflict do nothing`;
}
