import type { HeartbeatReply, HeartbeatRequest } from '../../contract/hub-api.ts';
import { signAssignment } from '../../contract/release/assignment.ts';
import { kindOfTarget } from '../../contract/release/target-name.ts';
import { isoTime } from '../http.ts';
import type { HubReplyKey } from '../keys/hub-keys.ts';
import { hubVersion } from '../version.ts';
import type { CurrentAssignment } from './assignments.ts';

type Key = Pick<HubReplyKey, 'kid' | 'key'>;

/** Which assignment a machine has, and by which key of the hub. */
interface Mark {
  readonly counter: number;
  readonly kid: string;
}

/**
 * What the reply to a heartbeat says of applications. Signed with the key of this reply, which the machine knows; after a change of keys it is handed out once more, under the new one.
 * @param has which assignment the machine has; null = none
 */
export function updateOf(
  assignments: readonly CurrentAssignment[],
  has: HeartbeatRequest['update'] | null,
  key: Key,
): Pick<HeartbeatReply, 'update' | 'hubVersion'> {
  const assignment = assignments.find(({ target }) => kindOfTarget(target) === 'application');
  if (assignment === undefined || isKnown(assignment, has ?? null, key)) return { hubVersion };
  return { hubVersion, update: signed(assignment, key) };
}

/** What it says of everything else, in the same way; nothing new: nothing. @param has of each kind the one that the machine has */
export function bundlesOf(
  assignments: readonly CurrentAssignment[],
  has: NonNullable<HeartbeatRequest['bundles']>,
  key: Key,
): Pick<HeartbeatReply, 'bundles'> {
  const bundles = assignments.flatMap((assignment) => {
    const kind = kindOfTarget(assignment.target);
    if (kind === null || kind === 'application') return [];
    const known = has.find((one) => one.kind === kind) ?? null;
    return isKnown(assignment, known, key) ? [] : [signed(assignment, key)];
  });
  return bundles.length === 0 ? {} : { bundles };
}

const isKnown = ({ counter }: CurrentAssignment, has: Mark | null, { kid }: Key): boolean =>
  counter === has?.counter && kid === has.kid;

function signed({ deviceId: device, target, sha256, counter, expiresMs }: CurrentAssignment, key: Key): string {
  return signAssignment(
    { format: 'yitiji-assignment/1', device, target, sha256, counter, expiresAt: isoTime(expiresMs) },
    key,
  );
}
