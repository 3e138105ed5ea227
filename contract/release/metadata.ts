/**
 * What the tool that signs metadata (TUF 1.0) and the machines that verify it agree upon beyond the specification. Source: docs/design/sync-and-fleet.md §7.
 */

/** How long each role is valid from the moment it is signed, days. What is expired blocks new installs and never the running release. */
export const metadataDays = { timestamp: 7, snapshot: 14, targets: 180, delegated: 180, root: 730 } as const;

/**
 * Member of the signed part of `timestamp.json`: when it was signed, ISO 8601 UTC. A machine that has verified it knows that it is not earlier than this, whatever its battery says. TUF lets
 * signed parts carry members that it does not know.
 */
export const signedAtMember = 'x-yitiji-signed-at';

/** Most bytes of a metadata file that a machine reads; the tool refuses to make a larger one. */
export const metadataBytes = { root: 512_000, timestamp: 16_384, snapshot: 2_000_000, targets: 5_000_000 } as const;

/** Most versions of the root that a machine follows in one go. Every root that was ever published stays published: a machine that was off for years needs each. */
export const mostRootSteps = 256;

/** How moments are written in metadata: ISO 8601, UTC, whole seconds. Anything else is refused, since it would be read by local time or not at all. */
export const metadataTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Names of roles below `targets`: plain words, so that a role is a file and a URL without any quoting. */
export const delegatedRole = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
