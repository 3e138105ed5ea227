import type { Suite } from '../../contract/envelope.ts';
import { keyRotationProof } from '../../contract/http-signature.ts';
import { KeyRotationReply } from '../../contract/hub-api.ts';
import { suiteOf } from '../../contract/public-key.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type DeviceKey, dropNextKey, loadDeviceKey, loadNextKey, promoteNextKey } from '../crypto/device-key.ts';
import type { Store } from '../store/store.ts';
import { makeClockTrust } from '../sync/clock-trust.ts';
import type { HubCallError } from '../sync/hub-call-error.ts';
import { type HubClientOptions, makeHubClient } from '../sync/hub-client.ts';

const budgetMs = 15_000;

export interface RotateOptions extends Pick<HubClientOptions, 'baseUrl' | 'clock' | 'random' | 'log' | 'fetch'> {
  readonly store: Store;
  /** Data folder of the machine. */
  readonly dir: string;
  /** Of the new key; default: that of the key before. */
  readonly suite?: Suite;
}

export interface RotatedKey {
  readonly publicKey: string;
  /** When the old key ends, ISO 8601; null = the hub could not be told that the new one is in use, so the old one stays valid until the next change. */
  readonly oldUntil: string | null;
}

export type RotateError = HubCallError | { readonly code: 'notEnrolled'; readonly detail: string };

/**
 * Changes the machine's key: the successor is durable before the hub hears of it, the hub has it before it takes the old one's place, and the old one ends only
 * when the new one has signed. Whatever breaks off, the key in the folder is one that the hub takes; calling again goes on where it stopped.
 */
export async function rotateKey(options: RotateOptions): Promise<Result<RotatedKey, RotateError>> {
  const suite = options.suite ?? loadDeviceKey(options.dir).suite;
  const rotated = await rotateOnce(options, suite);
  // A change that broke off, under another suite, has come to its end: now the one that is asked for.
  if (!rotated.ok || suiteOf(rotated.value.publicKey) === suite) return rotated;
  return await rotateOnce(options, suite);
}

async function rotateOnce(options: RotateOptions, suite: Suite): Promise<Result<RotatedKey, RotateError>> {
  const { store, dir } = options;
  const identity = store.identity();
  if (identity === null) return err({ code: 'notEnrolled', detail: 'this machine is not enrolled' });
  const { deviceId, replyKey } = identity;
  const next = loadNextKey(dir, suite);
  const trust = makeClockTrust(options.clock, (offsetMs) => store.followHub(offsetMs));
  const offer = (key: DeviceKey) =>
    makeHubClient({ ...options, deviceId, replyKey, sealKid: identity.sealing.kid, trust, key }).service({
      method: 'POST',
      path: 'keys',
      body: { publicKey: next.publicKey, proof: next.sign(keyRotationProof(deviceId, next.publicKey)) },
      schema: KeyRotationReply,
      budgetMs,
    });
  let entered = await offer(loadDeviceKey(dir));
  // An earlier change broke off so long ago that the old key has ended: the hub knows the successor alone.
  if (!entered.ok && hubWord(entered.error) === 'unknownKey') entered = await offer(next);
  if (!entered.ok) {
    if (hubWord(entered.error) === 'forbidden') dropNextKey(dir);
    return entered;
  }
  promoteNextKey(dir);
  store.audit('config', { what: 'keyRotated', result: 'ok' }, null);
  const confirmed = await offer(next);
  return ok({ publicKey: next.publicKey, oldUntil: confirmed.ok ? confirmed.value.othersUntil : null });
}

/** What the hub itself said, in a signed refusal. */
function hubWord(error: HubCallError): string | undefined {
  return error.isSigned === true ? error.hubError : undefined;
}
