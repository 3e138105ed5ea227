import { ok, type Result } from '../../contract/result.ts';
import type { ReplenishBody } from '../../contract/technician/staff.ts';
import type { LedgerContext } from './card-commit.ts';
import { sealAndCommit } from './sealed-commit.ts';
import type { StoreError } from './store-error.ts';

/** Behind what citizens wait for, before ratings. */
const replenishPrio = 2;

/** Takes one replenishment: sealed message and audit record in one transaction, whoever did it by number. */
export async function commitReplenishment(
  { commit, audit }: Pick<LedgerContext, 'commit' | 'audit'>,
  body: ReplenishBody,
): Promise<Result<void, StoreError>> {
  const { id, unit, device, staff, expected, found, after, reason } = body;
  const placed = await sealAndCommit(commit, () =>
    ok({
      topic: 'tech.replenished' as const,
      prio: replenishPrio,
      orderKey: id,
      receiptNo: null,
      itemId: null,
      body: () => body,
      commit: () => {
        audit('tech.refill', { unit, device, staff, expected, found, after, reason }, null);
        return true;
      },
    }),
  );
  return placed.ok ? ok(undefined) : placed;
}
