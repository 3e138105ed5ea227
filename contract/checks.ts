import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from './closed-shapes.ts';
import { conditions, levelSources, links, supplyLevels } from './device.ts';

/**
 * What the checks of a machine say (docs/doctor.md): the same lines on the command line, in the daily self-test, on the pages of technicians and, as counts, at the
 * hub. Class C1: no person and no number of one.
 */
export const checkVerdicts = ['pass', 'warn', 'fail', 'notFitted'] as const;
export type CheckVerdict = (typeof checkVerdicts)[number];

export const checkUnits = ['percent', 'ms', 's', 'min', 'h', 'days', 'count', 'celsius', 'MiB'] as const;
export type CheckUnit = (typeof checkUnits)[number];

/** Every check, in the order in which it is shown; its title is the text `check.title.<id>`. */
export const checkIds = [
  'program.service',
  'program.config',
  'program.version',
  'program.enrolment',
  'program.intake',
  'device.link',
  'device.fault',
  'device.supply',
  'device.bin',
  'cabinet.door',
  'cabinet.tamper',
  'store.open',
  'store.durability',
  'store.probe',
  'store.damage',
  'store.disk',
  'store.ballast',
  'store.backup',
  'store.audit',
  'outbox.depth',
  'outbox.oldest',
  'outbox.dead',
  'outbox.sequence',
  'outbox.missing',
  'clock.offset',
  'hub.reach',
  'hub.roundTrip',
  'key.machine',
  'key.hub',
  'key.certificate',
  'speech.clips',
  'system.memory',
  'system.temperature',
] as const;
export type CheckId = (typeof checkIds)[number];

const Word = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,31}$' });
/** Role of a device, or part of the machine: `receiptPrinter`, `store`, `hub`. */
const Part = Type.String({ pattern: '^[A-Za-z0-9-]{1,32}$' });

/** One line of a run. `measured` has the unit `unit`, and so has `limit`: where `pass` ends. */
export const CheckLine = Type.Object(
  {
    id: oneOf(checkIds),
    part: Part,
    verdict: oneOf(checkVerdicts),
    measured: nullable(Type.Number()),
    unit: nullable(oneOf(checkUnits)),
    limit: nullable(Type.Number()),
    /** What was found, where no number says it: text `check.word.<word>`. */
    word: nullable(Word),
    /** What to do: text `check.do.<todo>`; null = nothing. */
    todo: nullable(Word),
    /** Technical: fault code, name of a supply, reason of the program. */
    detail: nullable(Type.String({ maxLength: 300 })),
  },
  strict,
);
export type CheckLine = Static<typeof CheckLine>;

/** A line as a later release may write it: a check, a verdict or a unit that this one does not know is kept. */
export const LaterCheckLine = Type.Object(
  {
    ...CheckLine.properties,
    id: Type.Unsafe<CheckId>({ type: 'string', pattern: '^[a-z]{1,32}[.][A-Za-z]{1,32}$' }),
    verdict: Type.Unsafe<CheckVerdict>(Word),
    unit: nullable(Type.Unsafe<CheckUnit>(Word)),
  },
  strict,
);

