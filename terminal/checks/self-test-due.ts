/** Time of day at which a machine tests itself where its configuration says nothing. */
export const defaultSelfTestAt = '07:30';

export interface DueFacts {
  /** Nobody is there, and nobody was for a while: the rule of terminal/upkeep.ts. */
  readonly isIdle: boolean;
  /** Wall clock, corrected by the hub where it has told the time. */
  readonly wallMs: number;
  /** `07:30`, the city's time. */
  readonly at: string;
  readonly last: { readonly atMs: number; readonly hasFailed: boolean } | null;
}

const dayMs = 86_400_000;
/** The city has one time zone, UTC+8, and no summer time. */
const zoneMs = 8 * 3_600_000;
/** What failed is looked at again so often, so that what was mended is known before the next morning. */
export const retryMs = 3_600_000;

/**
 * Whether the unattended run is due. Once after `at` on each day, at the first idle moment; a machine that was off then makes it up. Never tested, or tested in the
 * future (a clock that went back): due. Pure.
 */
export function selfTestDue({ isIdle, wallMs, at, last }: DueFacts): boolean {
  if (!isIdle) return false;
  if (last === null || last.atMs > wallMs) return true;
  if (last.hasFailed && wallMs - last.atMs >= retryMs) return true;
  return last.atMs < latestDueMs(wallMs, at);
}

/** The last moment, now included, at which the clock of the city showed `at`. */
export function latestDueMs(wallMs: number, at: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const midnight = Math.floor((wallMs + zoneMs) / dayMs) * dayMs - zoneMs;
  const today = midnight + (hours * 60 + minutes) * 60_000;
  return today <= wallMs ? today : today - dayMs;
}
