import { HubError } from '../../contract/hub-api.ts';
import { checkReply } from '../sync/check-reply.ts';
import type { RawReply } from '../sync/signed-fetch.ts';

/** The hub's time out of a 401 `clock`; null for every other reply. Not verified: for use before a reply key is known. */
export function hubTimeOfRefusal(reply: RawReply): string | null {
  if (reply.status !== 401) return null;
  const said = checkReply(HubError, reply.body);
  return said.ok && said.value.error === 'clock' ? said.value.hubTime : null;
}
