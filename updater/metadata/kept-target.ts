import { err, ok, type Result } from '../../contract/result.ts';
import { wantedRole } from './follow.ts';
import type { Kept } from './kept-metadata.ts';
import { startRoot } from './start-root.ts';
import type { TrustError } from './trust-error.ts';
import { Verifier } from './verifier.ts';

export interface KeptTarget {
  /** Of the manifest's bytes, hex. */
  readonly sha256: string;
  /** Bytes of the manifest. */
  readonly length: number;
}

/**
 * What the kept metadata says of a target, verified from the root down once more: a disk may have changed it, and it may have run out since. Pure.
 * @param nowMs as in `FollowOptions`
 * Errors: those of the verifier, `unknownTarget`, `wrongRole`.
 */
export function targetIn(
  kept: Kept,
  shippedRoot: Uint8Array,
  name: string,
  nowMs: (signedAtMs: number) => number,
): Result<KeptTarget, TrustError> {
  const from = Verifier.from(startRoot(kept.root, shippedRoot));
  if (!from.ok) return from;
  const verifier = from.value;
  if (kept.timestamp === null || kept.snapshot === null || kept.targets === null) {
    return err({ code: 'unknownTarget', detail: 'no metadata yet' });
  }
  // Read at the beginning of time first: when it was signed is what the time is measured by.
  const timestamp = verifier.timestamp(kept.timestamp);
  if (!timestamp.ok) return timestamp;
  verifier.at(nowMs(verifier.signedAtMs));
  // Once more by that time: this asks whether the root has run out.
  const valid = verifier.timestamp(kept.timestamp);
  if (!valid.ok) return valid;
  const snapshot = verifier.snapshot(kept.snapshot, true);
  if (!snapshot.ok) return snapshot;
  const targets = verifier.targets(kept.targets, 'targets');
  if (!targets.ok) return targets;
  const role = wantedRole(verifier, name);
  if (!role.ok) return role;
  const bytes = kept.roles.get(role.value);
  if (bytes === undefined) return err({ code: 'unknownTarget', detail: `${role.value} was not asked for` });
  const delegated = verifier.targets(bytes, role.value);
  if (!delegated.ok) return delegated;
  const found = verifier.targetOf(role.value, name);
  return found === null ? err({ code: 'unknownTarget', detail: `${role.value} lists no ${name}` }) : ok(found);
}

/**
 * When the kept timestamp was signed (null = it does not say) and until when it is valid, milliseconds since 1970; null = none is kept, or none that the root has signed. Pure.
 */
export function keptTimes(
  kept: Kept | null,
  shippedRoot: Uint8Array,
): { readonly signedAtMs: number | null; readonly expiresAtMs: number | null } | null {
  if (kept === null || kept.timestamp === null) return null;
  const from = Verifier.from(startRoot(kept.root, shippedRoot));
  if (!from.ok || !from.value.timestamp(kept.timestamp).ok) return null;
  const { signedAtMs, timestampExpiryMs } = from.value;
  return { signedAtMs: signedAtMs === 0 ? null : signedAtMs, expiresAtMs: timestampExpiryMs };
}
