/** Pauses of the agent, milliseconds. */
export const pauses = {
  /** Network, servers, files that were spoilt on their way. */
  baseMs: 5_000,
  ceilingMs: 15 * 60_000,
  /** What was refused may be right later: metadata that is signed anew, room that is made on the disk. */
  refusedBaseMs: 5 * 60_000,
  refusedCeilingMs: 6 * 60 * 60_000,
} as const;

/** A fraction in [0, 1). */
export type Fraction = () => number;

/** Full jitter: a fraction of the base doubled with each failure, up to the ceiling. A street of machines does not come back at once. Pure. @param failures in a row before this pause, from 0 */
export function fullJitterMs(baseMs: number, ceilingMs: number, failures: number, fraction: number): number {
  return fraction * Math.min(ceilingMs, baseMs * 2 ** Math.min(failures, 30));
}

/** Milliseconds to the next attempt: grows with failures up to a ceiling, spread over the whole (full jitter). @param fraction random, 0 to 1 */
export function pauseMs(failures: number, isRefused: boolean, fraction: number): number {
  return isRefused
    ? fullJitterMs(pauses.refusedBaseMs, pauses.refusedCeilingMs, failures, fraction)
    : fullJitterMs(pauses.baseMs, pauses.ceilingMs, failures, fraction);
}
