import type { HubKeyOffer } from '../../contract/hub-api.ts';
import type { Log } from '../../contract/log.ts';
import { readPublicKey } from '../../contract/signing.ts';
import { isSealingKey } from '../../contract/suites/seal.ts';
import type { Store } from '../store/store.ts';

/**
 * New keys of the hub, from a reply that the key we know has signed: stored durably, then used. What cannot be used is left alone, since a machine that holds a
 * key that is none would believe nobody any more.
 */
export function takeOverKeys(store: Store, log: Log, { replyKey, sealing }: HubKeyOffer): void {
  const identity = store.identity();
  const isGood = isSealingKey(sealing) && readPublicKey(replyKey.publicKey) !== null;
  if (identity === null || !isGood) return;
  const stored = store.setIdentity({ ...identity, replyKey, sealing });
  if (!stored.ok) return;
  store.audit('config', { what: 'hubKeys', result: 'ok' }, null);
  log('sync.keys.changed', { replyKid: replyKey.kid, sealKid: sealing.kid });
}
