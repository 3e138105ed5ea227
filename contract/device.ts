import { type Static, Type } from 'typebox';

/**
 * How every peripheral is described: separate axes, typed faults, outcomes that say what may have happened.
 * Words follow XFS4IoT (CEN device standard); the tables are those of docs/design/device-model.md.
 */
const literals = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });

export const links = ['absent', 'poweredOff', 'offOrAbsent', 'connecting', 'up', 'lost', 'garbled'] as const;
export const conditions = ['ok', 'degraded', 'faulted', 'suspectTamper', 'tampered'] as const;
export const activities = ['idle', 'waitingUser', 'moving', 'transferring', 'resetting', 'maintenance'] as const;
export const pathStates = ['clear', 'jammed', 'coverOpen', 'shutterStuck', 'unknown'] as const;
export const supplyLevels = ['unknown', 'full', 'ok', 'low', 'out'] as const;
export const levelSources = ['sensor', 'counter', 'operator'] as const;
export const actions = [
  'none',
  'retry',
  'reset',
  'clearMedia',
  'replenish',
  'emptyBin',
  'configure',
  'engineer',
  'selfRecovering',
] as const;
export const outcomes = ['notStarted', 'notDone', 'done', 'partial', 'indeterminate'] as const;
export const phases = ['queued', 'preparing', 'waitingUser', 'moving', 'finishing', 'settled'] as const;
export const severities = ['normal', 'warning', 'alarm'] as const;

export const binKinds = ['supply', 'retain', 'park', 'reject'] as const;
export const binHealths = ['ok', 'inoperative', 'missing', 'notConfigured', 'manipulated'] as const;
export const binLevels = ['unknown', 'empty', 'low', 'ok', 'high', 'full'] as const;
/** What an act does to the physical world; only `none` may be repeated freely. */
export const effects = ['none', 'movesMedia', 'consumesSupply', 'writesMedia'] as const;

export type BinLevel = (typeof binLevels)[number];
export type Effect = (typeof effects)[number];
export type Link = (typeof links)[number];
export type Condition = (typeof conditions)[number];
export type PathState = (typeof pathStates)[number];
export type SupplyLevel = (typeof supplyLevels)[number];
/** Who or what cures a fault. */
export type Action = (typeof actions)[number];
/** What may have happened to the physical world. */
export type Outcome = (typeof outcomes)[number];
export type Phase = (typeof phases)[number];
export type Severity = (typeof severities)[number];
export type MediaPos = 'none' | 'entering' | 'inside' | 'latched' | 'atExit' | 'jammed' | 'unknown' | `bin:${string}`;

/**
 * Every error code with its nearest XFS4IoT meaning and its defaults. Codes are strings and API: add, never rename or reuse.
 * `userFixable`: the citizen at the screen can cure it.
 */
