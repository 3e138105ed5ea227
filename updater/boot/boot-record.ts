import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../../contract/closed-shapes.ts';
import { ReleaseId } from '../../contract/release/release-id.ts';
import {
  KeptOutcome,
  laterCause,
  OutcomeTime,
  OutcomeWhat,
  type ReturnCause,
  type UpdateOutcome,
} from '../../contract/release/update-outcome.ts';
import { parse } from '../../contract/validate.ts';

/** Starts that a release gets to prove itself (docs/design/sync-and-fleet.md §7 step 4). */
export const triesOfARelease = 3;
/** Starts that a committed release gets before its probation must have ended; more than an electrician needs who tests a fuse. */
export const startsOfProbation = 8;
/** Releases that this machine will not try again; the oldest is forgotten. */
const mostQuarantined = 32;
/** Outcomes that the hub has not heard yet: a machine that is offline for months keeps the newest. */
const mostReports = 16;

/**
 * - `committed` – `current` runs and nothing is under way
 * - `switching` – `candidate` is whole on disk and shall run from the next start on
 * - `trying` – `candidate` was started and has not proven itself
 * - `returning` – `candidate` has failed, `current` shall run again
 */
const bootPhases = ['committed', 'switching', 'trying', 'returning'] as const;

/** The launcher stands outside of the releases and may be years older than the agent that wrote the record. */
const Cause = Type.Unsafe<ReturnCause>(laterCause);

/**
 * `state/boot.json`: which release runs and which shall. It is the intent and is written before anything is moved; the link `current` follows it. Every start finishes what it announces.
 * No member may be added, renamed or left out as long as launchers that read this format stand outside of the releases.
 */
export const BootRecord = Type.Object(
  {
    format: Type.Literal('yitiji-boot/1'),
    phase: oneOf(bootPhases),
    /** Proven; runs unless `candidate` is tried. */
    current: ReleaseId,
    /** Proven before `current`; its slot is kept, so that an operator can go back. Null = none. */
    previous: nullable(ReleaseId),
    /** Null in `committed` and in no other phase. */
    candidate: nullable(ReleaseId),
    /** Starts that `candidate` still gets, 0 to `triesOfARelease`. */
    triesLeft: Type.Integer({ minimum: 0, maximum: triesOfARelease }),
    /** Why `returning`; null in every other phase. */
    cause: nullable(Cause),
    /** What the gate did not find well, in words of the machine (`device cardDispenser/f2`); null = the cause says it all. Only in `returning`. */
    what: nullable(OutcomeWhat),
    /** False = `current` proved itself by local health only, since the hub was away: it is committed, and the hub is told when it is back. */
    isConfirmed: Type.Boolean(),
    /** Probation of `current` after its commit: starts that are left before it is given up for `previous`. Null = it has run for long enough. */
    soak: nullable(Type.Object({ startsLeft: Type.Integer({ minimum: 0, maximum: startsOfProbation }) }, strict)),
    quarantined: Type.Array(Type.Object({ release: ReleaseId, cause: Cause, at: OutcomeTime }, strict), {
      maxItems: mostQuarantined,
    }),
    reports: Type.Array(KeptOutcome, { maxItems: mostReports }),
  },
  strict,
);
export type BootRecord = Static<typeof BootRecord>;

/** A machine as it was installed: one release, nothing before it. */
export function firstBoot(current: ReleaseId): BootRecord {
  return {
    ...{ format: 'yitiji-boot/1', phase: 'committed', current, previous: null, candidate: null },
    ...{ triesLeft: 0, cause: null, what: null, isConfirmed: true, soak: null, quarantined: [], reports: [] },
  };
}

/** The record as it stands in its file. */
export const bootText = (record: BootRecord): string => `${JSON.stringify(record, null, 2)}\n`;

/** Null = nothing that an updater wrote, or members that contradict each other. */
export function readBootText(text: string): BootRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const read = parse(BootRecord, value);
  return read.ok && isConsistent(read.value) ? read.value : null;
}

/** What no schema says: who may stand where in which phase. */
export function isConsistent({ phase, current, previous, candidate, cause, what }: BootRecord): boolean {
  return (
    (phase === 'committed') === (candidate === null) &&
    (phase === 'returning') === (cause !== null) &&
    (cause !== null || what === null) &&
    candidate !== current &&
    previous !== current
  );
}

/** Slots that must stay whole; every other may be removed. */
export function slotsInUse({ current, previous, candidate }: BootRecord): ReadonlySet<ReleaseId> {
  return new Set([current, previous, candidate].filter((release) => release !== null));
}

/** Whether this release has failed here and is not tried again. */
export const isQuarantined = ({ quarantined }: BootRecord, release: ReleaseId): boolean =>
  quarantined.some((one) => one.release === release);

/** The newest stay. */
export function withQuarantined(record: BootRecord, one: BootRecord['quarantined'][number]): BootRecord['quarantined'] {
  return [...record.quarantined.filter(({ release }) => release !== one.release), one].slice(-mostQuarantined);
}

/** Reports with one more; the oldest go when there are too many. */
export function withReport({ reports }: BootRecord, report: UpdateOutcome): BootRecord['reports'] {
  return [...reports, report].slice(-mostReports);
}
