import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { systemClock } from '../../contract/clock.ts';
import type { RunningHub } from '../../hub/main.ts';
import { openSimulation } from '../../hub/simulate/open-simulation.ts';
import { runFleet } from '../../hub/simulate/run-fleet.ts';
import { nothingWrong, type Scenario } from '../../hub/simulate/scenario.ts';
import { publishDemoReleases } from './releases.ts';

const minuteMs = 60_000;

/** Enough goes wrong that every page of the console has something to show within minutes. */
const livelyDay: Scenario = {
  ...{ ...nothingWrong, seed: 'demonstration', lastsMs: 40 * minuteMs },
  ...{ silent: 0.06, badClocks: 0.06, faultsPerDay: 5, paper: 90, keeperMs: 30 * minuteMs },
  outages: [
    { district: 'YX', fromMs: 6 * minuteMs, toMs: 16 * minuteMs },
    { district: 'NS', fromMs: 45 * minuteMs, toMs: 60 * minuteMs },
  ],
  defects: [
    { version: '2026.12.1', fate: 'rollsBack', part: 0.1 },
    { version: '2026.12.2', fate: 'bricks', part: 0.5 },
  ],
};

/** The releases that it says something of, and one that is good. */
export const demoReleases = ['2026.12.1', '2026.12.2', '2026.12.3'] as const;
const releasesMadeAt = '2026-11-27T02:00:00.000Z';

/** Ten in the morning, whenever the demonstration is started: at night nobody would come. */
const startsMs = Date.parse('2026-01-05T10:00:00+08:00');

/**
 * A small fleet beside the real machine, for the console: its machines keep their names from start to start. Signs with keys of a seed that stands only in `seedFile`; they are revoked when it
 * stops. Resolves when the machines are enrolled.
 * @param speed time of the fleet against real time
 * @returns the way to stop it
 * @throws Error when they cannot be enrolled
 */
export async function startDemoFleet(
  hub: Pick<RunningHub, 'url' | 'databaseUrl'>,
  kiosks: number,
  { seedFile, releasesDir }: { readonly seedFile: string; readonly releasesDir: string },
  speed = 1,
): Promise<() => Promise<void>> {
  publishDemoReleases(releasesDir, demoReleases, releasesMadeAt);
  if (!existsSync(seedFile)) writeFileSync(seedFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  const opened = await openSimulation({
    ...{ kiosks, seed: readFileSync(seedFile, 'utf8'), isBeside: true, isWorking: true, connections: 8 },
    ...{ hubUrl: hub.url, databaseUrl: hub.databaseUrl },
  });
  if (!opened.ok) throw new Error(`simulated machines: ${opened.error}`);
  const simulation = opened.value;
  const stop = new AbortController();
  const day = runFleet({
    ...{ ...simulation, clock: systemClock, scenario: livelyDay, people: await simulation.people(), lose: 0.001 },
    ...{ random: Math.random, lastsMs: Number.POSITIVE_INFINITY, speed, visitsPerDay: 200, startsMs },
    ...{ stop: stop.signal, progress: () => undefined },
  });
  return async () => {
    stop.abort();
    await day;
    await simulation.close();
  };
}
