/** "Somebody is there" is told at most this often: the terminal counts time limits in tens of seconds. */
export const presenceEveryMs = 5000;

/**
 * Whether a touch is told to the terminal service.
 * @param lastMs  monotonic time of the last one told, or null
 */
export function tellsPresence(lastMs: number | null, nowMs: number): boolean {
  return lastMs === null || nowMs - lastMs >= presenceEveryMs;
}
