import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { releaseKinds } from '../release/manifest.ts';
import { ManifestHash, ReleaseId } from '../release/release-id.ts';

/** What the hub's own repository holds, and how far each of it has come. Whether a release is genuine each machine judges by itself, by the metadata. */
export const ReleaseRow = Type.Object(
  {
    /** Id of the release: version and first sixteen digits of its hash; the name of the slot on a machine. */
    id: ReleaseId,
    /** Name in the metadata, `app/2026.11.1.json`: what a roll-out or an assignment names. */
    target: Type.String({ maxLength: 192 }),
    sha256: ManifestHash,
    kind: oneOf(releaseKinds),
    /** Region, fleet or circle; null = for every machine. */
    scope: nullable(Type.String({ maxLength: 67 })),
    version: Type.String({ maxLength: 79 }),
    createdAt: Type.String(),
    files: Type.Integer({ minimum: 0 }),
    /** Of all its files together, before anything is left out that a machine has already. */
    bytes: Type.Integer({ minimum: 0 }),
    /** Oldest hub that it can talk to. */
    minimumHub: Type.String(),
    /** Machines for which it is the newest assignment of its kind, run out or not. */
    assigned: Type.Integer({ minimum: 0 }),
    /** Machines that have last told this of it. */
    outcomes: Type.Object({ succeeded: Type.Integer(), rolledBack: Type.Integer(), refused: Type.Integer() }, strict),
  },
  strict,
);
export type ReleaseRow = Static<typeof ReleaseRow>;

/** `GET /v1/console/releases`: newest first, at most 200. `unreadable` = files in the folder whose hash or form is not what their name says. */
export const ReleasesReply = Type.Object(
  { releases: Type.Array(ReleaseRow, { maxItems: 200 }), unreadable: Type.Integer({ minimum: 0 }) },
  strict,
);
export type ReleasesReply = Static<typeof ReleasesReply>;
