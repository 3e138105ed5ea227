import type { Random } from '../crypto/random.ts';
import { randomFraction } from '../crypto/random.ts';

/** When to try again. Pure; all figures in milliseconds. */
export const retryFigures = {
  baseMs: 2_000,
  ceilingMs: 15 * 60_000,
  /** After the network is back, so that a street of machines does not come at once. */
  networkUpSpreadMs: 60_000,
  bootSpreadMs: 60_000,
} as const;

/** Full jitter: random in [0, min(15 min, 2 s × 2ⁿ)). @param failures in a row before this pause, from 0 */
export function backoffMs(failures: number, random: Random): number {
  return randomFraction(random) * Math.min(retryFigures.ceilingMs, retryFigures.baseMs * 2 ** Math.min(failures, 30));
}

/** The hub's own wish is a floor, the jitter comes on top of nothing else. */
export function pauseMs(failures: number, random: Random, retryAfterMs = 0): number {
  return Math.max(retryAfterMs, backoffMs(failures, random));
}

/** Pause before the first batch of a boot: fixed per machine, nothing when a loss report waits. @param deviceHash first bytes of a hash of the device id */
export function bootJitterMs(deviceHash: Uint8Array, hasUrgent: boolean): number {
  if (hasUrgent) return 0;
  const fraction = ((deviceHash[0] ?? 0) * 256 + (deviceHash[1] ?? 0)) / 65_536;
  return Math.floor(fraction * retryFigures.bootSpreadMs);
}

/** Pause after the hub came back; loss reports do not wait. */
export function networkUpMs(random: Random, hasUrgent: boolean): number {
  return hasUrgent ? 0 : randomFraction(random) * retryFigures.networkUpSpreadMs;
}
