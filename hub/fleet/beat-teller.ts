import { tellConsole } from '../console/tell.ts';
import type { HubDeps } from '../deps.ts';

/** Groups up to this size name their machines; larger ones come so often that readers ask for everything anyway. */
const namedAtMost = 50;
/** Between two hints that name nobody, milliseconds. */
const manyEveryMs = 2000;

/** Tells readers of the console that these machines were heard. */
export type BeatTeller = (deviceIds: readonly string[]) => Promise<void>;

/** A city of machines says something a thousand times a second: hints then come every two seconds and name nobody. */
export function beatTeller(deps: Pick<HubDeps, 'sql' | 'signals' | 'clock'>): BeatTeller {
  let nextManyMs = Number.NEGATIVE_INFINITY;
  return async (deviceIds) => {
    if (deviceIds.length <= namedAtMost) {
      const rows = await deps.sql<
        { kiosk: string }[]
      >`select kiosk from device where id = any(${[...deviceIds]}::text[])`;
      const kiosks = rows.map(({ kiosk }) => kiosk);
      if (kiosks.length > 0) await tellConsole(deps, 'machines', kiosks);
      return;
    }
    const nowMs = deps.clock.monoMs();
    if (nowMs < nextManyMs) return;
    nextManyMs = nowMs + manyEveryMs;
    await tellConsole(deps, 'machines');
  };
}
