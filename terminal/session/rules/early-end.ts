import type { EarlyEnd, SessionContext } from '../context.ts';
import { stepAt } from './visit-steps.ts';

/** Ends of an application that its citizen has to be told in other words than that it is saved. */
const ends: readonly string[] = ['refused', 'withdrawn', 'expired', 'duplicate'];

/**
 * What can be told of a visit that ends now without its citizen, so that nobody does a thing twice or waits for what never was. Pure.
 * @returns null = it asked for nothing
 */
export function earlyEnd({ visit, notice }: Pick<SessionContext, 'visit' | 'notice'>): EarlyEnd | null {
  if (visit === null) return null;
  const { item, result, messageId, act, order } = visit;
  if (messageId !== null) {
    const isSetAside = result?.state === 'unknown' && result.isSetAside === true;
    return isSetAside || ends.includes(result?.state ?? '') ? 'unknown' : 'stored';
  }
  // A rating is kept or not, and nobody waits for it.
  if (result !== null || (act !== null && act !== 'rate') || notice === 'submit.uncertain') return 'unknown';
  if (stepAt(visit)?.page === 'submit' && notice !== 'submit.failed') return 'unknown';
  if (!item.steps.some((step) => step.page === 'submit')) return null;
  return order.state === 'none' ? 'unsent' : 'unpaid';
}
