import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { LedgerContext } from './card-commit.ts';
import { writeMeta } from './meta.ts';
import { sealAndCommit } from './sealed-commit.ts';
import type { StoreError } from './store-error.ts';

/** Behind what citizens wait for: as records of the staff. */
const updatePrio = 2;

/** What became of an update, for the hub. */
export interface UpdateRecord {
  readonly body: UpdateOutcome;
  /** What this machine keeps from then on, in the same transaction; read and made inside of it, since others may have written meanwhile. */
  readonly keep: { readonly key: string; make(): string };
}

/** Takes one outcome: sealed message and what the machine keeps of it in one transaction. They stay in their order. */
export async function commitUpdateOutcome(
  { commit }: Pick<LedgerContext, 'commit'>,
  { body, keep }: UpdateRecord,
): Promise<Result<void, StoreError>> {
  const placed = await sealAndCommit(commit, () =>
    ok({
      ...{ topic: 'tech.update' as const, prio: updatePrio, orderKey: 'update', receiptNo: null, itemId: null },
      body: () => ({ format: 'yitiji-update/1', ...body }),
      commit: () => {
        writeMeta(commit.db, keep.key, keep.make());
        return true;
      },
    }),
  );
  return placed.ok ? ok(undefined) : placed;
}
