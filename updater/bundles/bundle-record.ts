import { type Static, Type } from 'typebox';
import { nullable, strict } from '../../contract/closed-shapes.ts';
import { type BundleKind, bundleKinds } from '../../contract/release/manifest.ts';
import { ReleaseId } from '../../contract/release/release-id.ts';
import {
  KeptOutcome,
  type RefusalCause,
  type ReturnCause,
  type UpdateOutcome,
} from '../../contract/release/update-outcome.ts';
import { parse } from '../../contract/validate.ts';

/** Times that a new bundle may be activated before it is given up: each start of the agent and each loss of the terminal service takes one. */
export const triesOfABundle = 3;
/** Bundles that stay unpacked, the one in force included. */
const keptBundles = 3;
const mostRefused = 16;
const mostReports = 16;

const Given = Type.Object(
  {
    release: ReleaseId,
    /** The release of the application that could not take it. Another one may. */
    application: ReleaseId,
  },
  strict,
);

/** Of one kind. */
export const BundleState = Type.Object(
  {
    /** Of the newest assignment that was ever believed; 0 = none. */
    lastCounter: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    /** In force; null = what came with the application. */
    current: nullable(ReleaseId),
    /** Those before it, newest first: a step back to one of them fetches its manifest and nothing else. */
    before: Type.Array(ReleaseId, { maxItems: keptBundles - 1 }),
    /** Announced, and not proven yet. */
    candidate: nullable(ReleaseId),
    triesLeft: Type.Integer({ minimum: 0, maximum: triesOfABundle }),
    refused: Type.Array(Given, { maxItems: mostRefused }),
    /** The assignment and cause that the hub was told last, so that it is not told with every try. */
    told: Type.String({ maxLength: 64 }),
  },
  strict,
);
export type BundleState = Static<typeof BundleState>;

/** `state/bundles.json`: the intent, written before a link is changed; links follow it. */
export const BundleRecord = Type.Object(
  {
    format: Type.Literal('yitiji-bundles/1'),
    /** Name at the hub to which the counters belong; null = none yet. */
    device: nullable(Type.String({ maxLength: 64 })),
    kinds: Type.Object({ catalogue: BundleState, config: BundleState, notice: BundleState }, strict),
    /** For the hub, oldest first; a later release may have written them. */
    reports: Type.Array(KeptOutcome, { maxItems: mostReports }),
  },
  strict,
);
export type BundleRecord = Static<typeof BundleRecord>;

const newState: BundleState = {
  ...{ lastCounter: 0, current: null, before: [], candidate: null, triesLeft: 0, refused: [], told: '' },
};
export const newBundles: BundleRecord = {
  ...{ format: 'yitiji-bundles/1', device: null, reports: [] },
  kinds: { catalogue: newState, config: newState, notice: newState },
};

/** Null = text that no updater wrote. Pure. */
export function readBundles(text: string): BundleRecord | null {
  try {
    const read = parse(BundleRecord, JSON.parse(text));
    return read.ok ? read.value : null;
  } catch {
    return null;
  }
}

/** What `current` must point at; null = no link. */
export const wantedLink = ({ candidate, current }: BundleState): ReleaseId | null => candidate ?? current;

/** Folders that must stay. */
export const bundlesInUse = ({ candidate, current, before }: BundleState): ReadonlySet<ReleaseId> =>
  new Set([candidate, current, ...before].filter((one) => one !== null));

/** Whether this bundle was refused under this application already. */
export const isRefused = ({ refused }: BundleState, release: ReleaseId, application: ReleaseId): boolean =>
  refused.some((one) => one.release === release && one.application === application);

/** Who and when, for the hub. */
export interface Moment {
  /** The release of the application that runs. */
  readonly application: ReleaseId;
  /** ISO 8601. */
  readonly at: string;
}

/** Under another name at the hub, or at another hub, counters begin anew. */
export function named(record: BundleRecord, device: string | null): BundleRecord {
  if (device === null || record.device === device) return record;
  const kinds = { ...record.kinds };
  for (const kind of bundleKinds) kinds[kind] = { ...kinds[kind], lastCounter: 0, told: '' };
  return { ...record, device, kinds };
}

/** An assignment was believed; older ones never are again. */
export const heard = (record: BundleRecord, kind: BundleKind, counter: number): BundleRecord =>
  withState(record, kind, { lastCounter: Math.max(counter, record.kinds[kind].lastCounter) });

