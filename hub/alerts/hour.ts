import type { AlertCode } from '../../contract/alerts/catalogue.ts';

/** What a machine had counted at one moment; null = it does not say. Counters begin anew with `startedMs`. */
export interface Sample {
  readonly atMs: number;
  readonly startedMs: number;
  readonly started: number;
  readonly completed: number;
  readonly touches: number;
  readonly crashes: number;
  readonly frames: number | null;
}

export interface Rate {
  readonly code: Extract<AlertCode, 'crashLoop' | 'rendererFrozen' | 'touchedNothingDone' | 'successLow'>;
  readonly numbers: Readonly<Record<string, number>>;
}

/** Visits of the last hour. */
export interface Visits {
  readonly started: number;
  readonly completed: number;
}

/** Crashes within an hour that are a loop: the service itself gives up after three within five minutes (docs/design/sync-and-fleet.md §7). */
const crashesOfLoop = 3;
/** Visits that ended with nothing, of people who touched, within an hour. */
const touchesOfNobody = 6;
/** Visits in an hour below which a share says nothing. */
const fewestVisits = 10;
/** Less than this part of what the district completes. */
const partOfUsual = 0.5;

/** What was counted within these samples: since the oldest one of the present boot, or since the boot where it began within them. */
function gained(samples: readonly Sample[]): Omit<Sample, 'atMs' | 'startedMs' | 'frames'> {
  const last = samples.at(-1);
  if (last === undefined) return { started: 0, completed: 0, touches: 0, crashes: 0 };
  const boot = samples.filter(({ startedMs }) => startedMs === last.startedMs);
  const nothing = { started: 0, completed: 0, touches: 0, crashes: 0 };
  const from = boot.length < samples.length ? nothing : (boot[0] ?? nothing);
  return {
    started: last.started - from.started,
    completed: last.completed - from.completed,
    touches: last.touches - from.touches,
    crashes: last.crashes - from.crashes,
  };
}

/** Visits that were begun and ended well between the first and the last of these samples. */
export function visitsOf(samples: readonly Sample[]): Visits {
  const { started, completed } = gained(samples);
  return { started, completed };
}

/** What the last hour of a machine says by itself. Pure. */
export function ratesOf(samples: readonly Sample[]): readonly Rate[] {
  const rates: Rate[] = [];
  const { crashes, completed, touches } = gained(samples);
  if (crashes >= crashesOfLoop) rates.push({ code: 'crashLoop', numbers: { value: crashes } });
  if (completed === 0 && touches >= touchesOfNobody)
    rates.push({ code: 'touchedNothingDone', numbers: { value: touches } });
  if (isFrozen(samples)) rates.push({ code: 'rendererFrozen', numbers: {} });
  return rates;
}

/** A page that nobody looks at may draw nothing; one that somebody has touched draws, if only behind the heartbeat that has counted the touch already. Pure. */
function isFrozen(samples: readonly Sample[]): boolean {
  const last = samples.at(-1);
  if (last === undefined || last.frames === null) return false;
  const from = samples.findLastIndex(({ startedMs, frames }) => startedMs !== last.startedMs || frames !== last.frames);
  const still = samples.slice(from + 1, -1);
  const [first, latest] = [still[0], still.at(-1)];
  if (first === undefined || latest === undefined) return false;
  return latest.started + latest.touches > first.started + first.touches;
}

/** A machine that completes less than half of what others of its district do. Nothing completed at all is `touchedNothingDone`. Pure. */
export function lowShare({ started, completed }: Visits, usual: number | null): Rate | null {
  if (usual === null || completed === 0 || started < fewestVisits) return null;
  const share = completed / started;
  if (share >= usual * partOfUsual) return null;
  return { code: 'successLow', numbers: { value: Math.round(share * 100), limit: Math.round(usual * 100) } };
}

/** Share of visits that machines of a district completed, the median of those with enough of them; null = fewer than five such machines: no usual to speak of. Pure. */
export function usualShare(all: readonly Visits[]): number | null {
  const shares = all
    .filter(({ started }) => started >= fewestVisits)
    .map(({ started, completed }) => completed / started)
    .sort((a, b) => a - b);
  return shares.length < 5 ? null : (shares[Math.floor(shares.length / 2)] ?? null);
}

/** As it stands in `machine_hour`. */
export type PlainSample = readonly [number, number, number, number, number, number, number | null];

/** A sample as it is stored, without names. `readSample` is the way back. */
export const plainSample = (s: Sample): PlainSample => [
  ...([s.atMs, s.startedMs, s.started, s.completed] as const),
  ...([s.touches, s.crashes, s.frames] as const),
];

/** A sample out of its stored form. */
export function readSample([atMs, startedMs, started, completed, touches, crashes, frames]: PlainSample): Sample {
  return { atMs, startedMs, started, completed, touches, crashes, frames };
}
