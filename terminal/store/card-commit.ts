import type { CustodyBody } from '../../contract/envelope.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { AuditData, AuditType } from '../audit/audit-types.ts';
import { countsAfter } from './bin-rows.ts';
import type { CountChange, CustodyRow, NewCustody } from './ledger.ts';
import { type Draft, type SealedCommitContext, sealAndCommit } from './sealed-commit.ts';
import type { Db } from './sqlite.ts';
import type { StoreError } from './store-error.ts';

/** What the parts of the store that know cards need of it. */
export interface LedgerContext {
  readonly db: Db;
  readonly commit: SealedCommitContext;
  enqueue<T>(job: () => Promise<Result<T, StoreError>>): Promise<Result<T, StoreError>>;
  audit<T extends AuditType>(type: T, data: AuditData<T>, session: string | null): void;
  guard<T>(fn: () => T): Result<T, StoreError>;
}

/** Custody goes before prints and after loss reports: somebody may be standing at a counter asking for a card. */
const custodyPrio = 1;

/** Where an item is now, for the message. */
export type ItemNow = Pick<CustodyRow, 'id' | 'kind' | 'direction' | 'state'> & Pick<NewCustody, 'session'>;

/** One message of topic `custody.changed` with everything that becomes true with it. */
export function custodyDraft(
  db: Db,
  about: {
    readonly deviceId: string;
    readonly orderKey: string;
    readonly receiptNo: string | null;
    readonly act: CustodyBody['act'];
    readonly item: ItemNow | null;
    readonly counts: readonly CountChange[];
    commit(wallMs: number): boolean;
  },
): Draft {
  const { deviceId, orderKey, receiptNo, act, item } = about;
  return {
    topic: 'custody.changed',
    prio: custodyPrio,
    orderKey,
    receiptNo,
    itemId: null,
    body: () => ({
      format: 'yitiji-custody/1',
      device: deviceId,
      receiptNo,
      act,
      custody:
        item === null
          ? null
          : {
              id: item.id,
              kind: item.kind,
              direction: item.direction,
              state: item.state,
              isOrphan: item.session === null,
            },
      counts: countsAfter(db, deviceId, about.counts),
    }),
    commit: (_place, wallMs) => about.commit(wallMs),
  };
}

/**
 * As `sealAndCommit`, but a machine that was never enrolled commits as well, without a message: there is no hub yet that could miss it, while a card
 * that moves must be on record whatever else is set up. Must run inside the store's serial queue.
 */
export async function commitCard(
  context: SealedCommitContext,
  predict: () => Result<Draft, StoreError>,
): Promise<Result<void, StoreError>> {
  if (context.sealing() !== null) {
    const placed = await sealAndCommit(context, predict);
    return placed.ok ? ok(undefined) : placed;
  }
  if (context.isClosed()) return err({ code: 'closed', detail: 'the store was closed' });
  const draft = predict();
  if (!draft.ok) return draft;
  const { commit } = draft.value;
  const wallMs = context.trustedWallMs();
  return context.db.transaction(() => commit({ id: '', seq: 0 }, wallMs)).immediate()
    ? ok(undefined)
    : err({ code: 'contended', detail: 'another process changed the record at the same moment' });
}
