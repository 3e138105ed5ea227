import { join } from 'node:path';
import type { Clock } from '../contract/clock.ts';
import type { Log } from '../contract/log.ts';
import { diskUsedOf } from './intake.ts';
import { stubsAtOnce } from './outbox/remove-stubs.ts';
import type { Ballast } from './store/ballast.ts';
import { databaseFile } from './store/open-store.ts';
import { historyAtOnce } from './store/remove-history.ts';
import { tidySetAside } from './store/set-aside.ts';
import type { Store } from './store/store.ts';
import { backedUpKey, checkedKey, dayMs, type UpkeepTask, upkeepDue } from './store/upkeep-due.ts';

export interface UpkeepOptions {
  readonly store: Store;
  readonly ballast: Ballast;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
  readonly settings: UpkeepSettings;
  /** Nobody is there, and nobody was for a while. */
  isIdle(): boolean;
  /** Hub time minus wall clock; null = no contact in this boot. */
  hubOffsetMs(): number | null;
  readonly diskUsed?: (dir: string) => Promise<number | null>;
}

export interface UpkeepSettings {
  readonly ballastMiB: number;
  /** Daily backups that are kept. */
  readonly backups: number;
  /**
   * How long the stub of a delivered message stays, days. By default as long as docs/domain/privacy-and-security.md allows: it names nobody, and whoever applies for an administrative review
   * within his 60 days (Administrative Reconsideration Law, art. 20) still finds the receipt at the machine.
   */
  readonly stubDays: number;
  /** How long acts, custody and audit records stay, days. */
  readonly historyDays: number;
}

/** Defaults of `KioskConfig.store`. */
export const upkeepDefaults: UpkeepSettings = { ballastMiB: 64, backups: 2, stubDays: 90, historyDays: 400 };

const lookMs = 60_000;
const metaKeys = {
  check: checkedKey,
  backup: backedUpKey,
  stubs: 'upkeep.stubs',
  history: 'upkeep.history',
} as const;

/**
 * Looks after the store while nobody is there: ballast, the nightly check, the daily backup, stubs and history whose time is over. One thing at a look, so that whoever comes waits for
 * one at most. Returns the end of it.
 */
export function startUpkeep(options: UpkeepOptions): () => void {
  const { store, clock, dataDir, ballast, settings, diskUsed = diskUsedOf } = options;
  const stopping = new AbortController();
  let cancel: () => void = () => undefined;

  const last = (task: keyof typeof metaKeys) => {
    const stored = store.meta.get(metaKeys[task]);
    return stored === null ? null : Number(stored);
  };

  const look = async () => {
    const used = await diskUsed(dataDir);
    if (stopping.signal.aborted) return;
    const [task] = upkeepDue({
      isIdle: options.isIdle(),
      wallMs: store.trustedWallMs(),
      isTimeKnown: options.hubOffsetMs() !== null,
      lastMs: { check: last('check'), backup: last('backup'), stubs: last('stubs'), history: last('history') },
      diskUsed: used,
      isBallastWanted: settings.ballastMiB > 0 && ballast.state() !== 'kept',
      isStoreOk: store.durability() === 'ok',
    });
    if (task === 'ballast') await ballast.keep(stopping.signal);
    else if (task !== undefined) {
      // Also what failed waits for its next turn; what is not at its end goes on at the next look.
      if (run(task, options) === 'done') store.meta.set(metaKeys[task], String(store.trustedWallMs()));
    }
    if (!stopping.signal.aborted) cancel = clock.after(lookMs, () => void look());
  };
  cancel = clock.after(lookMs, () => void look());
  return () => {
    stopping.abort();
    cancel();
  };
}

function run(
  task: Exclude<UpkeepTask, 'ballast'>,
  { store, clock, log, settings, dataDir }: UpkeepOptions,
): 'done' | 'goesOn' {
  const startMs = clock.monoMs();
  const durationMs = () => Math.round(clock.monoMs() - startMs);
  switch (task) {
    case 'check': {
      const damage = store.findDamage();
      if (damage === null) log('store.integrity.checked', { durationMs: durationMs() });
      else log('store.integrity.failed', { detail: damage });
      return 'done';
    }
    case 'backup': {
      const done = store.backup(settings.backups);
      if (!done.ok) log('store.backup.failed', done.error);
      else log('store.backup.made', { backup: done.value.name, bytes: done.value.bytes, durationMs: durationMs() });
      return 'done';
    }
    case 'stubs': {
      const removed = store.outbox.removeStubs(store.trustedWallMs() - settings.stubDays * dayMs);
      if (removed.ok && removed.value > 0) log('store.stubs.removed', { count: removed.value });
      return removed.ok && removed.value >= stubsAtOnce ? 'goesOn' : 'done';
    }
    case 'history': {
      const removed = store.removeHistory(store.trustedWallMs() - settings.historyDays * dayMs);
      if (!removed.ok) return 'done';
      tidySetAside({ store, path: join(dataDir, databaseFile), log }, settings.historyDays * dayMs);
      const counts = Object.values(removed.value);
      if (counts.some((count) => count > 0)) log('store.history.removed', removed.value);
      return counts.some((count) => count >= historyAtOnce) ? 'goesOn' : 'done';
    }
  }
}
