/**
 * Wrong PINs and codes, and how long nobody may try again because of them. Pure. One count for the machine, kept by person: who knows one PIN cannot use it to go on
 * guessing another, since a right one takes back the failures of its own person only.
 *
 * No wall clock is in it. What is kept over a restart is the length of the lock that runs, not its end: it begins anew with the program, so neither a clock that is set nor a restart
 * nor a machine that was switched off makes it shorter.
 */
export interface LockOut {
  /** By number; `?` = numbers that nobody has here. */
  readonly failures: Readonly<Record<string, number>>;
  /** The lock that runs; null = none. */
  readonly lock: { readonly lengthMs: number; readonly endsAtMs: number } | null;
  /** Monotonic time of the last failure, or of the start. */
  readonly sinceMs: number;
}

export const lockLimits = {
  /** Failures that are free (docs/domain/technician-and-operations.md §1). */
  free: 5,
  firstMs: 15_000,
  /** Doubling ends here: 120 tries in five days, of a million PINs. */
  longestMs: 3_600_000,
  /** So long without a failure, and the old ones are forgotten. */
  forgetMs: 24 * 3_600_000,
} as const;

export const noFailures = (monoMs: number): LockOut => ({ failures: {}, lock: null, sinceMs: monoMs });

export const failuresOf = ({ failures }: LockOut): number => Object.values(failures).reduce((sum, n) => sum + n, 0);

/** How long still, milliseconds; 0 = one may try. */
export const lockedForMs = ({ lock }: LockOut, monoMs: number): number =>
  lock === null ? 0 : Math.max(0, lock.endsAtMs - monoMs);

/** @param who number of the person whose PIN or code was wrong; null = nobody has this number here */
export function afterFailure(state: LockOut, who: string | null, monoMs: number): LockOut {
  const key = who ?? '?';
  const failures = { ...state.failures, [key]: (state.failures[key] ?? 0) + 1 };
  const over = failuresOf({ ...state, failures }) - lockLimits.free;
  if (over < 0) return { failures, lock: null, sinceMs: monoMs };
  // 2^18 × 15 s is over any limit, and no larger power is needed.
  const lengthMs = Math.min(lockLimits.longestMs, lockLimits.firstMs * 2 ** Math.min(over, 18));
  return { failures, lock: { lengthMs, endsAtMs: monoMs + lengthMs }, sinceMs: monoMs };
}

/** A right PIN or code of this person. */
export function afterSuccess(state: LockOut, who: string): LockOut {
  const { [who]: _, ...failures } = state.failures;
  return { ...state, failures };
}

/** Time has passed: a lock that is over is taken away, and what is old is forgotten. The same object where nothing has changed. */
export function afterTime(state: LockOut, monoMs: number): LockOut {
  if (state.lock !== null && monoMs >= state.lock.endsAtMs) return afterTime({ ...state, lock: null }, monoMs);
  const isOld = monoMs - state.sinceMs >= lockLimits.forgetMs;
  return isOld && state.lock === null && failuresOf(state) > 0 ? noFailures(monoMs) : state;
}

/** For the store. */
export function storedLock({ failures, lock }: LockOut): string {
  return JSON.stringify({ failures, lockMs: lock?.lengthMs ?? 0 });
}

/** What was stored, at a start. What cannot be read counts as one long lock: whoever damages it gains nothing. */
export function restoredLock(text: string | null, monoMs: number): LockOut {
  if (text === null || text === '') return noFailures(monoMs);
  const locked = (failures: LockOut['failures'], lengthMs: number): LockOut => ({
    failures,
    lock: lengthMs === 0 ? null : { lengthMs, endsAtMs: monoMs + lengthMs },
    sinceMs: monoMs,
  });
  const broken = locked({ '?': lockLimits.free }, lockLimits.longestMs);
  try {
    const { failures, lockMs } = JSON.parse(text) as { readonly failures?: unknown; readonly lockMs?: unknown };
    if (typeof failures !== 'object' || failures === null || !isCount(lockMs) || lockMs > lockLimits.longestMs)
      return broken;
    const known = Object.entries(failures);
    if (!known.every((entry): entry is [string, number] => isCount(entry[1]))) return broken;
    return locked(Object.fromEntries(known), lockMs);
  } catch {
    return broken;
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
