import { type Static, Type } from 'typebox';

const strict = { additionalProperties: false } as const;
/** A closed list of words as a schema. */
export const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const deviceNames = ['idReader', 'receiptPrinter'] as const;
export type DeviceName = (typeof deviceNames)[number];

/** What the security module says of itself: 90, 60 (self-test failed), 66 (not authorised). */
export const sdtHealths = ['ok', 'selfTestFailed', 'notAuthorised'] as const;
export type SdtHealth = (typeof sdtHealths)[number];

/** What can stand in the bench's list of happenings. */
export const happenings = [
  'plugged',
  'unplugged',
  'hostCame',
  'hostWent',
  'cardPlaced',
  'cardLifted',
  'cardAsked',
  'faultArmed',
  'faultUsed',
  'faultsCleared',
  'healthSet',
  'slipCut',
  'slipTorn',
  'paperOk',
  'paperNearEnd',
  'paperEnd',
  'coverOpened',
  'coverClosed',
  'cutterFaultSet',
  'cutterJammed',
  'cutterFreed',
  'headHot',
  'headCool',
  'silenceSet',
  'paperProblem',
] as const;
export type Happening = (typeof happenings)[number];

/** One line of the list. `detail`: a persona's id, a fault's name, a slip's number; never a byte of a card. */
export const BenchLine = Type.Object(
  {
    n: Type.Integer(),
    at: Type.String(),
    device: oneOf(deviceNames),
    what: oneOf(happenings),
    detail: Type.String(),
  },
  strict,
);
export type BenchLine = Static<typeof BenchLine>;

/** A receipt that has come off. `n` counts from 1 and never changes; `lines` is its text. */
export const BenchSlip = Type.Object(
  {
    n: Type.Integer(),
    at: Type.String(),
    cut: oneOf(['full', 'partial', 'torn'] as const),
    lines: Type.Array(Type.String()),
  },
  strict,
);
export type BenchSlip = Static<typeof BenchSlip>;

/** Everything that stands on the bench at one moment; newest slips and lines first. Whole snapshots, `revision` rises with each change. */
export const BenchState = Type.Object(
  {
    revision: Type.Integer(),
    idReader: Type.Object(
      {
        path: Type.String(),
        isPlugged: Type.Boolean(),
        /** A program has written to it within the last eight seconds. */
        isHostTalking: Type.Boolean(),
        card: orNull(Type.String()),
        health: oneOf(sdtHealths),
        /** `times` null: until cleared. `on` null: whatever is asked next. */
        faults: Type.Array(
          Type.Object({ type: Type.String(), on: orNull(Type.String()), times: orNull(Type.Integer()) }, strict),
        ),
      },
      strict,
    ),
    receiptPrinter: Type.Object(
      {
        path: Type.String(),
        isPlugged: Type.Boolean(),
        isHostTalking: Type.Boolean(),
        isCoverOpen: Type.Boolean(),
        paper: oneOf(['ok', 'nearEnd', 'end'] as const),
        paperLines: Type.Integer(),
        cutterFault: oneOf(['none', 'clears', 'stays'] as const),
        isCutterJammed: Type.Boolean(),
        isHot: Type.Boolean(),
        silence: oneOf(['none', 'in-order', 'all'] as const),
        /** Text of what hangs in the exit, not cut off yet. */
        hanging: Type.Array(Type.String()),
        /** What would look wrong on real paper; the newest five. */
        problems: Type.Array(Type.String()),
      },
      strict,
    ),
    slips: Type.Array(BenchSlip),
    log: Type.Array(BenchLine),
  },
  strict,
);
export type BenchState = Static<typeof BenchState>;
