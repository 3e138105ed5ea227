const dayMs = 86_400_000;
/** Longest past that counts: how much is used changes with the seasons. */
export const forecastWindowMs = 28 * dayMs;
/** A week has quiet days and busy ones: with less nothing is told. */
const shortestDays = 7;
/** Fewer uses say nothing of a day. */
const fewestUses = 10;

/** Why no forecast is told: too little history, nobody counts, nothing was used. */
export type ForecastUnknown = 'history' | 'count' | 'use';

export interface Forecast {
  /** Whole days, rounded down. */
  readonly daysLeft: number | null;
  readonly perDay: number | null;
  readonly unknown: ForecastUnknown | null;
}

/**
 * How long a supply lasts, from what was used of it; what is not known is said, never guessed. Machines and hub say the same. Pure.
 * @param left what is there now; null = nobody counts it
 * @param sinceMs since when its use is known, milliseconds
 * @param used pieces used since then, within `forecastWindowMs`
 * @param uses in how many uses, where that is known; default `used`
 */
export function forecastOf(
  {
    left,
    sinceMs,
    used,
    uses = used,
  }: { readonly left: number | null; readonly sinceMs: number; readonly used: number; readonly uses?: number },
  nowMs: number,
): Forecast {
  const unknown = (why: ForecastUnknown): Forecast => ({ daysLeft: null, perDay: null, unknown: why });
  if (left === null) return unknown('count');
  const days = (nowMs - Math.max(sinceMs, nowMs - forecastWindowMs)) / dayMs;
  if (days < shortestDays) return unknown('history');
  if (uses === 0) return unknown('use');
  if (uses < fewestUses) return unknown('history');
  const perDay = used / days;
  if (perDay <= 0) return unknown('use');
  return { daysLeft: Math.floor(left / perDay), perDay, unknown: null };
}
