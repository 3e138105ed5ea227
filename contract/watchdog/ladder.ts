/**
 * The one escalation ladder of a machine: what is done about a program that does not do its work. Pure: reason and moment in, step out. The shell climbs it for page, window and terminal service
 * (electron/watchdog.ts), the launcher for the shell as a whole (updater/launcher/). See docs/watchdogs.md.
 */
export const rungs = [
  'reloadPage',
  /** The process that draws is ended; Chromium starts another one. */
  'restartGraphics',
  'newWindow',
  'restartTerminal',
  'restartShell',
  'restartMachine',
  /** A picture says so, with machine number and telephone; tried again with long pauses. */
  'outOfService',
] as const;
export type Rung = (typeof rungs)[number];

interface Reason {
  /** Rung by rung, one further with each time that it comes back; the last one stays. Empty = it is only noted. */
  readonly climbs: readonly Rung[];
  /** `now`: somebody may stand before a machine that is dead already. `idle`: nothing is broken yet, so nobody is disturbed. */
  readonly when: 'now' | 'idle';
}

const page: readonly Rung[] = ['newWindow', 'newWindow', 'newWindow', 'newWindow', 'restartShell'];
const upwards: readonly Rung[] = ['restartMachine', 'outOfService'];
const terminal: readonly Rung[] = ['restartTerminal', 'restartTerminal', 'restartTerminal', 'restartTerminal'];

/** Why somebody climbs, by stable code. Codes are API: add, never rename or reuse. */
export const watchReasons = {
  /** The page process ended, or it could not be loaded. */
  pageDied: { climbs: ['reloadPage', ...page, ...upwards], when: 'now' },
  /** It is there and says nothing: no hello, a page that was not painted, or no answer to input. A reload would be done by the very process that hangs. */
  pageHangs: { climbs: [...page, ...upwards], when: 'now' },
  /** It says that it paints, and the picture on the screen is not the one that it names. */
  pageFrozen: { climbs: ['restartGraphics', ...page, ...upwards], when: 'now' },
  /** The process that draws for the page ended. Chromium starts another one; what stood on the screen may be gone. */
  graphicsLost: { climbs: [...page, ...upwards], when: 'now' },
  pageFull: { climbs: ['newWindow'], when: 'idle' },
  /** The process that draws. */
  graphicsFull: { climbs: ['restartGraphics', 'restartGraphics', 'restartShell'], when: 'idle' },
  shellFull: { climbs: ['restartShell'], when: 'idle' },
  /** It ended by itself. */
  terminalDied: {
    climbs: [...terminal, ...terminal, 'restartShell', ...upwards],
    when: 'now',
  },
  /** It runs and does not answer: nothing physical is begun by a program that hangs, and what it had begun stands in its journal. */
  terminalSilent: { climbs: [...terminal, 'restartShell', ...upwards], when: 'now' },
  terminalFull: { climbs: ['restartTerminal'], when: 'idle' },
  /** Processes of native bindings hang again and again, though each was ended and started anew by the terminal service. */
  deviceHangs: { climbs: ['restartTerminal'], when: 'idle' },
  /** The wall clock went by more than time did. Nothing is measured by it, so nothing is restarted. */
  clockJumped: { climbs: [], when: 'now' },
  /** The shell went down again and again. Climbed by the launcher. */
  shellLoops: { climbs: ['outOfService', 'outOfService', 'restartMachine', 'outOfService'], when: 'now' },
} as const satisfies Readonly<Record<string, Reason>>;
export type WatchReason = keyof typeof watchReasons;
export const watchReasonWords = Object.keys(watchReasons) as readonly WatchReason[];

/** Figures of the ladder, milliseconds. */
export const ladderFigures = {
  /** So long without any reason, and everybody begins at the first rung again. */
  healthyAfterMs: 3_600_000,
  /** Pauses before a rung that comes again: the first two at once, then doubling to this. */
  firstPauseMs: 1_000,
  maxPauseMs: 30_000,
} as const;

