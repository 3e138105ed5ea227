import { ok, type Result } from '../../contract/result.ts';
import type { RegisterItem } from '../../contract/technician/register.ts';
import type { WorkRecord } from '../../contract/technician/work-orders.ts';
import type { AuditData } from '../audit/audit-types.ts';
import type { LedgerContext } from './card-commit.ts';
import { writeMeta } from './meta.ts';
import { sealAndCommit } from './sealed-commit.ts';
import type { StoreError } from './store-error.ts';

/** Behind what citizens wait for, before ratings: as replenishments. */
const staffPrio = 2;

/** What somebody of the staff did, for the hub. */
export type StaffRecord = {
  /** What this machine knows of it from then on, in the same transaction. */
  readonly keep: { readonly key: string; readonly value: string };
} & (
  | { readonly topic: 'tech.work'; readonly body: WorkRecord; readonly audit: AuditData<'tech.order'> }
  | { readonly topic: 'tech.item'; readonly body: RegisterItem; readonly audit: AuditData<'tech.item'> }
);

/** Takes one record: sealed message, audit record and what the machine keeps of it in one transaction. Records of one order or item stay in their order. */
export async function commitStaffRecord(
  { commit, audit }: Pick<LedgerContext, 'commit' | 'audit'>,
  record: StaffRecord,
): Promise<Result<void, StoreError>> {
  const orderKey = record.topic === 'tech.work' ? `work-${record.body.orderId}` : record.body.id;
  const placed = await sealAndCommit(commit, () =>
    ok({
      ...{ topic: record.topic, prio: staffPrio, orderKey, receiptNo: null, itemId: null },
      body: () => record.body,
      commit: () => {
        if (record.topic === 'tech.work') audit('tech.order', record.audit, null);
        else audit('tech.item', record.audit, null);
        writeMeta(commit.db, record.keep.key, record.keep.value);
        return true;
      },
    }),
  );
  return placed.ok ? ok(undefined) : placed;
}
