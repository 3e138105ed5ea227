import type { HeartbeatReply, HeartbeatRequest } from '../../contract/hub-api.ts';
import { signAssignment } from '../../contract/release/assignment.ts';
import { isoTime } from '../http.ts';
import type { HubReplyKey } from '../keys/hub-keys.ts';
import { hubVersion } from '../version.ts';
import type { CurrentAssignment } from './assignments.ts';

/**
 * What the reply to a heartbeat says of releases. Signed with the key of this reply, which the machine knows; after a change of keys it is handed out once more, under the new one.
 * @param has which assignment the machine has, and by which key; null = none
 */
export function updateOf(
  assignment: CurrentAssignment | null,
  has: HeartbeatRequest['update'] | null,
  key: Pick<HubReplyKey, 'kid' | 'key'>,
): Pick<HeartbeatReply, 'update' | 'hubVersion'> {
  if (assignment === null || (assignment.counter === has?.counter && key.kid === has.kid)) return { hubVersion };
  const { deviceId: device, target, sha256, counter, expiresMs } = assignment;
  const signed = signAssignment(
    { format: 'yitiji-assignment/1', device, target, sha256, counter, expiresAt: isoTime(expiresMs) },
    key,
  );
  return { hubVersion, update: signed };
}
