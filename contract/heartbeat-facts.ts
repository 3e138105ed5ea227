import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from './closed-shapes.ts';
import { commandWords } from './command-states.ts';
import { ReleaseId } from './release/release-id.ts';
import { pageStates } from './update-health.ts';
import { standingStates } from './update-standing.ts';
import { uuid7Pattern } from './uuid7.ts';
import { WatchStep } from './watchdog/watch-step.ts';

const Count = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

/** Steps of an update on a machine (docs/updates.md): `activating` = between the stop of the old release and the first word of the new one. */
export const updatePhases = ['downloading', 'staged', 'waitingIdle', 'activating', 'probation'] as const;
export type UpdatePhase = (typeof updatePhases)[number];

/** Level of a supply or a bin, as people act on it. `ok` also where a driver only knows that there is some. */
export const heldLevels = ['ok', 'low', 'out', 'full'] as const;
export type HeldLevel = (typeof heldLevels)[number];

/** One supply or bin of one device. */
export const HeldSupply = Type.Object(
  {
    /** As the driver names it: `paper`, `cards`, `retainBin`. */
    id: Type.String({ pattern: '^[A-Za-z0-9_.-]{1,32}$' }),
    /** Role of its device: `receiptPrinter`. */
    device: Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' }),
    /** Items left (supply) or held (bin); null = nobody counts here. */
    count: nullable(Count),
    state: oneOf(heldLevels),
  },
  strict,
);
export type HeldSupply = Static<typeof HeldSupply>;

/** A command that this machine has recorded and whose time is not over: the hub does not hand it out again. */
export const HeldCommand = Type.Object(
  { id: Type.String({ pattern: uuid7Pattern }), state: oneOf(commandWords) },
  strict,
);
export type HeldCommand = Static<typeof HeldCommand>;

/** More than this one machine holds at once: the hub offers no more. */
export const maxHeldCommands = 16;

/** Rungs that were taken, and what was seen last; null = nothing yet. */
const WatchdogFacts = Type.Object(
  {
    steps: Count,
    last: nullable(
      Type.Object(
        { ...WatchStep.properties, atMs: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) },
        strict,
      ),
    ),
  },
  strict,
);

/** How a visit to an item ended: it came to its last page, or it was left before. */
const visitEnds = ['completed', 'abandoned'] as const;

/**
 * One visit to one item that has ended; figures only, nothing that was said or typed. A visit of the citizen to three items is three of these. The hub counts each once, by (boot, n).
 */
export const EndedVisit = Type.Object(
  {
    /** Number since boot, from 1, without gaps. */
    n: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
    item: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }),
    end: oneOf(visitEnds),
    /** Kind of the page on which it ended (`identify`, `question`, `check`, `done`, …). */
    page: Type.String({ pattern: '^[A-Za-z0-9._-]{1,32}$' }),
    /** From the touch that began it to its end; waiting that nobody answered is not in it. */
    seconds: Type.Integer({ minimum: 0, maximum: 86_400 }),
    /** Touches that did something: presses, choices, entries. */
    touches: Type.Integer({ minimum: 0, maximum: 10_000 }),
    /** Pages that were shown, each time that one was. */
    pages: Type.Integer({ minimum: 0, maximum: 10_000 }),
    /** Papers that had to be photographed. */
    papers: Type.Integer({ minimum: 0, maximum: 100 }),
  },
  strict,
);
export type EndedVisit = Static<typeof EndedVisit>;

/** Visits that one heartbeat tells at most; the oldest first, the rest with the next one. */
export const visitsAtMost = 16;

/**
 * What a machine tells of itself since the fleet has a console; all of it may be missing (an older machine, or a machine that does not know). No person: counts, states and codes. Everything
 * counted is counted since `startedMs`, by this boot of the terminal service (`bootId`): whoever wants a rate takes the difference of two beats of one boot.
 */
