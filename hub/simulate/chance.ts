/** Whole number of a seed, whatever text it is (FNV-1a, 32 bits). */
export function seedNumber(text: string): number {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/**
 * A number in [0, 1) that belongs to a seed and some whole numbers: what a machine does follows from who it is and not from the order in which it is asked. Quality does not matter here,
 * sameness does (mixing of MurmurHash3, public domain, A. Appleby).
 */
export function share(seed: number, ...parts: readonly number[]): number {
  let hash = seed >>> 0;
  for (const part of parts) {
    hash = mixed(hash ^ mixed(part >>> 0));
    hash = (Math.imul(hash, 5) + 0xe6546b64) >>> 0;
  }
  return mixed(hash) / 4_294_967_296;
}

function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
