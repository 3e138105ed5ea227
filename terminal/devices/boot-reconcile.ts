import type { Clock } from '../../contract/clock.ts';
import type { CardDispenser } from '../../drivers/card-dispenser/card-dispenser.ts';
import { type BinCounts, countedBins } from '../store/ledger.ts';
import type { Store } from '../store/store.ts';
import type { ClaimManager } from './claims.ts';
import type { Custodian } from './custodian.ts';

/**
 * Before a dispenser is offered to anybody: its counts as they were, then its acts and records against its sensors, all under a claim that nobody else can
 * have meanwhile. Resolves with the devices that are in order; one that is away or blocked stays claimed until it is, or until `signal` is aborted.
 * Source: docs/design/device-model.md, journal: `intended` rows, then `sent`, then open custody.
 */
export async function reconcileCardsAtBoot({
  dispensers,
  claims,
  custodian,
  store,
  clock,
  signal,
}: {
  readonly dispensers: readonly CardDispenser[];
  readonly claims: ClaimManager;
  readonly custodian: Custodian;
  readonly store: Store;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}): Promise<readonly string[]> {
  const settled = await Promise.all(
    dispensers.map(async (dispenser) => {
      const request = { owner: 'boot', purpose: 'reconcile', waitMs: 0, priority: 'recovery' } as const;
      const claimed = await claims.claim([dispenser.id], request);
      if (!claimed.ok) return null;
      restoreCounts(dispenser, store.bins.counts(dispenser.id));
      // The journal has each reset before it began: the budget of three in ten minutes outlives a crash.
      dispenser.recallRecoveries(store.acts.recoveries(dispenser.id).map((at) => clock.wallMs() - at));
      try {
        const end = await custodian.settle(dispenser.id, claimed.value.token, signal);
        return end === 'settled' ? dispenser.id : null;
      } finally {
        claimed.value.release();
      }
    }),
  );
  return settled.filter((id) => id !== null);
}

/** Counts survive power cuts here, not in the driver. */
function restoreCounts(dispenser: CardDispenser, counts: BinCounts): void {
  for (const bin of countedBins) {
    const known = counts[bin];
    if (known !== null) dispenser.setCount(bin, known.count, known.initial);
  }
}