export const errorCodes = {
  E_BAD_ARGUMENT: { action: 'none', severity: 'normal', userFixable: false },
  E_UNSUPPORTED: { action: 'none', severity: 'normal', userFixable: false },
  E_SEQUENCE: { action: 'reset', severity: 'normal', userFixable: false },
  E_NOT_READY: { action: 'selfRecovering', severity: 'normal', userFixable: false },
  E_DISABLED: { action: 'none', severity: 'normal', userFixable: false },
  E_CLAIM_REQUIRED: { action: 'none', severity: 'normal', userFixable: false },
  E_CLAIM_BUSY: { action: 'retry', severity: 'normal', userFixable: false },
  E_CLAIM_LOST: { action: 'none', severity: 'normal', userFixable: false },
  E_QUEUE_FULL: { action: 'retry', severity: 'warning', userFixable: false },
  E_CANCELLED: { action: 'none', severity: 'normal', userFixable: false },
  E_TIMEOUT: { action: 'retry', severity: 'normal', userFixable: true },
  E_IO_TIMEOUT: { action: 'selfRecovering', severity: 'warning', userFixable: false },
  E_NO_DEVICE: { action: 'engineer', severity: 'alarm', userFixable: false },
  E_POWER: { action: 'engineer', severity: 'alarm', userFixable: false },
  E_LINK_LOST: { action: 'selfRecovering', severity: 'alarm', userFixable: false },
  E_WRONG_DEVICE: { action: 'configure', severity: 'alarm', userFixable: false },
  E_ROLE_AMBIGUOUS: { action: 'configure', severity: 'alarm', userFixable: false },
  E_PROTOCOL: { action: 'selfRecovering', severity: 'warning', userFixable: false },
  E_MEDIA_JAM: { action: 'clearMedia', severity: 'alarm', userFixable: false },
  E_NO_MEDIA: { action: 'retry', severity: 'normal', userFixable: true },
  E_MEDIA_INVALID: { action: 'retry', severity: 'normal', userFixable: true },
  E_MEDIA_COLLISION: { action: 'retry', severity: 'normal', userFixable: true },
  E_OCCUPIED: { action: 'clearMedia', severity: 'warning', userFixable: true },
  E_MEDIA_SWALLOWED: { action: 'clearMedia', severity: 'alarm', userFixable: false },
  E_MEDIA_RETRACTED: { action: 'none', severity: 'warning', userFixable: false },
  E_SHUTTER: { action: 'engineer', severity: 'alarm', userFixable: false },
  E_COVER_OPEN: { action: 'clearMedia', severity: 'warning', userFixable: false },
  E_CUTTER: { action: 'clearMedia', severity: 'alarm', userFixable: false },
  E_OVERHEAT: { action: 'selfRecovering', severity: 'warning', userFixable: false },
  /** The device reports an unrecoverable fault of its own, without saying more. */
  E_HARDWARE: { action: 'engineer', severity: 'alarm', userFixable: false },
  E_SUPPLY_OUT: { action: 'replenish', severity: 'alarm', userFixable: false },
  E_BIN_FULL: { action: 'emptyBin', severity: 'alarm', userFixable: false },
  /** Two persons have counted more or fewer cards than the ledger says; an operator has to accept it. */
  E_COUNT_DIFFERS: { action: 'engineer', severity: 'alarm', userFixable: false },
  E_BIN_FAULT: { action: 'engineer', severity: 'alarm', userFixable: false },
  E_CHIP: { action: 'retry', severity: 'normal', userFixable: true },
  E_DATA_BAD: { action: 'retry', severity: 'normal', userFixable: true },
  E_DOC_SUSPECT: { action: 'none', severity: 'warning', userFixable: false },
  /** A contact on the touch panel that is never lifted; water, dirt, a foil that has come off, or the panel itself. */
  E_TOUCH_STUCK: { action: 'clearMedia', severity: 'alarm', userFixable: true },
  /** The touch panel touches by itself. */
  E_TOUCH_GHOST: { action: 'engineer', severity: 'alarm', userFixable: false },
  /** People are there and no touch arrives, or the panel is gone from the bus. */
  E_TOUCH_DEAD: { action: 'engineer', severity: 'alarm', userFixable: false },
  E_TAMPER: { action: 'engineer', severity: 'alarm', userFixable: false },
  E_INTERNAL: { action: 'engineer', severity: 'alarm', userFixable: false },
} as const satisfies Record<
  string,
  { readonly action: Action; readonly severity: Severity; readonly userFixable: boolean }
>;

export type ErrorCode = keyof typeof errorCodes;

/**
 * A failed or interrupted device call. `outcome` says what may have happened, `mediaAt` where the item is, `action` who cures it.
 * `vendor.raw` is hex and redacted: never a byte of a citizen's card.
 */
export interface DeviceError {
  readonly code: ErrorCode;
  readonly outcome: Outcome;
  readonly phase: Phase;
  readonly deviceId: string;
  readonly actId?: string;
  readonly epoch: number;
  readonly mediaAt: MediaPos;
  readonly action: Action;
  readonly severity: Severity;
  readonly userFixable: boolean;
  readonly vendor?: { readonly code: string; readonly raw?: string };
  readonly cause?: unknown;
}

/** Builds a DeviceError with the defaults of its code. */
export function deviceError(
  code: ErrorCode,
  outcome: Outcome,
  at: {
    readonly deviceId: string;
    readonly phase: Phase;
    readonly epoch: number;
    readonly mediaAt?: MediaPos;
    readonly actId?: string;
    readonly vendor?: { readonly code: string; readonly raw?: string };
    readonly cause?: unknown;
  },
): DeviceError {
  return { ...errorCodes[code], code, outcome, ...at, mediaAt: at.mediaAt ?? 'unknown' };
}

export const ActiveFault = Type.Object(
  {
    code: literals(Object.keys(errorCodes) as readonly ErrorCode[]),
    since: Type.String(),
    action: literals(actions),
    severity: literals(severities),
  },
  { additionalProperties: false },
);
export type ActiveFault = Static<typeof ActiveFault>;

