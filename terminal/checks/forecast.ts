import type { SupplyForecast } from '../../contract/checks.ts';
import { forecastOf, forecastWindowMs } from '../../contract/supply-forecast.ts';
import { type SupplyHistory, type SupplyName, supplyNames, type Use } from './supply-history.ts';

/** Days left of every supply, from what was used; what is not known is said, never guessed. Pure. */
export function forecastAll(history: SupplyHistory, nowMs: number): readonly SupplyForecast[] {
  return supplyNames.map((supply) => {
    const uses = history.uses[supply];
    const { sinceMs } = history;
    if (supply === 'cards') return forecast(supply, { sinceMs, uses, left: history.cards }, nowMs);
    const left = leftOfLoad(history.refills[supply] ?? [], uses, nowMs);
    // Nobody counts a roll: how long one lasts is learnt from the first that was used up.
    return left === null ? notKnown(supply, null, 'history') : forecast(supply, { sinceMs, uses, left }, nowMs);
  });
}

/** How many days a supply lasts at the rate of the last weeks. Without enough days on record there is none: nothing is invented. */
export function forecast(
  supply: SupplyName,
  {
    sinceMs,
    uses,
    left,
  }: { readonly sinceMs: number | null; readonly uses: readonly Use[]; readonly left: number | null },
  nowMs: number,
): SupplyForecast {
  const fromMs = Math.max(sinceMs ?? nowMs, nowMs - forecastWindowMs);
  const recent = uses.filter(({ atMs }) => atMs >= fromMs && atMs <= nowMs);
  const used = recent.reduce((sum, { count }) => sum + count, 0);
  return { supply, left, ...forecastOf({ left, sinceMs: fromMs, used, uses: recent.length }, nowMs) };
}

function notKnown(
  supply: SupplyName,
  left: number | null,
  unknown: NonNullable<SupplyForecast['unknown']>,
): SupplyForecast {
  return { supply, daysLeft: null, left, perDay: null, unknown };
}

/**
 * What is left of a load (a roll, a tray) that nobody counts: as much as the loads before gave, less what this one has given. Null before one load was used from
 * its beginning to its end.
 * @param refills moments at which it was loaded anew, ascending
 */
export function leftOfLoad(refills: readonly number[], uses: readonly Use[], nowMs: number): number | null {
  const known = refills.filter((atMs) => atMs <= nowMs);
  const between = (from: number, to: number) =>
    uses.filter(({ atMs }) => atMs >= from && atMs < to).reduce((sum, { count }) => sum + count, 0);
  const loads = known.slice(1).map((to, i) => between(known[i] ?? to, to));
  const last = known.at(-1);
  // The last five: another make of roll is another length.
  const usual = median(loads.slice(-5).filter((given) => given > 0));
  return last === undefined || usual === null ? null : Math.max(0, usual - between(last, nowMs + 1));
}

/** The lower one of two in the middle. */
function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null;
}
