import type { HubDeps } from '../deps.ts';
import { causeCode } from '../log.ts';

/** Reads the hub's keys again when another instance has made one, and after hints may have been lost. Who meets an unknown key asks at once (`refresh`). */
export function followKeys(deps: Pick<HubDeps, 'keys' | 'signals' | 'log'>): void {
  const again = () => {
    deps.keys.refresh().catch((cause: unknown) => {
      deps.log('hub.keys.failed', { cause: causeCode(cause) });
    });
  };
  deps.signals.on('keys', again);
  deps.signals.onResume(again);
}
