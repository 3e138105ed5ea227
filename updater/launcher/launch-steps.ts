import type { ProgramName } from '../../contract/release/start-file.ts';
import { afterLoss, noLosses, type RestartState } from '../../contract/restart-policy.ts';
import type { BootRecord } from '../boot/boot-record.ts';

/** Figures of the launcher, milliseconds. */
export const launchFigures = {
  /** So many exits of a release on probation, before its commit or for the first hour after it, within this time, and it is given up (docs/design/sync-and-fleet.md §7 step 6). */
  crashes: 3,
  crashesWithinMs: 5 * 60_000,
  /**
   * A release that is tried has a verdict of its own agent after 10 minutes; a bad one may wait as long again for a citizen who is served. One that says nothing by then has no agent that
   * works, and is given up from outside.
   */
  silentAfterMs: 20 * 60_000,
  /** How long a display that is away is waited for before a kiosk is started all the same, and between two looks: the system starts it again within three seconds or so. */
  displayMs: 20_000,
  displayAgainMs: 500,
  /** Time for an orderly end: the shell gives the terminal service 8 s, with whatever it is writing. Then it is killed. */
  orderlyEndMs: 20_000,
  /** While the record cannot be written: pause before a kiosk that has ended is started again, and between two tries to have the agent run too. */
  unkeptRestartMs: 10_000,
  unkeptRetryMs: 5 * 60_000,
} as const;

/** What the launcher remembers of a release that runs; begun anew with every start of both programs. */
export interface Watched {
  /** Monotonic milliseconds of exits, oldest first; only as many as can matter. */
  readonly exits: readonly number[];
  readonly restarts: Readonly<Record<ProgramName, RestartState>>;
}

export const nothingWatched: Watched = { exits: [], restarts: { kiosk: noLosses, updater: noLosses } };

export type AfterExit =
  /** The record announces another release: end both programs, bring record and link in order, start what stands there. */
  | { readonly do: 'switch' }
  /** The release on probation goes down again and again: record it as failed, then as `switch`. */
  | { readonly do: 'giveUp' }
  /** Start this program again after the pause. */
  | { readonly do: 'restart'; readonly afterMs: number };

/**
 * A program has ended that nobody asked to end. Pure. The agent says nothing to the launcher: it writes the boot record, durably, and ends; so a cut between the two loses nothing.
 * @param record as it stands on the disk now
 */
export function afterExit(
  before: Watched,
  record: BootRecord,
  exit: { readonly program: ProgramName; readonly ranMs: number; readonly atMs: number },
): { readonly watched: Watched; readonly next: AfterExit } {
  const exits = [...before.exits, exit.atMs].slice(-launchFigures.crashes);
  const loss = afterLoss(before.restarts[exit.program], exit.ranMs);
  const watched = { exits, restarts: { ...before.restarts, [exit.program]: loss.state } };
  if (isSwitchAnnounced(record)) return { watched, next: { do: 'switch' } };
  const [first = 0] = exits;
  const isLoop = exits.length >= launchFigures.crashes && exit.atMs - first <= launchFigures.crashesWithinMs;
  if (isOnProbation(record) && isLoop) return { watched, next: { do: 'giveUp' } };
  return { watched, next: { do: 'restart', afterMs: loss.delayMs } };
}

/** There is a release to go back to, and this one has still to show that it deserves its place. */
const isOnProbation = ({ phase, soak, previous }: BootRecord): boolean =>
  phase === 'trying' || (phase === 'committed' && soak !== null && previous !== null);

/** The next start is one of another release than the one that runs. */
const isSwitchAnnounced = ({ phase }: BootRecord): boolean => phase === 'switching' || phase === 'returning';
