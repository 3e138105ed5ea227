import type { Sql, Tx } from '../../database/pool.ts';
import { readCards } from '../../departments/city-store.ts';
import { replaceFee } from '../../departments/social-security/replace-fee.ts';
import { textOf } from '../../worker/items/item-rule.ts';

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