export const heartbeatFacts = {
  /** The release that runs, by the agent of updates; null = no agent (development, or it has not said yet). */
  release: Type.Optional(nullable(ReleaseId)),
  /** How that release stands (contract/update-standing.ts): `proven` after its soak; left out with `release` null. */
  standing: Type.Optional(oneOf(standingStates)),
  /** What the agent of updates does with the assignment of an application that this machine has; null = nothing is under way. */
  updating: Type.Optional(
    nullable(
      Type.Object(
        { counter: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), phase: oneOf(updatePhases) },
        strict,
      ),
    ),
  ),
  /** When this boot of the terminal service began, trusted wall clock, milliseconds since 1970. */
  startedMs: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  /** Visits of citizens: begun (something was chosen), ended with a receipt, ended without. */
  sessions: Type.Optional(Type.Object({ started: Count, completed: Count, abandoned: Count }, strict)),
  /** Times that somebody touched the attract page and the visit ended before anything was completed. */
  touches: Type.Optional(Count),
  /** Prints that are on paper, and prints that are not or that nobody knows of. */
  prints: Type.Optional(Type.Object({ done: Count, failed: Count }, strict)),
  /** What ended on this machine without being told to: pages, hosts of drivers, and visits that a crash or a power cut of an earlier start has cut, told by the start after it. */
  crashes: Type.Optional(Count),
  /** Visits that have ended and that no answered heartbeat has told yet. The hub may hear one twice (the answer was lost) and counts it once. */
  visits: Type.Optional(Type.Array(EndedVisit, { maxItems: visitsAtMost })),
  renderer: Type.Optional(
    Type.Object(
      {
        /** Pictures that the page has drawn; null = it does not say. The same number twice though somebody has touched meanwhile: it is frozen. */
        frames: nullable(Count),
        /** It draws without the graphics card. Null = it does not say (yet). */
        isSoftware: nullable(Type.Boolean()),
        /** Pages that were lost and loaded again. */
        restarts: Count,
        /** Whether the newest picture stands on the screen (contract/update-health.ts): `late` = a page that was to be drawn ten seconds ago and is not. */
        page: Type.Optional(oneOf(pageStates)),
      },
      strict,
    ),
  ),
  /** Resident memory of the terminal service, MiB. */
  memory: Type.Optional(Type.Object({ rssMiB: Type.Integer({ minimum: 0, maximum: 1_048_576 }) }, strict)),
  /** What the watchdogs of the shell saw and did since `startedMs` (docs/watchdogs.md). */
  watchdog: Type.Optional(WatchdogFacts),
  supplies: Type.Optional(Type.Array(HeldSupply, { maxItems: 48 })),
  /** A citizen is at the machine now: nothing of the hub begins. */
  isBusy: Type.Optional(Type.Boolean()),
  /** Hottest sensor of the computer, degrees Celsius; left out = none can be read. */
  temperature: Type.Optional(Type.Integer({ minimum: -60, maximum: 200 })),
  /** How long ago the metadata of releases that this machine keeps was signed, milliseconds; left out = it keeps none, or has no agent of updates that would say. */
  metadataAgeMs: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  /** It keeps no metadata of releases and got none for so long, counted from the first answer of the hub after its set-up, milliseconds; left out = it has some, or has no agent of updates that would say. */
  withoutMetadataMs: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  /** Days until this machine's certificate for the hub ends, 0 = it has; left out = it uses none. */
  certificateDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 36_500 })),
  /** The service door; left out = no contact, or the board does not answer. */
  door: Type.Optional(oneOf(['open', 'closed'] as const)),
  /** Which commands this machine holds; empty = none. Left out = it takes no commands, and is told no pace. */
  commands: Type.Optional(Type.Array(HeldCommand, { maxItems: maxHeldCommands })),
};

/** How often a machine is to tell: somebody watches it (15 s), as usual (60 s), the hub has its hands full (300 s). */
export const paces = ['watched', 'usual', 'degraded'] as const;
export type Pace = (typeof paces)[number];

/** Longest text of a signed command (contract/remote-command.ts), signs. */
export const maxCommandText = 2048;

/** What the reply says more; only where the heartbeat has `commands`. */
export const heartbeatReplyFacts = {
  /** Left out = `usual`. */
  pace: Type.Optional(oneOf(paces)),
  /** Signed commands that this machine does not hold, in the order of their numbers. */
  commands: Type.Optional(Type.Array(Type.String({ maxLength: maxCommandText }), { maxItems: maxHeldCommands })),
};
