import type { Suite } from '../../contract/envelope.ts';
import { hubKeysHeader } from '../../contract/http-signature.ts';
import type { HubKeyOffer } from '../../contract/hub-api.ts';
import type { HubKeys } from './hub-keys.ts';

/** Keys of the hub that a machine says it has. A hint, not signed: who changes it makes the machine disbelieve a reply, no more. */
export interface KeysOfMachine {
  readonly reply: string | null;
  readonly seal: string | null;
}

/** @param headers of the request; machines of an earlier release do not send it */
export function keysOfMachine(headers: Readonly<Record<string, string | string[] | undefined>>): KeysOfMachine {
  const value = headers[hubKeysHeader];
  const match = typeof value === 'string' ? /^([\w-]{1,64}) ([\w-]{1,64})$/.exec(value) : null;
  return { reply: match?.[1] ?? null, seal: match?.[2] ?? null };
}

/**
 * What a machine has to take over, for the reply to its heartbeat; undefined = it has the newest. The reply is signed with the key that the machine knows, so
 * the old key vouches for the new one.
 * @param suite of the machine's own key: what it signs with it can check
 */
export function handOver(keys: HubKeys, { reply, seal }: KeysOfMachine, suite: Suite): HubKeyOffer | undefined {
  if (reply === null || seal === null) return undefined;
  const { kid, publicKey } = keys.replyOf(suite);
  if (reply === kid && seal === keys.sealing.kid) return undefined;
  return { replyKey: { kid, publicKey }, sealing: keys.sealing };
}
