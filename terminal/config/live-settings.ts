import type { LockedItems } from '../commands/locked-items.ts';
import { qrModules } from '../receipt/receipt-qr.ts';
import type { PageSettings } from '../session/pages/page-kit.ts';
import type { SessionService } from '../session/session-service.ts';
import { speechEquipment } from '../speech/speech-equipment.ts';
import { type UpkeepSettings, upkeepDefaults } from '../upkeep.ts';
import type { ConfigService } from './config-service.ts';
import type { RunningConfig } from './running-config.ts';

// Parts of the running configuration as their users read them: anew at each use. What they may see change, and when, is decided in `plan.ts`.

/** What pages show of the configuration, always as it is in force now. */
export function livePageSettings(running: RunningConfig): PageSettings {
  let code: { readonly url: string; readonly modules: ReturnType<typeof qrModules> } | null = null;
  return {
    get cityHotline() {
      return running.inForce.cityHotline;
    },
    get keeper() {
      return running.inForce.keeper;
    },
    get phoneService() {
      const url = running.inForce.phoneService?.url;
      if (url === undefined) return undefined;
      // Pages are drawn many times.
      if (code?.url !== url) code = { url, modules: qrModules(url) };
      return code.modules;
    },
  };
}

/** How the store is kept in order, always as it is in force now; defaults where nothing is set. */
export function liveUpkeep(running: RunningConfig): UpkeepSettings {
  const now = () => ({ ...upkeepDefaults, ...running.inForce.store });
  return {
    get ballastMiB() {
      return now().ballastMiB;
    },
    get backups() {
      return now().backups;
    },
    get stubDays() {
      return now().stubDays;
    },
    get historyDays() {
      return now().historyDays;
    },
  };
}

/** Time to take a card at the outlet, milliseconds; undefined = as usual. */
export function liveTakeMs({ inForce }: RunningConfig): number | undefined {
  const seconds = inForce.personaliser?.takeSeconds;
  return seconds === undefined ? undefined : seconds * 1000;
}

/**
 * Joins configuration and session: what waits is applied as soon as nobody is served, and the page that stands is drawn anew.
 * @param changed told after settings that are not of the session have changed
 * @returns the end of it
 */
export function followConfig(
  {
    running,
    settings,
    session,
    store,
    locked,
  }: {
    readonly running: RunningConfig;
    readonly settings: ConfigService | undefined;
    readonly session: Pick<SessionService, 'send' | 'place' | 'context' | 'onChange'>;
    readonly store: Parameters<ConfigService['attach']>[0]['store'];
    /** Items that operators have locked here; null = nobody can. */
    readonly locked: Pick<LockedItems, 'items' | 'onChange'> | null;
  },
  pageDir: string,
  changed: () => void,
): () => void {
  const isIdle = () => {
    const { visit, help, speechPage } = session.context();
    return session.place() === 'idle' && visit === null && !help && !speechPage;
  };
  const close = () =>
    session.send({ type: 'CLOSED_ITEMS', items: [...(running.inForce.closedItems ?? []), ...(locked?.items ?? [])] });
  close();
  const stopLocks = locked?.onChange(close);
  const stopListening = running.onChange(() => {
    session.send({ type: 'EQUIPMENT', equipment: speechEquipment(running.inForce, pageDir) });
    close();
    changed();
  });
  const detach = settings?.attach({ isIdle, onMaybeIdle: session.onChange, store });
  return () => {
    detach?.();
    stopLocks?.();
    stopListening();
  };
}
