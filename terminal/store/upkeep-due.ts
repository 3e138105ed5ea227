/** What a machine does for its own store while nobody is there. */
export type UpkeepTask = 'ballast' | 'check' | 'backup' | 'stubs' | 'history';

/** Key of `meta`: when the whole database was read through last. */
export const checkedKey = 'upkeep.check';
/** Key of `meta`: when the last daily backup was made. Both by the clock that the hub corrects, milliseconds since 1970. */
export const backedUpKey = 'upkeep.backup';

export interface UpkeepFacts {
  /** Nobody is there, and nobody was for a while. */
  readonly isIdle: boolean;
  /** Wall clock, corrected by the hub where it has told the time. */
  readonly wallMs: number;
  /** The hub has told the time in this boot: only then may something be removed because of its age. */
  readonly isTimeKnown: boolean;
  /** When each was done last, by the same clock; null = never. */
  readonly lastMs: Readonly<Record<Exclude<UpkeepTask, 'ballast'>, number | null>>;
  /** Part of the disk that is used, 0–1; null = cannot be asked. */
  readonly diskUsed: number | null;
  readonly isBallastWanted: boolean;
  readonly isStoreOk: boolean;
}

const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** The city's night (UTC+8), in which the whole database is read. */
const nightHours = { from: 2, to: 5 } as const;
/** A machine that is switched off at night is checked at any idle moment after this long. */
const longestUncheckedMs = 7 * dayMs;
/** With less room than this nothing large is written. */
const roomFor = { ballast: 0.8, backup: 0.85 } as const;

/**
 * What is due now, most important first; nothing unless nobody is there. Pure. A last time that lies in the future belongs to a clock that went back: then it is due.
 */
export function upkeepDue(facts: UpkeepFacts): readonly UpkeepTask[] {
  const { isIdle, wallMs, isTimeKnown, lastMs, diskUsed, isBallastWanted, isStoreOk } = facts;
  if (!isIdle) return [];
  const isOlder = (last: number | null, ms: number) => last === null || wallMs - last >= ms || last > wallMs;
  const hasRoom = (limit: number) => (diskUsed ?? 0) < limit;
  const hour = Math.floor((wallMs / hourMs + 8) % 24);
  const isNight = hour >= nightHours.from && hour < nightHours.to;
  const { check, backup, stubs, history } = lastMs;
  const due: readonly (readonly [UpkeepTask, boolean])[] = [
    ['ballast', isBallastWanted && hasRoom(roomFor.ballast)],
    // One that was never made is due at once: a machine that nobody leaves on at night would never make it.
    ['check', isStoreOk && isOlder(check, isNight ? 20 * hourMs : longestUncheckedMs)],
    // Not before the check of this night: a backup of a damaged database is worth nothing.
    ['backup', isStoreOk && hasRoom(roomFor.backup) && isOlder(backup, dayMs)],
    ['stubs', isStoreOk && isTimeKnown && isOlder(stubs, dayMs)],
    ['history', isStoreOk && isTimeKnown && isOlder(history, dayMs)],
  ];
  return due.flatMap(([task, isDue]) => (isDue ? [task] : []));
}
