import type { RateBody } from '../../contract/envelope.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { LedgerContext } from './card-commit.ts';
import { sealAndCommit } from './sealed-commit.ts';
import type { RateInput } from './store.ts';
import type { StoreError } from './store-error.ts';

/** A rating can wait for everything else. */
const ratePrio = 3;

/** Takes one rating: sealed message and audit record in one transaction. By case, never by name (docs/domain/journeys.md J8). */
export async function commitRating(
  { commit, audit }: Pick<LedgerContext, 'commit' | 'audit'>,
  { session, ...rating }: RateInput,
): Promise<Result<void, StoreError>> {
  const body: RateBody = { format: 'yitiji-rate/1', ...rating };
  const { receiptNo, level } = rating;
  const placed = await sealAndCommit(commit, () =>
    ok({
      topic: 'case.rate',
      prio: ratePrio,
      orderKey: receiptNo,
      receiptNo,
      itemId: null,
      body: () => body,
      commit: () => {
        audit('rating', { receipt: receiptNo, level }, session);
        return true;
      },
    }),
  );
  return placed.ok ? ok(undefined) : placed;
}
