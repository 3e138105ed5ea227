/**
 * Five touches in the upper right corner of the idle page within a few seconds open the way for those who look after the machine. Nobody else does that by
 * chance, and nothing on the page tells of it.
 */
export const knockTouches = 5;
export const knockWithinMs = 4000;

/** Side of the corner, mm: a thumb. No button of the idle page stands there. */
export const knockCornerMm = 24;

/** Monotonic times of the touches that count so far. */
export type Knock = readonly number[];
export const noKnock: Knock = [];

export interface CornerTouch {
  readonly xPx: number;
  readonly yPx: number;
  /** Width of the page, px. */
  readonly widthPx: number;
  /** Side of the corner, px. */
  readonly cornerPx: number;
  /** Monotonic, ms. */
  readonly atMs: number;
}

/** Whether a touch lies in the corner. */
export function isInCorner({ xPx, yPx, widthPx, cornerPx }: Omit<CornerTouch, 'atMs'>): boolean {
  return yPx >= 0 && yPx < cornerPx && xPx > widthPx - cornerPx && xPx <= widthPx;
}

/**
 * Counts one touch. A touch elsewhere forgets those before; touches older than the time limit do not count. Whole once: the next touch begins anew.
 */
export function knocked(before: Knock, touch: CornerTouch): { readonly knock: Knock; readonly isWhole: boolean } {
  if (!isInCorner(touch)) return { knock: noKnock, isWhole: false };
  const recent = before.filter((atMs) => touch.atMs - atMs < knockWithinMs && touch.atMs >= atMs);
  const knock = [...recent, touch.atMs];
  return knock.length >= knockTouches ? { knock: noKnock, isWhole: true } : { knock, isWhole: false };
}