/** It is unpacked and was judged; from here on the link points at it. */
export const announced = (record: BundleRecord, kind: BundleKind, release: ReleaseId): BundleRecord =>
  withState(record, kind, { candidate: release, triesLeft: triesOfABundle });

/** Before each activation. Null = no try is left. */
export function attempted(record: BundleRecord, kind: BundleKind): BundleRecord | null {
  const { triesLeft } = record.kinds[kind];
  return triesLeft === 0 ? null : withState(record, kind, { triesLeft: triesLeft - 1 });
}

/** The service takes it with its next start only: that was no try. */
export function notYet(record: BundleRecord, kind: BundleKind): BundleRecord {
  const { candidate, triesLeft } = record.kinds[kind];
  if (candidate === null) return record;
  return withState(record, kind, { triesLeft: Math.min(triesLeft + 1, triesOfABundle) });
}

/** Not proven, and nothing is held against it: it is announced again later. */
export const withdrawn = (record: BundleRecord, kind: BundleKind): BundleRecord =>
  withState(record, kind, { candidate: null, triesLeft: 0 });

/** It is in force, and the service stands. */
export function proven(record: BundleRecord, kind: BundleKind, moment: Moment): BundleRecord {
  const { candidate, current, before } = record.kinds[kind];
  if (candidate === null) return record;
  const older = [current, ...before].filter((one) => one !== null && one !== candidate) as ReleaseId[];
  const next = withState(record, kind, {
    ...{ current: candidate, before: older.slice(0, keptBundles - 1), candidate: null, triesLeft: 0 },
  });
  return reported(next, current, { release: candidate, outcome: 'succeeded', cause: null }, moment);
}

/** Back to the one before: it was activated and did no good. Not tried again with this release of the application. */
export function givenBack(
  record: BundleRecord,
  kind: BundleKind,
  { cause, what }: { readonly cause: ReturnCause; readonly what?: string },
  moment: Moment,
): BundleRecord {
  const { candidate, current, lastCounter } = record.kinds[kind];
  if (candidate === null) return record;
  // The hub hears of it by this report: that it is not tried again follows.
  const told = `${lastCounter} quarantined`;
  const next = withRefused(withState(record, kind, { candidate: null, triesLeft: 0, told }), kind, candidate, moment);
  const outcome = {
    release: candidate,
    outcome: 'rolledBack',
    cause,
    ...(what === undefined ? {} : { what }),
  } as const;
  return reported(next, current, outcome, moment);
}

/** Never activated. Told to the hub once for each assignment and cause. `invalid`: not tried again with this release of the application. */
export function turnedAway(
  record: BundleRecord,
  kind: BundleKind,
  {
    release,
    counter,
    cause,
    what,
  }: { readonly release: ReleaseId; readonly counter: number; readonly cause: RefusalCause; readonly what?: string },
  moment: Moment,
): BundleRecord {
  const told = `${counter} ${cause}`;
  const { told: before, current } = record.kinds[kind];
  const kept = cause === 'invalid' ? withRefused(record, kind, release, moment) : record;
  if (told === before) return kept;
  const next = withState(kept, kind, { told });
  const outcome = { release, outcome: 'refused', cause, ...(what === undefined ? {} : { what }) } as const;
  return reported(next, current, outcome, moment);
}

/** The oldest report is durable in the outbox. */
export const dropReport = (record: BundleRecord): BundleRecord => ({ ...record, reports: record.reports.slice(1) });

function withState(record: BundleRecord, kind: BundleKind, change: Partial<BundleState>): BundleRecord {
  return { ...record, kinds: { ...record.kinds, [kind]: { ...record.kinds[kind], ...change } } };
}

function withRefused(
  record: BundleRecord,
  kind: BundleKind,
  release: ReleaseId,
  { application }: Moment,
): BundleRecord {
  const state = record.kinds[kind];
  if (isRefused(state, release, application)) return record;
  return withState(record, kind, { refused: [...state.refused, { release, application }].slice(-mostRefused) });
}

/** `from` of the first bundle is the application that brought what was in force. */
function reported(
  record: BundleRecord,
  from: ReleaseId | null,
  outcome: Pick<UpdateOutcome, 'release' | 'outcome' | 'cause' | 'what'>,
  { application, at }: Moment,
): BundleRecord {
  const report: UpdateOutcome = { from: from ?? application, at, ...outcome };
  return { ...record, reports: [...record.reports, report].slice(-mostReports) };
}
