/** Closer than this the two clocks count as the same: answers tell whole seconds and take their time to come. */
const sameWithinMs = 2000;

let aheadMs = 0;

/**
 * Learns from the `date` of an answer how far the hub's clock is ahead of this computer's. Times that the page shows are the hub's; on a computer whose clock is wrong, "3 min ago" and the end of a mute
 * would be wrong by as much.
 * @param nowMs of this computer's wall clock when the answer came, milliseconds
 */
export function learnHubTime(date: string | null, nowMs: number): void {
  const said = Date.parse(date ?? '');
  if (Number.isNaN(said)) return;
  const ahead = said + 500 - nowMs;
  aheadMs = Math.abs(ahead) < sameWithinMs ? 0 : ahead;
}

/** The wall clock of the hub, milliseconds since 1970, as far as this page knows it. */
export const hubNow = (): number => Date.now() + aheadMs;
