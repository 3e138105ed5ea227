/**
 * Wrong PINs and codes, and how long nobody may try again because of them. Pure. Each number has a count and a lock of its own, whether somebody has it here or not, so that a lock
 * does not tell which numbers exist; who guesses one person's PIN keeps no other person out. Whoever tries many numbers is stopped by the limit of the machine.
 *
 * No wall clock is in it. What is kept over a restart is the length of the locks that run, not their end: they begin anew with the program, so neither a clock that is set nor a restart
 * nor a machine that was switched off makes one shorter.
 */
export interface LockOut {
  /** By number as it was typed; `everybodyElse` = those for whom there is no room of their own. */
  readonly numbers: Readonly<Record<string, Tries>>;
  /** The lock of the whole machine; null = none. */
  readonly machine: Lock | null;
}

export interface Tries {
  readonly failures: number;
  readonly lock: Lock | null;
  /** Monotonic time of the last failure, or of the start. */
  readonly sinceMs: number;
}

interface Lock {
  readonly lengthMs: number;
  readonly endsAtMs: number;
}

export const lockLimits = {
  /** Failures of one number that are free (docs/domain/technician-and-operations.md §1). */
  free: 5,
  /** Failures of all numbers together that are free; one number counts for at most `free` of them. Three numbers that were tried out. */
  machineFree: 15,
  firstMs: 15_000,
  /** Doubling ends here. With whatever numbers some hundred tries a day are left, of a million PINs. */
  longestMs: 3_600_000,
  /** So long without a failure, and those of a number are forgotten. */
  forgetMs: 24 * 3_600_000,
  /** Numbers that have a count of their own. */
  numbers: 200,
} as const;

/** Stands for a card that nobody has, and for numbers beyond `lockLimits.numbers`. No number of a person looks like it. */
export const everybodyElse = '?';

export const noFailures: LockOut = { numbers: {}, machine: null };

/** What counts against the limit of the machine. */
export const failuresOf = ({ numbers }: LockOut): number =>
  Object.entries(numbers).reduce(
    (sum, [who, { failures }]) => sum + (who === everybodyElse ? failures : Math.min(failures, lockLimits.free)),
    0,
  );

/**
 * How long still, milliseconds; 0 = one may try.
 * @param who number of the person; null = nobody has named himself yet, so only the lock of the machine counts
 */
export function lockedForMs({ numbers, machine }: LockOut, who: string | null, monoMs: number): number {
  const own = who === null ? null : numbers[placeOf(numbers, who)];
  return Math.max(0, ...[machine, own?.lock].map((lock) => (lock?.endsAtMs ?? 0) - monoMs));
}

/** When the next lock ends, monotonic milliseconds; undefined = none runs. */
export function nextEndMs({ numbers, machine }: LockOut): number | undefined {
  const ends = [machine, ...Object.values(numbers).map(({ lock }) => lock)].map((lock) => lock?.endsAtMs);
  return ends.reduce((first, ms) => (ms === undefined ? first : Math.min(first ?? ms, ms)), undefined);
}

/** @param who number for which a PIN or a code was wrong, as it was typed; `everybodyElse` = a card that nobody has */
export function afterFailure(state: LockOut, who: string, monoMs: number): LockOut {
  const place = placeOf(state.numbers, who);
  const before = state.numbers[place];
  const failures = (before?.failures ?? 0) + 1;
  const lock = longer(before?.lock ?? null, lockAfter(failures - lockLimits.free, monoMs));
  const numbers = { ...state.numbers, [place]: { failures, lock, sinceMs: monoMs } };
  // From the limit on every failure counts, also of a number that has used up its share: else each number that was tried out would give one more try an hour.
  const over = failuresOf({ ...state, numbers }) - lockLimits.machineFree;
  const machine = longer(state.machine, lockAfter(over, monoMs));
  return { numbers, machine };
}

/** A right PIN or code of this person: takes back the failures of this number only. A lock that runs goes on. */
export function afterSuccess(state: LockOut, who: string): LockOut {
  const { [who]: own, ...numbers } = state.numbers;
  if (own === undefined) return state;
  return { ...state, numbers: own.lock === null ? numbers : { ...numbers, [who]: { ...own, failures: 0 } } };
}

/** Time has passed: locks that are over are taken away, and what is old is forgotten. The same object where nothing has changed. */
export function afterTime(state: LockOut, monoMs: number): LockOut {
  const isOver = (lock: Lock | null | undefined) => lock !== null && lock !== undefined && monoMs >= lock.endsAtMs;
  let { machine, numbers } = state;
  if (isOver(machine)) machine = null;
  for (const [who, tries] of Object.entries(numbers)) {
    const lock = isOver(tries.lock) ? null : tries.lock;
    const isOld = lock === null && (tries.failures === 0 || monoMs - tries.sinceMs >= lockLimits.forgetMs);
    if (!isOld && lock === tries.lock) continue;
    const { [who]: _, ...others } = numbers;
    numbers = isOld ? others : { ...others, [who]: { ...tries, lock } };
  }
  return machine === state.machine && numbers === state.numbers ? state : { machine, numbers };
}

/** For the store. */
export function storedLock({ numbers, machine }: LockOut): string {
  const kept = Object.entries(numbers).map(([who, { failures, lock }]) => [who, failures, lock?.lengthMs ?? 0]);
  return JSON.stringify({ numbers: kept, machineMs: machine?.lengthMs ?? 0 });
}

/** What was stored, at a start. What cannot be read counts as one long lock: whoever damages it gains nothing. */
export function restoredLock(text: string | null, monoMs: number): LockOut {
  if (text === null || text === '') return noFailures;
  const lockOf = (lengthMs: number): Lock | null => (lengthMs === 0 ? null : { lengthMs, endsAtMs: monoMs + lengthMs });
  try {
    const { numbers, machineMs } = JSON.parse(text) as { readonly numbers?: unknown; readonly machineMs?: unknown };
    if (Array.isArray(numbers) && numbers.every(isKept) && isLength(machineMs)) {
      const known = numbers.map(([who, failures, lengthMs]) => [
        who,
        { failures, lock: lockOf(lengthMs), sinceMs: monoMs } satisfies Tries,
      ]);
      return { numbers: Object.fromEntries(known), machine: lockOf(machineMs) };
    }
  } catch {
    // falls through: it is damaged
  }
  return { numbers: {}, machine: lockOf(lockLimits.longestMs) };
}

/** Where failures of this number are counted. */
function placeOf(numbers: LockOut['numbers'], who: string): string {
  const hasRoom = who in numbers || Object.keys(numbers).length < lockLimits.numbers;
  return hasRoom ? who : everybodyElse;
}

/** @param over how many failures are over what is free */
function lockAfter(over: number, monoMs: number): Lock | null {
  if (over < 0) return null;
  // 2^18 × 15 s is over any limit, and no larger power is needed.
  const lengthMs = Math.min(lockLimits.longestMs, lockLimits.firstMs * 2 ** Math.min(over, 18));
  return { lengthMs, endsAtMs: monoMs + lengthMs };
}

function longer(a: Lock | null, b: Lock | null): Lock | null {
  if (a === null || b === null) return a ?? b;
  return a.endsAtMs >= b.endsAtMs ? a : b;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isLength = (value: unknown): value is number => isCount(value) && value <= lockLimits.longestMs;

function isKept(entry: unknown): entry is readonly [string, number, number] {
  return (
    Array.isArray(entry) &&
    entry.length === 3 &&
    typeof entry[0] === 'string' &&
    isCount(entry[1]) &&
    isLength(entry[2])
  );
}
