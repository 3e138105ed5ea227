import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../contract/clock.ts';
import type { FaultKind } from './faults.ts';
import type { Violation } from './judge.ts';
import { emptyRecords, type Told } from './records.ts';
import { type Outcome, type RunOptions, runSchedule } from './run-schedule.ts';
import {
  describeFaults,
  type FaultPlace,
  faultPlaces,
  keepFaults,
  planSchedule,
  type Schedule,
  shrink,
  writePlaces,
} from './schedule.ts';

export interface ChaosOptions extends Omit<RunOptions, 'folder'> {
  readonly seeds: readonly number[];
  /** Schedules at a time. */
  readonly lanes: number;
  /** Only these faults of the (one) schedule. */
  readonly keep?: readonly FaultPlace[];
  /** Failures that are shrunk; each costs some dozens of runs. */
  readonly shrinkMost?: number;
  readonly signal?: AbortSignal;
  progress?(counts: ChaosCounts): void;
}

export interface ChaosCounts {
  schedules: number;
  exchanges: number;
  messages: number;
  /** Crashes of kiosks. */
  crashes: number;
  virtualMs: number;
  /** What happened to exchanges. */
  readonly faults: Partial<Record<FaultKind, number>>;
  /** What citizens were told of their applications. */
  readonly told: Partial<Record<Told, number>>;
  /** Wishes for something at once, and how often they had to be asked. */
  wishes: number;
  asked: number;
  failures: number;
}

export interface ChaosFailure {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Null = it did not fail again: a race, or what two lanes did to each other. */
  readonly faults: readonly string[] | null;
  readonly again: string;
  readonly trace: readonly string[];
}

export interface ChaosResult {
  readonly counts: ChaosCounts;
  readonly failures: readonly ChaosFailure[];
  readonly seconds: number;
}

/** Runs the schedules of these seeds against one hub, some at a time. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seeds, lanes, keep, shrinkMost = 3 } = options;
  const startMs = systemClock.monoMs();
  const folder = mkdtempSync(join(fastFolder(), 'yitiji-chaos-'));
  const counts = noCounts();
  const failed: { readonly schedule: Schedule; readonly outcome: Outcome }[] = [];
  const plan = (seed: number) => (keep === undefined ? planSchedule(seed) : keepFaults(planSchedule(seed), keep));
  const waiting = [...seeds];
  try {
    const lane = async () => {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
        if (options.signal?.aborted === true) return;
        const schedule = plan(seed);
        const outcome = await attempt(schedule, { ...options, folder });
        count(counts, outcome);
        if (outcome.violations.length > 0) failed.push({ schedule, outcome });
        options.progress?.(counts);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    const failures: ChaosFailure[] = [];
    for (const [n, { schedule, outcome }] of failed.entries()) {
      const kept = n < shrinkMost ? await fewest(schedule, { ...options, folder }) : null;
      failures.push({
        seed: schedule.seed,
        violations: outcome.violations,
        faults: kept === null ? null : describeFaults(schedule, kept),
        again: `npm run test:chaos -- --only ${schedule.seed}${kept === null ? '' : ` --keep ${writePlaces(kept)}`}`,
        trace: outcome.trace,
      });
    }
    return { counts, failures, seconds: (systemClock.monoMs() - startMs) / 1000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Alone now, so that no other schedule disturbs. */
async function fewest(schedule: Schedule, options: RunOptions): Promise<readonly FaultPlace[] | null> {
  const fails = async (kept: readonly FaultPlace[]) =>
    (await attempt(keepFaults(schedule, kept), options)).violations.length > 0;
  const all = faultPlaces(schedule);
  return (await fails(all)) ? await shrink(all, fails) : null;
}

/** What the harness or the product throws is found as well. */
async function attempt(schedule: Schedule, options: RunOptions): Promise<Outcome> {
  try {
    return await runSchedule(schedule, options);
  } catch (cause) {
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    const nothing = { records: emptyRecords(), messages: 0, applied: [], crashes: 0, virtualMs: 0, trace: [] };
    return { ...nothing, violations: [{ rule: 'stuck', detail }] };
  }
}

function noCounts(): ChaosCounts {
  return {
    schedules: 0,
    exchanges: 0,
    messages: 0,
    crashes: 0,
    virtualMs: 0,
    faults: {},
    told: {},
    wishes: 0,
    asked: 0,
    failures: 0,
  };
}

function count(counts: ChaosCounts, outcome: Outcome): void {
  counts.schedules += 1;
  counts.exchanges += outcome.applied.length;
  counts.messages += outcome.messages;
  counts.crashes += outcome.crashes;
  counts.virtualMs += outcome.virtualMs;
  counts.failures += outcome.violations.length > 0 ? 1 : 0;
  for (const kind of outcome.applied) counts.faults[kind] = (counts.faults[kind] ?? 0) + 1;
  for (const { told } of outcome.records.cases) counts.told[told] = (counts.told[told] ?? 0) + 1;
  counts.wishes += outcome.records.services.length;
  counts.asked += outcome.records.services.reduce((sum, { asked }) => sum + asked, 0);
}

/** Kiosks' files need no disk here: what a power cut does to them is another test's. */
function fastFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}
