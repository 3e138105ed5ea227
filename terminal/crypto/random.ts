import { randomBytes } from 'node:crypto';

/** Gives `count` random bytes. Tests pass a seeded one. */
export type Random = (count: number) => Uint8Array;

/** The operating system's generator. */
export const systemRandom: Random = (count) => randomBytes(count);

/** A number in [0, 1) with 48 random bits. */
export function randomFraction(random: Random): number {
  let value = 0;
  for (const byte of random(6)) value = value * 256 + byte;
  return value / 2 ** 48;
}
