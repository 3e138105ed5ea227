import { randomUUID } from 'node:crypto';
import { type DeviceError, deviceError } from '../../contract/device.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type CountedBin, countedBins } from '../store/ledger.ts';
import type { StoreError } from '../store/store-error.ts';
import type { ClaimManager } from './claims.ts';
import type { CardDeps } from './dispense-act.ts';

/** A technician at the open machine. Nobody else has the device until `end` or `cancel`. */
export interface Exchange {
  /**
   * Closes it with what was counted; a bin that is left out keeps its count. Errors leave it open: count again, or `cancel`.
   * Counts before and after, with the operator, are stored and told to the hub.
   */
  end(counted: Partial<Record<CountedBin, number>>): Promise<Result<void, StoreError>>;
  /** Nothing was changed. */
  cancel(): Promise<void>;
}

/**
 * Drains the device for a refill or an emptying (custody rule 12): waits for the visit under way, then begins. Never while a card is in somebody's hands.
 * Errors, all `notStarted`: those of `ClaimManager.drain`; E_OCCUPIED custody or an act is open; E_INTERNAL the store cannot take it.
 * @param o.waitMs longest wait for the visit under way
 */
export async function openExchange(
  o: { readonly operator: string; readonly waitMs: number; readonly signal?: AbortSignal },
  claims: Pick<ClaimManager, 'drain'>,
  { dispenser, store, log }: CardDeps,
): Promise<Result<Exchange, DeviceError>> {
  const deviceId = dispenser.id;
  const { operator, ...wait } = o;
  const claimed = await claims.drain([deviceId], { owner: operator, purpose: 'exchange', ...wait });
  if (!claimed.ok) return claimed;
  const id = randomUUID();
  const before = store.bins.counts(deviceId);
  const begun = await store.bins.beginExchange({ id, deviceId, operator });
  if (!begun.ok) {
    claimed.value.release();
    const code = begun.error.code === 'custodyState' ? 'E_OCCUPIED' : 'E_INTERNAL';
    return err(deviceError(code, 'notStarted', { deviceId, phase: 'queued', epoch: dispenser.status().epoch }));
  }
  return ok({
    end: async (counted) => {
      const ended = await store.bins.endExchange(id, counted);
      if (!ended.ok) return ended;
      for (const bin of countedBins) {
        const after = counted[bin];
        if (after === undefined) continue;
        dispenser.setCount(bin, after);
        log('device.exchange.ended', { deviceId, bin, before: before[bin]?.count ?? -1, after });
      }
      claimed.value.release();
      return ended;
    },
    cancel: async () => {
      const abandoned = await store.bins.abandonExchange(id);
      // Ended already, or the disk is away: either way nobody is at the machine any more.
      if (!abandoned.ok)
        log('device.call.failed', {
          deviceId,
          call: 'exchange',
          code: 'E_INTERNAL',
          outcome: 'notDone',
          vendor: abandoned.error.code,
        });
      claimed.value.release();
    },
  });
}
