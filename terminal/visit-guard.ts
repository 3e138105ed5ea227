import type { DeviceError } from '../contract/device.ts';
import type { Log } from '../contract/log.ts';
import { err, type Result } from '../contract/result.ts';
import type { Claim, ClaimManager } from './devices/claims.ts';
import type { Visit } from './session/context.ts';
import type { Store } from './store/store.ts';

/** Meta key: set while a visit is open, so that the next boot knows that one was cut. */
const openVisitKey = 'visit.open';

/** Everything that a visit holds and must give back: claims, the mark on disk. Ending it is idempotent. */
export interface VisitGuard {
  open(visit: Visit): void;
  /** The claim of the visit that is open; devices are used only with it. */
  claim(): Promise<Result<Claim, DeviceError>>;
  /** @returns id of the visit that ended; null = none was open */
  end(reason: 'done' | 'exit' | 'timeout' | 'windowLost' | 'door'): string | null;
}

/** True when the last visit was cut by a crash or a power cut; clears the mark. */
export function takeCrashMark(store: Store): boolean {
  const cut = (store.meta.get(openVisitKey) ?? '') !== '';
  if (cut) store.meta.set(openVisitKey, '');
  return cut;
}

export function visitGuard(
  store: Store,
  claims: ClaimManager,
  deviceIds: readonly string[],
  noClaim: DeviceError,
  log: Log,
): VisitGuard {
  let open: { readonly id: string; readonly claim: Promise<Result<Claim, DeviceError>> } | null = null;
  return {
    open: (visit) => {
      const claim = claims.claim(deviceIds, {
        owner: visit.id,
        purpose: visit.item.id,
        waitMs: 5_000,
        priority: 'customer',
      });
      open = { id: visit.id, claim };
      store.meta.set(openVisitKey, visit.id);
      store.audit('session.start', { item: visit.item.id }, visit.id);
      log('session.visit.started', { session: visit.id, item: visit.item.id });
    },
    claim: () => open?.claim ?? Promise.resolve(err(noClaim)),
    end: (reason) => {
      if (open === null) return null;
      const { id, claim } = open;
      open = null;
      void claim.then((result) => {
        if (result.ok) result.value.release();
      });
      store.meta.set(openVisitKey, '');
      store.audit('session.end', { reason }, id);
      store.audit('erase', { kind: 'visit', count: 1 }, id);
      log('session.visit.ended', { session: id, reason });
      return id;
    },
  };
}
