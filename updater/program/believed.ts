import { assignmentMark, readAssignment } from '../../contract/release/assignment.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { readTargetName } from '../../contract/release/target-name.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Assigned } from '../../contract/update-link.ts';
import type { Wanted } from './agent-steps.ts';

export interface Disbelief {
  /** Those of `readAssignment`, `notEnrolled`, `badTarget`. */
  readonly code: string;
  /** Counter of one that is genuine and has run out: nothing is begun for it, and nothing older either, since the hub has taken that back. Null = it says nothing. */
  readonly overtakes: number | null;
}

/**
 * What the hub wants of this machine, if it is really the hub that says so; null = nothing is assigned. The terminal service is asked for the hub's keys and time only: what it passes on is
 * verified here. Pure.
 * @param wallMs clock of this machine; counts only where the hub's time was not heard, so that a clock that runs ahead or behind does not decide
 */
export function believed(
  { assignment, device, hubKeys, hubNowMs }: Assigned,
  { lastCounter, wallMs }: { readonly lastCounter: number; readonly wallMs: number },
): Result<Wanted | null, Disbelief> {
  if (assignment === null) return ok(null);
  if (device === null) return disbelieved('notEnrolled');
  const read = readAssignment(assignment, hubKeys, { device, nowMs: hubNowMs ?? wallMs, lastCounter });
  if (!read.ok) {
    // By then its signature, its machine and its counter have been found right.
    const overtakes = read.error === 'expired' ? (assignmentMark(assignment)?.counter ?? null) : null;
    return disbelieved(read.error, overtakes);
  }
  const { target, sha256, counter, expiresAt } = read.value;
  const name = readTargetName(target);
  if (name === null) return disbelieved('badTarget');
  const release = releaseIdOf(name.version, sha256);
  return ok({ target, release, sha256, counter, expiresAtMs: Date.parse(expiresAt) });
}

const disbelieved = (code: string, overtakes: number | null = null) => err<Disbelief>({ code, overtakes });
