import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { ManifestHash } from './release-id.ts';
import { maxTargetName } from './target-name.ts';
import { KeptOutcome } from './update-outcome.ts';

/** What operators say and see of releases on machines. No person. */
const Kiosk = Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' });
const Target = Type.String({ minLength: 1, maxLength: maxTargetName });

/** `POST /v1/operator/assignments`. */
export const AssignRequest = Type.Object(
  {
    kiosks: Type.Array(Kiosk, { minItems: 1, maxItems: 1000, uniqueItems: true }),
    target: Target,
    /** Of the manifest; left out = the one that the hub's own repository holds. */
    sha256: Type.Optional(ManifestHash),
    /** A machine that hears of it later does not begin it any more. */
    days: Type.Integer({ minimum: 1, maximum: 180 }),
  },
  strict,
);
export type AssignRequest = Static<typeof AssignRequest>;

export const AssignReply = Type.Object(
  {
    sha256: ManifestHash,
    expiresAt: Type.String(),
    machines: Type.Array(Type.Object({ kiosk: Kiosk, counter: Type.Integer({ minimum: 1 }) }, strict)),
  },
  strict,
);
export type AssignReply = Static<typeof AssignReply>;

/** Why an assignment was not made; nothing was stored. */
export const assignFaults = ['unknownKiosk', 'badTarget', 'unknownTarget', 'ambiguousTarget'] as const;
export type AssignFault = (typeof assignFaults)[number];

/** What a machine has told of its last update; the cause may be one that this hub does not know. */
export const ReportedOutcome = Type.Object({ ...KeptOutcome.properties, receivedAt: Type.String() }, strict);
export type ReportedOutcome = Static<typeof ReportedOutcome>;

/** `GET /v1/operator/assignments`: newest first. */
export const AssignmentRow = Type.Object(
  {
    kiosk: Kiosk,
    ...{ target: Target, sha256: ManifestHash, counter: Type.Integer({ minimum: 1 }) },
    ...{ madeAt: Type.String(), expiresAt: Type.String() },
    /** `replaced`: a later one counts. `open`: nothing was heard of it. Else what the machine reports. */
    state: oneOf(['replaced', 'open', 'expired', 'succeeded', 'rolledBack', 'refused'] as const),
    outcome: nullable(ReportedOutcome),
  },
  strict,
);
export type AssignmentRow = Static<typeof AssignmentRow>;
