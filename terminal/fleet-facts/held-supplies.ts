import type { Bin, DeviceStatus, Supply } from '../../contract/device.ts';
import type { HeldLevel, HeldSupply } from '../../contract/heartbeat-facts.ts';

const mostSupplies = 48;
const nameFits = /^[A-Za-z0-9_.-]{1,32}$/;

/** Supplies and bins of all devices; what a driver does not know is left out. Pure. */
export function heldSupplies(statuses: readonly Pick<DeviceStatus, 'id' | 'supplies' | 'bins'>[]): HeldSupply[] {
  return statuses
    .flatMap(({ id: device, supplies, bins }) => [
      ...Object.entries(supplies).map(([id, supply]) => ({
        id,
        device,
        count: supply.count,
        state: supplyLevel(supply),
      })),
      ...Object.entries(bins).map(([id, bin]) => ({ id, device, count: bin.count, state: binLevel(bin) })),
    ])
    .flatMap(({ state, count, ...rest }) =>
      state === null || !nameFits.test(rest.id) ? [] : [{ ...rest, state, count: count ?? null }],
    )
    .slice(0, mostSupplies);
}

function supplyLevel({ level }: Pick<Supply, 'level'>): HeldLevel | null {
  if (level === 'unknown') return null;
  return level === 'full' ? 'ok' : level;
}

/** A bin that gives runs out; one that keeps becomes full. */
function binLevel({ kind, level }: Pick<Bin, 'kind' | 'level'>): HeldLevel | null {
  if (level === 'unknown') return null;
  if (kind !== 'supply') return level === 'full' ? 'full' : 'ok';
  return level === 'empty' ? 'out' : level === 'low' ? 'low' : 'ok';
}
