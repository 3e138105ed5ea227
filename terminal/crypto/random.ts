import { randomBytes } from 'node:crypto';

/** Gives `count` random bytes. Tests pass a seeded one. */
export type Random = (count: number) => Uint8Array;

/** Bytes fetched at a time: a call into OpenSSL costs as much for 4 KiB as for ten bytes. */
const poolBytes = 4096;
let pool = Buffer.alloc(0);

/** The operating system's generator. Each byte is given out once, in memory of its own. */
export const systemRandom: Random = (count) => {
  if (count > poolBytes) return randomBytes(count);
  if (pool.length < count) pool = randomBytes(poolBytes);
  const given = Uint8Array.from(pool.subarray(0, count));
  pool.fill(0, 0, count);
  pool = pool.subarray(count);
  return given;
};

/** A number in [0, 1) with 48 random bits. */
export function randomFraction(random: Random): number {
  let value = 0;
  for (const byte of random(6)) value = value * 256 + byte;
  return value / 2 ** 48;
}
