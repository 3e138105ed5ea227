import type { HeldSupply } from '../../contract/heartbeat-facts.ts';

/** A supply as it was seen last. */
export interface KnownSupply {
  readonly device: string;
  readonly supply: string;
  readonly state: string;
  readonly count: number | null;
  readonly sinceMs: number;
  readonly dueSinceMs: number | null;
  readonly madeMs: number;
}

export interface SupplyChange {
  readonly device: string;
  readonly supply: string;
  readonly state: HeldSupply['state'];
  /** Pieces left, of what is used up; null = nobody counts it, or it is a bin. */
  readonly left: number | null;
  readonly count: number | null;
  /** Pieces used since it was seen last. */
  readonly used: number;
  readonly sinceMs: number;
  readonly dueSinceMs: number | null;
}

/** A forecast without a change of the count is made anew after this: less is used on a day of which nothing is heard. */
const forecastLifeMs = 86_400_000;

/** No machine uses more between two looks, and a counter that was garbage must not run over the sums of a day. */
const usedAtMost = 10_000;

/** What fills up instead of running out. */
const isBin = (supply: string): boolean => /retain|reject|waste|capture/i.test(supply);

/**
 * What has changed of the supplies of one machine. Fewer pieces than before were used; more is a refill, and says nothing of what was used just before it. Pure.
 * @param held what its heartbeat says; a supply that is no more among them is gone
 */
export function supplyChanges(
  known: readonly KnownSupply[],
  held: readonly HeldSupply[],
  nowMs: number,
): { readonly changes: readonly SupplyChange[]; readonly gone: readonly KnownSupply[] } {
  const keyOf = (device: string, supply: string) => `${device} ${supply}`;
  const before = new Map(known.map((one) => [keyOf(one.device, one.supply), one]));
  const now = new Map(held.map((one) => [keyOf(one.device, one.id), one]));
  const changes: SupplyChange[] = [];
  for (const [key, { device, id, count, state }] of now) {
    const was = before.get(key);
    const isSame = was !== undefined && was.count === count && was.state === state;
    if (isSame && nowMs - was.madeMs < forecastLifeMs) continue;
    const used =
      was === undefined || was.count === null || count === null || isBin(id)
        ? 0
        : Math.min(usedAtMost, Math.max(0, was.count - count));
    changes.push({
      ...{ device, supply: id, state, count, left: isBin(id) ? null : count, used },
      sinceMs: was?.sinceMs ?? nowMs,
      dueSinceMs: state === 'ok' ? null : (was?.dueSinceMs ?? nowMs),
    });
  }
  return { changes, gone: known.filter(({ device, supply }) => !now.has(keyOf(device, supply))) };
}

/** Days below which a supply is ordered and brought. */
export const orderDays = 2;

/** Whether somebody should bring more: the machine says so, or it ends sooner than an order takes. */
export const isDue = (state: string, daysLeft: number | null): boolean =>
  state !== 'ok' || (daysLeft !== null && daysLeft < orderDays);
