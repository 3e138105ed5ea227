import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from './closed-shapes.ts';
import { ReleaseId } from './release/release-id.ts';
import { KeptOutcome, OutcomeTime } from './release/update-outcome.ts';

/**
 * - `proven`: it has run for long enough
 * - `tried`: it was started and has not passed the health gate yet
 * - `soaking`: it has passed; the machine goes back when it goes down again and again
 */
export const standingStates = ['proven', 'tried', 'soaking'] as const;

/** How the release that runs stands, as the agent of updates tells the terminal service, for the staff at the machine (docs/updates.md). */
export const UpdateStanding = Type.Object(
  {
    release: ReleaseId,
    state: oneOf(standingStates),
    /** Since when it is tried or soaking; null = proven, or not known any more. */
    since: nullable(OutcomeTime),
    /** What became of the last update of this machine; null = none yet. A release that was given up since may have written it. */
    last: nullable(KeptOutcome),
    /** When the metadata of releases that this machine trusts was signed; left out = it keeps none. */
    metadataAt: Type.Optional(OutcomeTime),
  },
  strict,
);
export type UpdateStanding = Static<typeof UpdateStanding>;

export const standingMethod = 'update.standing';
