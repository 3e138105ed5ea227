import type { RateBody } from '../../contract/envelope.ts';
import { ownReceiptNumber } from '../../contract/receipt-number.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { LedgerContext } from './card-commit.ts';
import { sealAndCommit } from './sealed-commit.ts';
import { type Db, prepared } from './sqlite.ts';
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
  const placed = await sealAndCommit(commit, () => {
    if (isRated(commit.db, receiptNo)) return err({ code: 'alreadyRated', detail: 'one rating a case' });
    return ok({
      topic: 'case.rate' as const,
      prio: ratePrio,
      orderKey: receiptNo,
      // A case may be rated wherever its citizen stands.
      receiptNo: ownReceiptNumber(receiptNo, commit.kiosk()),
      itemId: null,
      body: () => body,
      commit: () => {
        audit('rating', { receipt: receiptNo, level }, session);
        return true;
      },
    });
  });
  return placed.ok ? ok(undefined) : placed;
}

/** A rating of this case that was taken here before, delivered or not. */
function isRated(db: Db, receiptNo: string): boolean {
  return (
    prepared<[string], { one: number }>(
      db,
      "SELECT 1 AS one FROM outbox WHERE topic = 'case.rate' AND order_key = ? AND state NOT IN ('dead', 'waived') LIMIT 1",
    ).get(receiptNo) !== undefined
  );
}
