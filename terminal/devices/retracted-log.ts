import type { ChipIdentity } from '../../drivers/card-dispenser/card-dispenser.ts';
import type { CardDeps } from './dispense-act.ts';

/**
 * Tells that a card went to the bin (custody rule 5): which bin, how many are in it now, and enough of an id to find this one among them, never a whole one.
 * @param dwellMs how long it was within reach; left out when nobody measured it: then by the record, 0 for a card that was never offered
 */
export function logRetracted(
  custodyId: string,
  { dispenser, store, clock, log }: CardDeps,
  o: { readonly dwellMs?: number; readonly chip?: ChipIdentity | null } = {},
): void {
  const { chip = null } = o;
  const offered = store.custody.history(custodyId).findLast(({ event }) => event === 'presented');
  // Wall clock: the offer may have been before a power cut, and nothing else outlives it.
  const sinceOffer = offered === undefined ? 0 : Math.max(0, clock.wallMs() - offered.wallMs);
  log('device.media.retracted', {
    deviceId: dispenser.id,
    bin: 'retain',
    count: store.bins.counts(dispenser.id).retain?.count ?? -1,
    item: chip === null ? `record:…${custodyId.slice(-4)}` : `chip:…${chip.id.slice(-4)}`,
    dwellMs: Math.round(o.dwellMs ?? sinceOffer),
  });
}