export const CheckCounts = Type.Object(
  {
    pass: Type.Integer({ minimum: 0 }),
    warn: Type.Integer({ minimum: 0 }),
    fail: Type.Integer({ minimum: 0 }),
    notFitted: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type CheckCounts = Static<typeof CheckCounts>;

/** Who began a run: the clock in idle time, or a person at the machine. */
export const selfTestStarts = ['daily', 'demand'] as const;
export type SelfTestStart = (typeof selfTestStarts)[number];

export const SelfTestResult = Type.Object(
  {
    /** Wall clock as the hub has corrected it, milliseconds since 1970. */
    atMs: Type.Integer(),
    by: oneOf(selfTestStarts),
    version: Type.String({ maxLength: 32 }),
    counts: CheckCounts,
    lines: Type.Array(CheckLine, { maxItems: 200 }),
  },
  strict,
);
export type SelfTestResult = Static<typeof SelfTestResult>;

/** A device as it stands now, without anything of a person. */
export const DeviceFact = Type.Object(
  {
    id: Part,
    link: oneOf(links),
    condition: oneOf(conditions),
    faults: Type.Array(Type.Object({ code: Type.String({ maxLength: 32 }), since: Type.String() }, strict)),
    supplies: Type.Record(
      Type.String({ maxLength: 32 }),
      Type.Object({ level: oneOf(supplyLevels), source: oneOf(levelSources) }, strict),
    ),
    bins: Type.Record(
      Type.String({ maxLength: 32 }),
      Type.Object(
        {
          kind: Type.String({ maxLength: 16 }),
          health: Type.String({ maxLength: 16 }),
          level: Type.String({ maxLength: 16 }),
          count: nullable(Type.Integer({ minimum: 0 })),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type DeviceFact = Static<typeof DeviceFact>;

const contactStates = ['open', 'closed', 'unknown'] as const;

/** What only the running service knows: answer of `checks.live`. */
export const LiveFacts = Type.Object(
  {
    version: Type.String({ maxLength: 32 }),
    /** Fitted devices. */
    devices: Type.Array(DeviceFact, { maxItems: 32 }),
    /** Contacts of the cabinet; null = no board, or no such contact at it. */
    cabinet: nullable(
      Type.Object({ door: nullable(oneOf(contactStates)), tamper: nullable(oneOf(contactStates)) }, strict),
    ),
    durability: oneOf(['ok', 'failed'] as const),
    ballast: oneOf(['kept', 'released', 'none'] as const),
    /** `open`, or why nothing new is taken in. */
    intake: Type.String({ maxLength: 16 }),
    hub: Type.Object(
      {
        isOnline: Type.Boolean(),
        isKeyRefused: Type.Boolean(),
        /** Hub time minus wall clock; null = no contact in this boot. */
        offsetMs: nullable(Type.Integer()),
        /** Of the last call that was believed. */
        roundTripMs: nullable(Type.Integer({ minimum: 0 })),
      },
      strict,
    ),
    /** Folder of the page that it serves, where the recordings of speech stand. */
    pageDir: Type.String({ maxLength: 4096 }),
  },
  strict,
);
export type LiveFacts = Static<typeof LiveFacts>;

/** Methods of the terminal service for the command line. */
export const checkMethods = { live: 'checks.live', log: 'checks.log' } as const;

/** Answer of `checks.log`: catalogued events after a place, oldest first; `last` = where to go on. */
export const RecentLog = Type.Object(
  { lines: Type.Array(Type.String(), { maxItems: 4000 }), last: Type.Integer({ minimum: 0 }) },
  strict,
);
export type RecentLog = Static<typeof RecentLog>;

/** Longest list of failed parts in a heartbeat. */
export const maxFailedParts = 16;

/** What a heartbeat says of the last self-test: counts, and the parts that want a hand. */
export const SelfTestReport = Type.Object(
  { atMs: Type.Integer(), counts: CheckCounts, failed: Type.Array(Part, { maxItems: maxFailedParts }) },
  strict,
);
export type SelfTestReport = Static<typeof SelfTestReport>;

/** Days that are left of a supply. `unknown` says why nothing is told: too little history, nobody has counted, nothing was used. */
export const SupplyForecast = Type.Object(
  {
    supply: oneOf(['receiptPaper', 'cards', 'documentPaper'] as const),
    daysLeft: nullable(Type.Number({ minimum: 0 })),
    left: nullable(Type.Number({ minimum: 0 })),
    perDay: nullable(Type.Number({ minimum: 0 })),
    unknown: nullable(oneOf(['history', 'count', 'use'] as const)),
  },
  strict,
);
export type SupplyForecast = Static<typeof SupplyForecast>;
