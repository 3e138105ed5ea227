/** The stroke that counted last; null = none yet. */
export type Struck = { readonly key: string; readonly atMs: number } | null;

/**
 * Whether a stroke counts: never the repetition of a key that is held (docs/domain/screens.md §7), nor the same key again within `guardMs` (EN 301 549 5.8).
 * Another key counts at once. A stroke that does not count does not begin the time anew: a trembling hand comes through once in each.
 * @param atMs monotonic time of the stroke
 */
export function strike(
  last: Struck,
  { key, repeat }: { readonly key: string; readonly repeat: boolean },
  atMs: number,
  guardMs: number,
): { readonly struck: Struck; readonly counts: boolean } {
  const isSame = last !== null && last.key === key && atMs - last.atMs < guardMs;
  if (repeat || isSame) return { struck: last, counts: false };
  return { struck: { key, atMs }, counts: true };
}
