import { randomBytes } from 'node:crypto';

/** Gives `count` random bytes. Tests pass a seeded one. */
export type Random = (count: number) => Uint8Array;

/** Bytes fetched at a time: a call into OpenSSL costs as much for 4 KiB as for ten bytes. */
const poolBytes = 4096;
let pool = Buffer.alloc(0);
/** Bytes of the pool that were given out. */
let given = 0;

/** The operating system's generator. Each byte is given out once, in memory of its own. */
export const systemRandom: Random = (count) => {
  if (count > poolBytes) return randomBytes(count);
  if (pool.length - given < count) {
    pool = randomBytes(poolBytes);
    given = 0;
  }
  // By hand: views and copies of typed arrays cost more than so few bytes, and this stands in every commit.
  const bytes = new Uint8Array(count);
  for (let n = 0; n < count; n += 1) {
    bytes[n] = pool[given + n] ?? 0;
    pool[given + n] = 0;
  }
  given += count;
  return bytes;
};

/** A number in [0, 1) with 48 random bits. */
export function randomFraction(random: Random): number {
  let value = 0;
  for (const byte of random(6)) value = value * 256 + byte;
  return value / 2 ** 48;
}
