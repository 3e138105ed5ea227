import type { SocialSecurityCard } from '../../../contract/pulls/social-security.ts';

/** A card as the decision needs it. */
export interface KnownCard {
  readonly cardId: string;
  readonly state: SocialSecurityCard['state'];
  /** First report through this system; null = never, or reported elsewhere. */
  readonly receiptNo: string | null;
}

export interface LossReport {
  readonly receiptNo: string;
  readonly name: string;
  /** null: taken in offline, no card could be chosen; protects all that are in use. */
  readonly cardId: string | null;
}

export type LossDecision =
  | { readonly kind: 'block'; readonly cardIds: readonly string[] }
  /** In force already through an earlier report: the citizen gets what they came for and the first receipt. */
  | { readonly kind: 'existing'; readonly receiptNo: string }
  /** This very report was put in force before; answering again changes nothing. */
  | { readonly kind: 'alreadyThis' }
  | { readonly kind: 'refused'; readonly reason: 'personUnknown' | 'cardUnknown' | 'alreadyBlocked' };

/**
 * What the department does with a loss report. Idempotent on (person, item, target): two machines, or one machine twice, have one effect.
 * @param registeredName null when the number is unknown. A number with another name is treated the same, so that numbers cannot be tried out.
 */
export function decideLoss(
  report: LossReport,
  registeredName: string | null,
  cards: readonly KnownCard[],
): LossDecision {
  if (registeredName === null || !isSameName(registeredName, report.name)) {
    return { kind: 'refused', reason: 'personUnknown' };
  }
  const { cardId } = report;
  const meant = cards.filter((card) => isInHand(card) && (cardId === null || card.cardId === cardId));
  if (meant.length === 0) return { kind: 'refused', reason: 'cardUnknown' };
  // A temporary loss (by phone) ends by itself; the report at a machine makes it formal.
  const toBlock = meant.filter((card) => card.state !== 'formalLoss').map((card) => card.cardId);
  if (toBlock.length > 0) return { kind: 'block', cardIds: toBlock };
  const receipts = meant.flatMap((card) => (card.receiptNo === null ? [] : [card.receiptNo]));
  if (receipts.includes(report.receiptNo)) return { kind: 'alreadyThis' };
  const first = receipts[0];
  return first === undefined ? { kind: 'refused', reason: 'alreadyBlocked' } : { kind: 'existing', receiptNo: first };
}

export type UndoDecision =
  | { readonly kind: 'unblock'; readonly cardId: string }
  | { readonly kind: 'refused'; readonly reason: 'personUnknown' | 'cardUnknown' | 'cardReplaced' | 'notBlocked' };

/**
 * 解挂: only for a card that is blocked and was not replaced meanwhile.
 * @param cardId null = the one that is blocked, if it is the only one
 */
export function decideUndo(
  wish: { readonly name: string; readonly cardId: string | null },
  registeredName: string | null,
  cards: readonly (KnownCard & { readonly replaced: boolean })[],
): UndoDecision {
  if (registeredName === null || !isSameName(registeredName, wish.name)) {
    return { kind: 'refused', reason: 'personUnknown' };
  }
  const meant = cards.filter((card) => (wish.cardId === null ? isBlocked(card) : card.cardId === wish.cardId));
  const [card, second] = meant;
  if (card === undefined || second !== undefined) return { kind: 'refused', reason: 'cardUnknown' };
  if (card.replaced) return { kind: 'refused', reason: 'cardReplaced' };
  return isBlocked(card) ? { kind: 'unblock', cardId: card.cardId } : { kind: 'refused', reason: 'notBlocked' };
}

function isBlocked(card: KnownCard): boolean {
  return card.state === 'tempLoss' || card.state === 'formalLoss';
}

/** Somebody may have it in a pocket and use it. */
function isInHand(card: KnownCard): boolean {
  return card.state === 'normal' || card.state === 'inactive' || isBlocked(card);
}

/** Name field of the ID chip: 30 bytes UCS-2; a longer name is cut there. */
const chipNameUnits = 15;

/**
 * Same characters after Unicode normalisation; chips pad with blanks. A name that fills the chip's field may have been cut, so it needs only be the
 * beginning of the registered one: people with long names get the same service.
 */
export function isSameName(registered: string, given: string): boolean {
  const [full, read] = [registered.normalize('NFC').trim(), given.normalize('NFC').trim()];
  return full === read || (read.length === chipNameUnits && full.startsWith(read));
}
