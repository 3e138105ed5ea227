import type { Sql, Tx } from '../../database/pool.ts';
import { readCards } from '../../departments/city-store.ts';
import { replaceFee } from '../../departments/social-security/replace-fee.ts';
import type { HubDeps } from '../../deps.ts';
import { personToken } from '../../keys/store-key.ts';
import { type Application, captureDay, textOf } from '../../worker/items/item-rule.ts';

/**
 * What an application costs, in fen, by the department's own rule; what a machine says of it is not asked for. 0 = free, also for items that cost nothing at all.
 * @param answers those that the fee depends on; without them the full fee
 */
export async function feeOf(
  sql: Sql | Tx,
  about: { readonly itemId: string; readonly idNumber: string; readonly answers: Readonly<Record<string, unknown>> },
  today: string,
): Promise<number> {
  if (about.itemId !== 'ss.card.replace') return 0;
  const reason = textOf(about.answers, 'reason');
  const card = textOf(about.answers, 'card') || textOf(about.answers, 'cardId');
  const cards = await readCards(sql, about.idNumber.toUpperCase());
  return replaceFee(reason === '' ? null : reason, card === '' ? null : card, cards, today);
}

/**
 * Whether what an application costs is paid: it is free, or this order is for the same item, over the whole fee, by its subject or whoever acted for them, and has
 * bought nothing yet. What was free on the day it was handed in stays free: a queue that was long costs nobody anything. Holds the order until the transaction ends.
 */
export async function isFeePaid(
  tx: Tx,
  { keys }: Pick<HubDeps, 'keys'>,
  application: Application,
  orderId: string | null,
): Promise<boolean> {
  const feeFen = await feeOf(tx, application, captureDay(application));
  if (orderId === null) return feeFen === 0;
  const payers = [application.idNumber, application.actorNumber].map((idNumber) => personToken(keys.store, idNumber));
  const paid = await tx`select 1 from pay_order
    where id = ${orderId} and person = any(${payers}::text[]) and item_id = ${application.itemId} and amount_fen >= ${feeFen}
      and state = 'paid' and used_ms is null for update`;
  return paid.length > 0 || feeFen === 0;
}
