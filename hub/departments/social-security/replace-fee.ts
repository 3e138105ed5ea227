import type { StoredCard } from '../city-store.ts';

/** docs/domain/catalogue.md, S04 (°), in fen. */
const replaceFeeFen = 2000;
const freeReasons = ['expired', 'photo'];

/**
 * Fee for a new card instead of an old one: free are an expired card, a new photo, and a card that broke within a year of its issue: not the holder's doing.
 * @param reason code of the catalogue (`replaceReason`); null or unknown = the full fee
 * @param cardId the chosen card; null = the newest that is no card in production
 * @param cards newest first
 */
export function replaceFee(
  reason: string | null,
  cardId: string | null,
  cards: readonly Pick<StoredCard, 'cardId' | 'state' | 'issued'>[],
  today: string,
): number {
  if (reason !== null && freeReasons.includes(reason)) return 0;
  if (reason !== 'damaged') return replaceFeeFen;
  const known = cards.filter((card) => card.state !== 'cancelled' && card.state !== 'inProduction');
  const card = cardId === null ? known[0] : known.find((one) => one.cardId === cardId);
  const yearAgo = `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`;
  return card !== undefined && card.issued >= yearAgo ? 0 : replaceFeeFen;
}
