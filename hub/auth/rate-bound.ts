import type { Clock } from '../../contract/clock.ts';

/** A token bucket per key, in this instance's memory: a bound against floods, not an account. */
export interface RateBound {
  /** False when `key` has used up its share; nothing is taken then. */
  take(key: string): boolean;
}

/**
 * @param perSecond refill
 * @param burst size of the bucket
 */
export function createRateBound(clock: Clock, perSecond: number, burst: number): RateBound {
  const buckets = new Map<string, { level: number; at: number }>();
  return {
    take(key) {
      const now = clock.monoMs();
      const bucket = buckets.get(key) ?? { level: burst, at: now };
      const level = Math.min(burst, bucket.level + ((now - bucket.at) / 1000) * perSecond);
      if (level < 1) return false;
      // Re-inserted at the end, so that the oldest key is the first to be forgotten.
      buckets.delete(key);
      buckets.set(key, { level: level - 1, at: now });
      if (buckets.size > 100_000) buckets.delete(buckets.keys().next().value ?? key);
      return true;
    },
  };
}