export const Supply = Type.Object(
  {
    level: literals(supplyLevels),
    source: literals(levelSources),
    count: Type.Optional(Type.Integer()),
    at: Type.String(),
  },
  { additionalProperties: false },
);
export type Supply = Static<typeof Supply>;

/**
 * A place that keeps items (XFS4IoT storage unit). `level` is what the sensors say, else what the count and `threshold` say (threshold 0:
 * sensors decide); `count` follows positions, not command success; `initial` is the count at the last exchange. `null` = never counted.
 */
export const Bin = Type.Object(
  {
    kind: literals(binKinds),
    health: literals(binHealths),
    level: literals(binLevels),
    count: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    initial: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    capacity: Type.Optional(Type.Integer({ minimum: 0 })),
    threshold: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type Bin = Static<typeof Bin>;

/**
 * One whole status. `epoch` rises at each (re)open, `seq` at each change; older ones are dropped by the receiver.
 * `media: null` means that this device cannot know; `'unknown'` means that it should know and does not at the moment.
 */
export const DeviceStatus = Type.Object(
  {
    id: Type.String(),
    epoch: Type.Integer(),
    seq: Type.Integer(),
    link: literals(links),
    condition: literals(conditions),
    activity: literals(activities),
    media: Type.Unsafe<MediaPos | null>({ type: ['string', 'null'] }),
    paths: Type.Record(Type.String(), literals(pathStates)),
    supplies: Type.Record(Type.String(), Supply),
    bins: Type.Record(Type.String(), Bin),
    faults: Type.Array(ActiveFault),
    observedAt: Type.String(),
    via: literals(['event', 'poll', 'assumed'] as const),
  },
  { additionalProperties: false },
);
export type DeviceStatus = Static<typeof DeviceStatus>;

/** What a flow may expect of a device now. */
export type Availability = 'ready' | 'busy' | 'limited' | 'unavailable';

/** Settings of `availability` that depend on the class of device. */
export interface AvailabilityProfile {
  /**
   * A full or broken retain bin forbids taking or handing out items, since an abandoned one would have nowhere to go: rule 1 of the custody
   * rules (docs/design/device-model.md). Default true.
   */
  readonly needsRetainBin?: boolean;
}

/**
 * Availability follows from the status alone. Supplies low = ready with a warning; out = unavailable; one of several supply bins empty =
 * limited, all of them empty = unavailable. Pure and table-tested.
 */
export function availability(status: DeviceStatus, profile: AvailabilityProfile = {}): Availability {
  if (status.link !== 'up') return 'unavailable';
  if (status.condition === 'faulted' || status.condition === 'tampered') return 'unavailable';
  if (Object.values(status.supplies).some((supply) => supply.level === 'out')) return 'unavailable';
  if (Object.values(status.paths).some((path) => path !== 'clear' && path !== 'unknown')) return 'unavailable';
  const bins = Object.values(status.bins);
  const usable = (bin: Bin) => bin.health === 'ok' && bin.level !== 'empty';
  const supplies = bins.filter((bin) => bin.kind === 'supply');
  if (supplies.length > 0 && !supplies.some(usable)) return 'unavailable';
  const keepers = bins.filter((bin) => bin.kind === 'retain' || bin.kind === 'reject');
  const canKeep = keepers.some((bin) => bin.health === 'ok' && bin.level !== 'full');
  if (profile.needsRetainBin !== false && keepers.length > 0 && !canKeep) return 'unavailable';
  if (status.activity === 'resetting' || status.activity === 'maintenance') return 'busy';
  if (status.condition === 'degraded' || status.condition === 'suspectTamper') return 'limited';
  if (supplies.some((bin) => !usable(bin))) return 'limited';
  return status.activity === 'idle' || status.activity === 'waitingUser' ? 'ready' : 'busy';
}

/** Evidence for an act: named counters and sensor values, plus when they were seen. No personal data. */
export interface Evidence {
  readonly at: string;
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Called by a facade around an act that changes the physical world. `sent` commits synchronously to the act journal;
 * the facade may write the first byte only after it has returned (conformance C6).
 */
export interface ActHooks {
  sent(before: Evidence): void;
}

/** Why a caller aborted: `controller.abort(reason)` carries one of these. `deadline` gives E_TIMEOUT, the others E_CANCELLED. */
export type AbortReason = 'user' | 'deadline' | 'sessionEnd' | 'preempt' | 'shutdown';
