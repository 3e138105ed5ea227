import { type Sql, transaction } from '../database/pool.ts';
import { personToken, type StoreKey } from '../keys/store-key.ts';

/**
 * Lets these people apply again as if for the first time: their applications count no more as the same act, their bookings are over, their reservations of
 * cards are void. Cases and receipts stay. Simulation only.
 */
export async function resetActs(sql: Sql, store: StoreKey, idNumbers: readonly string[], nowMs: number): Promise<void> {
  const tokens = idNumbers.map((idNumber) => personToken(store, idNumber));
  await transaction(sql, async (tx) => {
    await tx`update dept_application set is_live = false, outcome = 'reset' where id_number = any(${[...idNumbers]}::text[])`;
    await tx`delete from case_task t using case_file c where c.receipt_no = t.receipt_no and c.person = any(${tokens}::text[])`;
    await tx`update booking set state = 'past' where state = 'active' and person = any(${tokens}::text[])`;
    await tx`update draft set until_ms = ${nowMs} where state <> 'submitted' and owner = any(${tokens}::text[])`;
    await tx`update card_reservation set state = 'void', ended_ms = ${nowMs} where state in ('reserved', 'issuedPending') and person = any(${tokens}::text[])`;
  });
}
