import type { RefillUnit, ReplenishBody } from '../../contract/technician/staff.ts';

/**
 * One replenishment, from before to after. Pure. Paper takes one person and its sensor decides; cards and bins take two with a PIN each, and are counted before and after:
 * what was found is compared with the ledger, and a difference needs a reason (docs/domain/technician-and-operations.md §6).
 */
export const differenceReasons = ['miscount', 'taken', 'stuck', 'unknown'] as const;
export type DifferenceReason = (typeof differenceReasons)[number];

/** What one person may fill alone. */
export const needsTwo = (unit: RefillUnit): boolean => unit !== 'paper';

export type RefillStep = 'second' | 'found' | 'after' | 'reason' | 'load' | 'confirm' | 'ending';

export interface Refill {
  readonly id: string;
  readonly unit: RefillUnit;
  readonly device: string;
  readonly step: RefillStep;
  /** The one who began, and the second person. */
  readonly staff: readonly string[];
  /** The second person has typed a number and not yet a PIN. */
  readonly secondId: string | null;
  readonly expected: number | null;
  readonly found: number | null;
  readonly after: number | null;
  readonly reason: DifferenceReason | null;
  readonly error: 'wrong' | 'same' | null;
  /** The ledger has these counts: what the hub is told must be the same, so nothing goes back any more. */
  readonly isCounted: boolean;
}

export type RefillEvent =
  | { readonly type: 'secondId'; readonly staffId: string }
  /** The PIN of the second person was right; `expected`: what the ledger says, now that the unit is ours. */
  | { readonly type: 'second'; readonly staffId: string; readonly expected: number | null }
  | { readonly type: 'secondWrong' }
  | { readonly type: 'count'; readonly what: 'found' | 'after'; readonly count: number }
  | { readonly type: 'reason'; readonly reason: DifferenceReason }
  | { readonly type: 'loaded' }
  | { readonly type: 'confirmed' }
  /** It could not be written, or only in the ledger: once more. */
  | { readonly type: 'notEnded'; readonly isCounted: boolean }
  | { readonly type: 'back' };

/** A refill before anything was counted. */
export function beginRefill(o: {
  readonly id: string;
  readonly unit: RefillUnit;
  readonly device: string;
  readonly staffId: string;
}): Refill {
  const { id, unit, device, staffId } = o;
  const step: RefillStep = needsTwo(unit) ? 'second' : 'load';
  const none = {
    secondId: null,
    expected: null,
    found: null,
    after: null,
    reason: null,
    error: null,
    isCounted: false,
  };
  return { id, unit, device, step, staff: [staffId], ...none };
}

/** `found` − `expected`; null = one of them is not known. */
export const differenceOf = ({ found, expected }: Pick<Refill, 'found' | 'expected'>): number | null =>
  found === null || expected === null ? null : found - expected;

/** What does not fit the step changes nothing. */
export function stepRefill(refill: Refill, event: RefillEvent): Refill {
  switch (event.type) {
    case 'secondId': {
      if (refill.step !== 'second') return refill;
      const isSame = refill.staff.includes(event.staffId);
      return { ...refill, secondId: isSame ? null : event.staffId, error: isSame ? 'same' : null };
    }
    case 'second':
      if (refill.step !== 'second' || refill.staff.includes(event.staffId)) return refill;
      return {
        ...refill,
        step: 'found',
        staff: [...refill.staff, event.staffId],
        expected: event.expected,
        error: null,
      };
    case 'secondWrong':
      return refill.step === 'second' ? { ...refill, secondId: null, error: 'wrong' } : refill;
    case 'count': {
      if (refill.step !== event.what || !isCount(event.count)) return refill;
      if (event.what === 'found') return { ...refill, found: event.count, step: 'after' };
      const counted = { ...refill, after: event.count };
      return { ...counted, step: (differenceOf(counted) ?? 0) === 0 ? 'confirm' : 'reason' };
    }
    case 'reason':
      return refill.step === 'reason' ? { ...refill, reason: event.reason, step: 'confirm' } : refill;
    case 'loaded':
      return refill.step === 'load' ? { ...refill, step: 'ending' } : refill;
    case 'confirmed':
      return refill.step === 'confirm' ? { ...refill, step: 'ending' } : refill;
    case 'notEnded':
      if (refill.step !== 'ending') return refill;
      return { ...refill, step: refill.unit === 'paper' ? 'load' : 'confirm', isCounted: event.isCounted };
    case 'back':
      return stepBack(refill);
  }
}

function stepBack(refill: Refill): Refill {
  switch (refill.step) {
    case 'second':
      return { ...refill, secondId: null, error: null };
    case 'after':
      return { ...refill, step: 'found', found: null };
    case 'reason':
    case 'confirm':
      return refill.unit === 'paper' || refill.isCounted
        ? refill
        : { ...refill, step: 'after', after: null, reason: null };
    default:
      return refill;
  }
}

export const largestCount = 99_999;
const isCount = (count: number): boolean => Number.isSafeInteger(count) && count >= 0 && count <= largestCount;

/** The signed record. @param level what the sensor of the unit says at the end */
export function recordOf(refill: Refill, level: string, at: string): ReplenishBody {
  const { id, unit, device, staff, expected, found, after, reason } = refill;
  return {
    ...{ format: 'yitiji-replenish/1', id, unit, device, staff: [...staff], expected, found, after, level },
    ...{ difference: differenceOf(refill), reason, at },
  } as const;
}
