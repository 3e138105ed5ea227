import type { Evidence } from '../../contract/device.ts';
import type { CardBins } from './card-bins.ts';
import type { CardPosition } from './card-dispenser.ts';
import type { Seen } from './dispenser-wire.ts';
import type { Before } from './motion-verdict.ts';

/**
 * What a look says, in the form that the act journal keeps. `binCount` is the device's own persistent counter; `hopperCount`, `retainCount` and
 * `fed` are those of the facade; `restarts` says how often the driver `life` found the unit restarted. No personal data: positions, levels, counts.
 */
export function evidenceOf(seen: Seen | null, bins: CardBins, at: string, extra: Evidence['values']): Evidence {
  return {
    at,
    values: {
      position: seen?.position ?? 'unknown',
      raw: seen?.raw ?? null,
      hopper: seen?.hopper ?? 'unknown',
      bin: seen?.bin ?? 'unknown',
      binCount: seen?.binCount ?? null,
      hopperCount: bins.count('hopper'),
      retainCount: bins.count('retain'),
      fed: bins.fed,
      ...extra,
    },
  };
}

const positions: readonly CardPosition[] = ['none', 'inside', 'exit', 'unknown'];

/** The part of the evidence that decides; what is missing or foreign in it counts as not known. */
export function beforeOf({ values }: Evidence): Before {
  const { binCount, position: seen } = values;
  return {
    position: positions.find((position) => position === seen) ?? 'unknown',
    binCount: typeof binCount === 'number' ? binCount : null,
  };
}