/** At most so often in so long, whatever the reason; one more goes to the next rung. */
export const rungLimits: Readonly<Record<Rung, { readonly times: number; readonly withinMs: number }>> = {
  reloadPage: { times: 6, withinMs: 3_600_000 },
  // At the sixth end within an hour Chromium gives up and takes the shell with it, whatever moves then (seen in Electron 25).
  restartGraphics: { times: 4, withinMs: 3_600_000 },
  newWindow: { times: 12, withinMs: 3_600_000 },
  restartTerminal: { times: 12, withinMs: 3_600_000 },
  restartShell: { times: 4, withinMs: 3_600_000 },
  // A machine that comes up takes minutes, and a fault that a restart did not cure is not cured by the next.
  restartMachine: { times: 1, withinMs: 6 * 3_600_000 },
  outOfService: { times: Number.POSITIVE_INFINITY, withinMs: 1 },
};

/** What is remembered of the climbs. Times are of the caller's clock: monotonic ones, or of a wall clock where a restart of the machine must be remembered. */
export interface LadderState {
  /** How far each reason has climbed, and when anybody climbed last. */
  readonly levels: Readonly<Partial<Record<WatchReason, number>>>;
  readonly lastAtMs: number | null;
  /** Steps that still count against the limits, oldest first. */
  readonly steps: readonly { readonly rung: Rung; readonly atMs: number }[];
}

export const freshLadder: LadderState = { levels: {}, lastAtMs: null, steps: [] };

export interface Moment {
  readonly atMs: number;
  /** Nobody is at the machine. */
  readonly isIdle: boolean;
  /** Paper or a card moves. */
  readonly isActing: boolean;
  /** Rungs that whoever asks can take; the others are passed over. */
  readonly can: ReadonlySet<Rung>;
}

export type Climb =
  | { readonly do: 'step'; readonly rung: Rung; readonly afterMs: number; readonly level: number }
  /** Nothing has changed in the state: ask again when that is over. */
  | { readonly do: 'wait'; readonly for: 'idle' | 'act' }
  /** Nothing is done about it but to write it down. */
  | { readonly do: 'note' };

/** Rungs that end a program which may be moving something; a page owns nothing. */
const endsActs: ReadonlySet<Rung> = new Set(['restartTerminal', 'restartShell', 'restartMachine']);
/** Programs that are gone or hang move nothing any more: waiting for their act to end would be waiting for ever. */
const isDead: ReadonlySet<WatchReason> = new Set(['terminalDied', 'terminalSilent', 'shellLoops']);

/** One more time that `reason` was seen. Pure. */
export function climb(
  before: LadderState,
  reason: WatchReason,
  moment: Moment,
): { readonly state: LadderState; readonly climb: Climb } {
  const { climbs, when }: Reason = watchReasons[reason];
  const { atMs, isIdle, isActing, can } = moment;
  const kept = aged(before, atMs);
  const possible = climbs.filter((rung) => can.has(rung));
  if (possible.length === 0) return { state: kept, climb: { do: 'note' } };
  if (when === 'idle' && !isIdle) return { state: kept, climb: { do: 'wait', for: 'idle' } };
  const level = kept.levels[reason] ?? 0;
  const from = possible.slice(Math.min(level, possible.length - 1));
  // The last one stays, even where its limit is reached: somebody has to do something.
  const rung = from.find((candidate) => isWithin(kept, candidate)) ?? from.at(-1) ?? 'outOfService';
  if (isActing && endsActs.has(rung) && !isDead.has(reason)) return { state: kept, climb: { do: 'wait', for: 'act' } };
  const again = kept.steps.filter((step) => step.rung === rung).length;
  const pause = again < 2 ? 0 : ladderFigures.firstPauseMs * 2 ** Math.min(again - 2, 20);
  const afterMs = Math.min(ladderFigures.maxPauseMs, pause);
  return {
    state: {
      levels: { ...kept.levels, [reason]: level + 1 },
      lastAtMs: atMs,
      steps: [...kept.steps, { rung, atMs }],
    },
    climb: { do: 'step', rung, afterMs, level },
  };
}

function isWithin({ steps }: LadderState, rung: Rung): boolean {
  return steps.filter((step) => step.rung === rung).length < rungLimits[rung].times;
}

/** Without what no longer counts. A clock that went back makes nobody wait for it. */
function aged(state: LadderState, atMs: number): LadderState {
  const steps = state.steps.filter(({ rung, atMs: then }) => {
    const passed = atMs - then;
    return passed >= 0 && passed < rungLimits[rung].withinMs;
  });
  const isHealthy = state.lastAtMs === null || atMs - state.lastAtMs >= ladderFigures.healthyAfterMs;
  return { ...state, steps, levels: isHealthy ? {} : state.levels };
}
