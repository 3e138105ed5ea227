import type { ActHooks, DeviceError, Evidence } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { Store } from '../store/store.ts';

/** Journals an act as sent; false = the journal does not take it (its disk is full), so nothing may be sent. The store has logged why. */
export function isJournalledAsSent(store: Store, actId: string, before: Evidence): boolean {
  try {
    store.acts.sent(actId, before);
    return true;
  } catch {
    return false;
  }
}

/**
 * Calls a driver with hooks that may still say no at the last moment before the first byte: a driver that is refused there has sent nothing.
 * @param sent journals the act as sent; what it gives back refuses the act
 * @param call the driver's call; nothing but these hooks may throw in it
 */
export async function withSentHook<T, E extends DeviceError>(
  sent: (before: Evidence) => DeviceError | null,
  call: (hooks: ActHooks) => Promise<Result<T, E>>,
): Promise<Result<T, E | DeviceError>> {
  let refusal: DeviceError | null = null;
  const hooks: ActHooks = {
    sent: (before) => {
      refusal = sent(before);
      if (refusal !== null) throw new Error(`refused before the first byte: ${refusal.code}`);
    },
  };
  try {
    return await call(hooks);
  } catch (thrown) {
    // Only our own hook may throw.
    if (refusal === null) throw thrown;
    return { ok: false, error: refusal };
  }
}
