import fc from 'fast-check';
import { type RunReport, runSchedule } from './run-schedule.ts';
import { type Schedule, scheduleOf, scheduleText } from './schedule.ts';
import type { Subject } from './subject.ts';
import { visitsOf } from './visits.ts';

export interface CheckReport {
  readonly schedules: number;
  readonly calls: number;
  readonly acts: number;
  readonly faults: number;
  /** Null = every schedule kept every rule. */
  readonly failure: ScheduleFailure | null;
}

export interface ScheduleFailure {
  /** Together they bring the shortest failing schedule back. */
  readonly seed: number;
  readonly path: string;
  readonly problems: readonly string[];
  /** The shortest failing schedule in words. */
  readonly schedule: string;
}

/** A schedule broke a rule; fast-check needs it thrown. */
class Broken extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'Broken';
    this.problems = problems;
  }
}

/**
 * Runs random schedules against fresh rigs; a failing one is shrunk.
 * @param o.path replays one schedule of this seed, as a failure printed it
 * @param o.onRun after each schedule, for progress; `isShrinking`: it is a variant of one that has failed
 */
export async function checkSchedules(
  subject: Subject,
  o: {
    readonly seed: number;
    readonly schedules: number;
    readonly path?: string | undefined;
    readonly onRun?: (report: RunReport, isShrinking: boolean) => void;
  },
): Promise<CheckReport> {
  let isShrinking = false;
  let schedules = 0;
  let calls = 0;
  let acts = 0;
  let faults = 0;
  const visits = await visitsOf(subject);
  const property = fc.asyncProperty(scheduleOf(subject, visits), async (schedule: Schedule) => {
    const report = await runSafely(subject, schedule);
    o.onRun?.(report, isShrinking);
    if (!isShrinking) {
      schedules += 1;
      calls += report.calls;
      acts += report.acts;
      faults += report.faults;
    }
    if (report.problems.length === 0) return;
    isShrinking = true;
    throw new Broken(report.problems);
  });
  const details = await fc.check(property, {
    seed: o.seed,
    numRuns: o.schedules,
    ...(o.path === undefined ? {} : { path: o.path }),
  });
  if (!details.failed) return { schedules, calls, acts, faults, failure: null };
  const cause: unknown = details.errorInstance;
  const [shortest] = details.counterexample ?? [];
  return {
    schedules,
    calls,
    acts,
    faults,
    failure: {
      seed: details.seed,
      path: details.counterexamplePath ?? '',
      problems: cause instanceof Broken ? cause.problems : [String(cause)],
      schedule: shortest === undefined ? '' : scheduleText(shortest),
    },
  };
}

/** A rig or a driver that throws is a finding like any other. */
async function runSafely(subject: Subject, schedule: Schedule): Promise<RunReport> {
  try {
    return await runSchedule(subject, schedule);
  } catch (cause) {
    const what = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { calls: 0, acts: 0, faults: 0, virtualMs: 0, endings: [], problems: [`C13: thrown: ${what}`] };
  }
}

/** A failure as a person wants to read it, with the command that brings it back. */
export function failureText(name: string, failure: ScheduleFailure): string {
  const { seed, path, problems, schedule } = failure;
  return [
    `${name}: ${problems.join(`\n${name}: `)}`,
    schedule,
    `again: npm run test:lives -- --only ${name} --seed ${seed} --path ${path}`,
  ].join('\n');
}
