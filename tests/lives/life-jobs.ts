/** One piece of work for one worker: small enough that a failing one is found again quickly. */
export type LifeJob =
  | {
      readonly kind: 'schedules';
      readonly name: string;
      readonly seed: number;
      readonly count: number;
      /** Replays one schedule of this seed. */
      readonly path?: string;
    }
  | { readonly kind: 'frames'; readonly name: string; readonly seed: number; readonly count: number };

export interface LifeFailure {
  readonly name: string;
  readonly kind: LifeJob['kind'];
  readonly seed: number;
  /** Everything a person needs, the command that brings it back included. */
  readonly text: string;
}

/** What a worker reports of a job, in steps and at its end. Counts are those since its last message. */
export interface LifeMessage {
  readonly done: boolean;
  readonly schedules: number;
  readonly calls: number;
  readonly acts: number;
  readonly faults: number;
  readonly frames: number;
  /** How calls ended, `print done`: count. */
  readonly endings: Readonly<Record<string, number>>;
  readonly failure: LifeFailure | null;
}

const schedulesOfJob = 250;
const framesOfJob = 50_000;

/**
 * Cuts the work into jobs. Every job has a seed of its own, counted up from `seed`, so that the same call gives the same jobs on any number of cores.
 * Drivers take turns, so that a bug in any of them shows early.
 */
export function lifeJobs(o: {
  readonly names: readonly string[];
  /** One driver for each codec, where several have the same. */
  readonly codecNames: readonly string[];
  readonly seed: number;
  readonly schedules: number;
  readonly frames: number;
}): readonly LifeJob[] {
  const jobs: LifeJob[] = [];
  for (let from = 0, index = 0; from < Math.max(o.schedules, 0); from += schedulesOfJob, index += 1) {
    const count = Math.min(schedulesOfJob, o.schedules - from);
    for (const name of o.names) jobs.push({ kind: 'schedules', name, seed: o.seed + index, count });
  }
  for (let from = 0, index = 0; from < Math.max(o.frames, 0); from += framesOfJob, index += 1) {
    const count = Math.min(framesOfJob, o.frames - from);
    for (const name of o.codecNames) jobs.push({ kind: 'frames', name, seed: o.seed + index, count });
  }
  return jobs;
}
