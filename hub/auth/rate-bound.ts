import type { Clock } from '../../contract/clock.ts';

/** A token bucket per key, in this instance's memory: a bound against floods, not an account. */
export interface RateBound {
  /** False when `key` has used up its share; nothing is taken then. */
  take(key: string): boolean;
}

/** How full a bucket was when something was last taken from it. */
export interface Bucket {
  readonly level: number;
  readonly at: number;
}

/**
 * Whoever makes up a new key for every request costs memory for as long as a bucket takes to fill.
 * @param perSecond refill
 * @param burst size of the bucket
 * @param buckets where they are kept, by key
 */
export function createRateBound(
  clock: Clock,
  perSecond: number,
  burst: number,
  buckets: Map<string, Bucket> = new Map(),
): RateBound {
  const fullAgainMs = (burst / perSecond) * 1000;
  return {
    take(key) {
      const now = clock.monoMs();
      // A full bucket is as good as none; the oldest stand first.
      for (const [oldest, { at }] of buckets) {
        if (now - at < fullAgainMs) break;
        buckets.delete(oldest);
      }
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
