import { type Static, Type } from 'typebox';
import { nullable, strict } from './closed-shapes.ts';
import { publicKeyLength } from './public-key.ts';
import { maxAssignmentText } from './release/assignment.ts';
import { bundleKinds } from './release/manifest.ts';
import { KeptOutcome } from './release/update-outcome.ts';

/**
 * What terminal service and updater pass to each other of the hub's word: assignments come down, outcomes go up. The updater has no identity at the hub; it believes an assignment by its signature.
 */
export const Assigned = Type.Object(
  {
    /** The newest signed assignment of an application (contract/release/assignment.ts), not verified; null = none has come. */
    assignment: nullable(Type.String({ maxLength: maxAssignmentText })),
    /** The same of configuration, catalogue and notice: the newest of each kind that has come. */
    bundles: Type.Array(Type.String({ maxLength: maxAssignmentText }), { maxItems: bundleKinds.length }),
    /** Null = not enrolled. */
    device: nullable(Type.String({ maxLength: 64 })),
    /** Of the hub, that sign replies and assignments; empty = not enrolled. */
    hubKeys: Type.Array(
      Type.Object(
        { kid: Type.String({ maxLength: 64 }), publicKey: Type.String({ maxLength: publicKeyLength }) },
        strict,
      ),
      { maxItems: 4 },
    ),
    /** Address below which `metadata/` stands, with a slash at its end; null = no hub is set. */
    repository: nullable(Type.String({ maxLength: 512 })),
    /** Time of the hub now, milliseconds since 1970; null = it was not heard in this boot. */
    hubNowMs: nullable(Type.Integer()),
    /** Schema version of the open local store; null = it is not open. */
    storeSchema: nullable(Type.Integer({ minimum: 1 })),
    /** As the hub told last; null = it did not. */
    hubVersion: nullable(Type.String({ maxLength: 32 })),
  },
  strict,
);
export type Assigned = Static<typeof Assigned>;

/** Pushed to every connection that has asked (`update.assigned`) once an assignment, the keys of the hub or the enrolment have changed. */
export const AssignedNews = Type.Object({ name: Type.Literal('update.assigned'), assigned: Assigned }, strict);
export type AssignedNews = Static<typeof AssignedNews>;

/** A release that was given up since may have written it. */
export const ReportInput = Type.Object({ outcome: KeptOutcome }, strict);
export type ReportInput = Static<typeof ReportInput>;

/**
 * - `assigned`: input `{}`, output `Assigned`; news from then on
 * - `report`: output null once the outcome is durable in the outbox. Telling the same one again changes nothing. Errors: `notEnrolled` `storeFailed`: tell it again later
 */
export const updateLinkMethods = { assigned: 'update.assigned', report: 'update.report' } as const;
