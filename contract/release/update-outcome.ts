import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { ReleaseId } from './release-id.ts';

/** Why a release was given up. Codes are API: add, never rename. */
export const returnCauses = [
  /** Every start ended, or was cut, before it had proven itself. */
  'triesExhausted',
  /** The health gate said no (docs/design/sync-and-fleet.md §7 step 5). */
  'unhealthy',
  /** The hub was there before the switch and silent since. Pardoned where the release before does not reach it either (docs/updates.md). */
  'hubLost',
  /** It ended three times within five minutes. */
  'crashLoop',
  /** It did not prove itself in time. */
  'silent',
  /** The hub or a technician has called it back. */
  'recalled',
] as const;
export type ReturnCause = (typeof returnCauses)[number];

/** Why an assigned release was never started. What only makes it wait (no network, no idle moment) is none. Codes are API: add, never rename. */
export const refusalCauses = [
  /** Signatures of the metadata, or the hash of what was fetched, do not hold. */
  'forged',
  /** Older metadata than this machine has seen. */
  'rolledBack',
  /** Metadata of different times. */
  'mixed',
  /** Metadata has run out: nothing new until the city signs again. */
  'expired',
  /** Signed by a role that may not sign this kind, or the manifest says another kind. */
  'wrongRole',
  /** The metadata does not know it, or knows it with another hash than the assignment. */
  'unknownTarget',
  /** More bytes than promised or allowed. */
  'tooLarge',
  /** The manifest, or what was unpacked, cannot be used. */
  'damaged',
  /** It cannot open the local store of this machine. */
  'store',
  /** It wants a newer hub. */
  'minimumHub',
  /** No room on the disk. */
  'full',
  /** This machine has tried it, and does not try it again. */
  'quarantined',
  /** What a configuration or a catalogue says does not fit this machine, by the terminal service's own checks. */
  'invalid',
] as const;
export type RefusalCause = (typeof refusalCauses)[number];

export const OutcomeTime = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]{8,12}Z$', maxLength: 40 });

/** What it was about, for people: a code and names of parts, such as `device cardDispenser/f2`. Never a value of anybody. */
export const OutcomeWhat = Type.String({ pattern: '^[0-9A-Za-z ./_:-]{1,64}$' });

/** What became of an update, for the hub. Nobody is in it. */
export const UpdateOutcome = Type.Object(
  {
    release: ReleaseId,
    /** What ran before. */
    from: ReleaseId,
    outcome: oneOf(['succeeded', 'rolledBack', 'refused'] as const),
    /** Null for `succeeded` and for nothing else. */
    cause: nullable(oneOf([...returnCauses, ...refusalCauses] as const)),
    what: Type.Optional(OutcomeWhat),
    at: OutcomeTime,
  },
  strict,
);
export type UpdateOutcome = Static<typeof UpdateOutcome>;

/** What stands on a disk may have been written by a later release that was given up since: a cause that this one does not know is passed on, and no damage. */
export const laterCause = { type: 'string', pattern: '^[A-Za-z]{1,32}$' } as const;
/** An outcome as a later release may have written it. */
export const KeptOutcome = Type.Object(
  { ...UpdateOutcome.properties, cause: nullable(Type.Unsafe<NonNullable<UpdateOutcome['cause']>>(laterCause)) },
  strict,
);

/** Whether a cause is one of this release's; one that is not is told as “unknown cause”, with its code. */
export const isKnownCause = (code: string): boolean =>
  ([...returnCauses, ...refusalCauses] as readonly string[]).includes(code);

/** Plain body of topic `tech.update`. The machine may be newer than the hub: what became of the update is kept though the hub does not know why. */
export const UpdateBody = Type.Object({ format: Type.Literal('yitiji-update/1'), ...KeptOutcome.properties }, strict);
export type UpdateBody = Static<typeof UpdateBody>;
