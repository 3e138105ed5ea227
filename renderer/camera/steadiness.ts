import type { QualityHint } from './frame-quality.ts';

/** A picture that was good this many looks is taken: about a second. */
const steadyLooks = 8;
/** A hint stands at least this many looks: words that flicker help nobody. */
const hintLooks = 4;

/** What the looks at a live picture have come to. */
export interface Steadiness {
  /** The hint that stands; null = good. */
  readonly hint: QualityHint | null;
  /** Looks since another hint would have stood. */
  readonly looks: number;
  /** Good looks in a row. */
  readonly steady: number;
}

export const unsteady: Steadiness = { hint: 'hold', looks: 0, steady: 0 };

/** How long the picture has been good, 0 … 1; at 1 it is taken. */
export const partOfSteady = ({ steady }: Steadiness): number => Math.min(1, steady / steadyLooks);

/**
 * One more look. Pure. Taken or not, a picture may become good again.
 * @param hint what this look says; null = good
 * @param isSeen whether the picture stands before the citizen: behind a warning nobody sees that it would be taken, and whoever was meant may have gone
 */
export function looked(
  before: Steadiness,
  hint: QualityHint | null,
  isSeen: boolean,
): { readonly now: Steadiness; readonly takes: boolean } {
  if (!isSeen) return { now: unsteady, takes: false };
  const steady = hint === null ? (before.steady % (steadyLooks * 3)) + 1 : 0;
  const stays = hint !== null && hint !== before.hint && before.looks + 1 < hintLooks;
  const now = stays ? { hint: before.hint, looks: before.looks + 1, steady } : { hint, looks: 0, steady };
  return { now, takes: steady === steadyLooks };
}
