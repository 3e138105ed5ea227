import { type Static, Type } from 'typebox';
import { canonicalJson } from '../canonical-json.ts';
import { strict } from '../closed-shapes.ts';
import { err, ok, type Result } from '../result.ts';
import { type SigningKey, verifyText } from '../signing.ts';
import { parse } from '../validate.ts';
import type { ReleaseKind } from './manifest.ts';
import { ManifestHash, releaseIdOf } from './release-id.ts';
import { kindOfTarget, maxTargetName, readTargetName } from './target-name.ts';

/**
 * Who gets which release when: the word of the hub, apart from the metadata, which says what is genuine. Installed is only what both name, so a hub that was broken into can choose among genuine
 * releases and no more (docs/design/sync-and-fleet.md §7).
 */
export const Assignment = Type.Object(
  {
    format: Type.Literal('yitiji-assignment/1'),
    device: Type.String({ minLength: 1, maxLength: 64 }),
    /** Name of the target: `app/2026.11.1.json`. */
    target: Type.String({ maxLength: maxTargetName }),
    /** Of its manifest. */
    sha256: ManifestHash,
    /** Rises with each assignment of a machine; the highest counts. */
    counter: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    /** Not begun after this; ISO 8601 with milliseconds. */
    expiresAt: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' }),
  },
  strict,
);
export type Assignment = Static<typeof Assignment>;

const SignedAssignment = Type.Object(
  {
    assignment: Assignment,
    kid: Type.String({ pattern: '^[\\w-]{1,64}$' }),
    /** By the hub's reply key over the canonical JSON of `assignment`, base64. */
    signature: Type.String({ pattern: '^[A-Za-z0-9+/]{86}==$' }),
  },
  strict,
);

/** A public key of the hub that signs replies and assignments; as `publicKeyPattern` says. */
export interface AssignmentKey {
  readonly kid: string;
  readonly publicKey: string;
}

/** Longest text of a signed assignment, signs. */
export const maxAssignmentText = 2048;

/** The text that travels. `format` keeps the signature apart from those of replies with the same key. */
export function signAssignment(
  assignment: Assignment,
  { kid, key }: { readonly kid: string; readonly key: SigningKey },
): string {
  return JSON.stringify({ assignment, kid, signature: key.sign(canonicalJson(assignment)) });
}

/** `unknownKey`: signed with a key that the hub has not handed to this machine (yet). `older`: a later one was seen. */
export type AssignmentFault =
  | 'malformed'
  | 'unknownKey'
  | 'badSignature'
  | 'otherDevice'
  | 'badTarget'
  | 'older'
  | 'expired';

/**
 * What the hub has assigned, if it may be begun now. Pure.
 * @param keys of the hub, as this machine holds them
 * @param lastCounter of the newest assignment that was ever believed, 0 = none; that one may come again
 * @param nowMs never earlier than any time that this machine has proof of: a clock that was turned back must not bring an assignment to life again
 */
export function readAssignment(
  text: string,
  keys: readonly AssignmentKey[],
  { device, nowMs, lastCounter }: { readonly device: string; readonly nowMs: number; readonly lastCounter: number },
): Result<Assignment, AssignmentFault> {
  const signed = parseSigned(text);
  if (signed === null) return err('malformed');
  const { assignment, kid, signature } = signed;
  const key = keys.find((one) => one.kid === kid);
  if (key === undefined) return err('unknownKey');
  if (!verifyText(key.publicKey, canonicalJson(assignment), signature)) return err('badSignature');
  if (assignment.device !== device) return err('otherDevice');
  if (readTargetName(assignment.target) === null) return err('badTarget');
  if (assignment.counter < lastCounter) return err('older');
  const expiresMs = Date.parse(assignment.expiresAt);
  // A day that is none (30 February) is no time either.
  if (Number.isNaN(expiresMs)) return err('malformed');
  return nowMs < expiresMs ? ok(assignment) : err('expired');
}

/** Which assignment a text is, without belief: the machine tells the hub which one it has. Null = none. */
export function assignmentMark(text: string): { readonly counter: number; readonly kid: string } | null {
  const signed = parseSigned(text);
  return signed === null ? null : { counter: signed.assignment.counter, kid: signed.kid };
}

/** What kind of release a text assigns, without belief. Null = no assignment, or a target of no kind that is known. */
export function assignedKind(text: string): ReleaseKind | null {
  const signed = parseSigned(text);
  return signed === null ? null : kindOfTarget(signed.assignment.target);
}

/** The release that a text assigns, without belief, as machines name it. Null = no assignment, or a target of no kind that is known. */
export function assignedRelease(text: string): string | null {
  const assignment = parseSigned(text)?.assignment;
  const name = assignment === undefined ? null : readTargetName(assignment.target);
  return assignment === undefined || name === null ? null : releaseIdOf(name.version, assignment.sha256);
}

function parseSigned(text: string): Static<typeof SignedAssignment> | null {
  if (text.length > maxAssignmentText) return null;
  try {
    const read = parse(SignedAssignment, JSON.parse(text));
    return read.ok ? read.value : null;
  } catch {
    return null; // no JSON
  }
}
