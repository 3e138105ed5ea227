import type { Verdict } from '../../contract/hub-api.ts';
import { never } from '../../contract/result.ts';
import type { Settlement } from '../outbox/outbox.ts';

/** A message that failed this often while others went through is set aside. */
export const poisonAfter = 20;

/** What must be known of a message to judge another failure of it. */
export interface FailureHistory {
  /** Counted failures so far. */
  readonly attempts: number;
  /** Another message was taken since the last failure of this one. */
  readonly othersSucceeded: boolean;
}

/** A failure counts only while others succeed: a hub that takes nothing says nothing about one message. */
export function failureOf(id: string, code: string | undefined, history: FailureHistory): Settlement {
  const about = code === undefined ? { id } : { id, code };
  const isPoison = history.othersSucceeded && history.attempts + 1 >= poisonAfter;
  return isPoison ? { ...about, verdict: 'poison' } : { ...about, verdict: 'retry', counted: history.othersSucceeded };
}

/**
 * One settlement for every message that was sent, and for no other: a verdict on an id that was not in the batch is ignored, the first of two verdicts
 * counts, a missing one means keep.
 */
export function settlementsOf(
  sent: readonly string[],
  verdicts: readonly Verdict[],
  history: (id: string) => FailureHistory,
): readonly Settlement[] {
  const byId = new Map<string, Verdict>();
  for (const verdict of verdicts) if (!byId.has(verdict.id)) byId.set(verdict.id, verdict);
  return sent.map((id) => {
    const said = byId.get(id);
    if (said === undefined) return failureOf(id, 'missing', history(id));
    switch (said.verdict) {
      case 'retry':
        return failureOf(id, said.code, history(id));
      case 'accepted':
      case 'duplicate':
      case 'rejected':
      case 'conflict':
      case 'tooOld':
        return said.code === undefined ? { id, verdict: said.verdict } : { id, verdict: said.verdict, code: said.code };
      default:
        return never(said.verdict, 'settlementsOf');
    }
  });
}
