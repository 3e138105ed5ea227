/**
 * Seconds to show, counted down from the moment the snapshot came. Rounds up, so that "1" stands until the end, and never goes below 0.
 * @param endsInMs   what the snapshot said
 * @param elapsedMs  monotonic time since then
 */
export function secondsLeft(endsInMs: number, elapsedMs: number): number {
  return Math.max(0, Math.ceil((endsInMs - elapsedMs) / 1000));
}

/** Part of the time that is left, 1 … 0, for the ring around the number. */
export function partLeft(endsInMs: number, elapsedMs: number): number {
  if (endsInMs <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - elapsedMs / endsInMs));
}
