import { Worker } from 'node:worker_threads';
import type { LifeFailure, LifeJob, LifeMessage } from './life-jobs.ts';

/** What became of one driver. */
export interface LivesRow {
  readonly name: string;
  schedules: number;
  calls: number;
  acts: number;
  faults: number;
  frames: number;
  /** Seconds of worker time for the schedules, and for the frames. */
  scheduleSeconds: number;
  frameSeconds: number;
  failures: number;
  /** How calls ended, `print done`: count. */
  readonly endings: Record<string, number>;
}

export interface LivesResult {
  readonly rows: readonly LivesRow[];
  readonly failures: readonly LifeFailure[];
  readonly seconds: number;
}

/** A worker that says nothing for so long hangs: a driver runs in circles without virtual time. Milliseconds. */
const silenceMs = 120_000;
/** After so many failures the rest of a driver is left out: more of the same helps nobody. */
const maxFailuresOfDriver = 3;

const workerFile = new URL('./life-worker.ts', import.meta.url);

/**
 * Works through jobs on `workers` threads.
 * @param progress called with the rows every `progressMs`
 * @param signal aborted = no new jobs; those under way end as they are
 */
export async function runLives(o: {
  readonly jobs: readonly LifeJob[];
  readonly names: readonly string[];
  readonly workers: number;
  readonly progressMs: number;
  readonly progress: (rows: readonly LivesRow[], seconds: number) => void;
  readonly signal?: AbortSignal;
}): Promise<LivesResult> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  const rows = new Map(o.names.map((name) => [name, emptyRow(name)]));
  const failures: LifeFailure[] = [];
  const queue = [...o.jobs];
  const timer = setInterval(() => o.progress([...rows.values()], seconds()), o.progressMs);
  const next = () => {
    for (;;) {
      if (o.signal?.aborted) return undefined;
      const job = queue.shift();
      if (job === undefined || (rows.get(job.name)?.failures ?? 0) < maxFailuresOfDriver) return job;
    }
  };
  const lane = async (): Promise<void> => {
    let worker: Worker | null = null;
    for (let job = next(); job !== undefined; job = next()) {
      worker ??= new Worker(workerFile);
      const row = rows.get(job.name) ?? emptyRow(job.name);
      const failure = await runJob(worker, job, row);
      if (failure === null) continue;
      row.failures += 1;
      failures.push(failure.failure);
      if (failure.isWorkerLost) worker = null;
    }
    await worker?.terminate();
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, o.workers) }, lane));
  } finally {
    clearInterval(timer);
  }
  return { rows: [...rows.values()], failures, seconds: seconds() };
}

/** One job on one worker; a worker that dies or hangs is a failure of the job. */
async function runJob(
  worker: Worker,
  job: LifeJob,
  row: LivesRow,
): Promise<{ readonly failure: LifeFailure; readonly isWorkerLost: boolean } | null> {
  const startedAt = performance.now();
  let done = 0;
  const lost = (why: string) => {
    const what = `${job.name}: ${why} after ${done} of ${job.count} ${job.kind} with seed ${job.seed}`;
    const other = job.kind === 'schedules' ? '--frames 0' : '--schedules 0';
    const again = `again: npm run test:lives -- --only ${job.name} ${other} --${job.kind} ${job.count} --seed ${job.seed}`;
    return {
      failure: { name: job.name, kind: job.kind, seed: job.seed, text: `${what}\n${again}` },
      isWorkerLost: true,
    };
  };
  return await new Promise((resolve) => {
    const settle = (result: Awaited<ReturnType<typeof runJob>>) => {
      clearTimeout(watchdog);
      worker.off('message', hear).off('error', died).off('exit', left);
      const tookSeconds = (performance.now() - startedAt) / 1_000;
      if (job.kind === 'schedules') row.scheduleSeconds += tookSeconds;
      else row.frameSeconds += tookSeconds;
      if (result?.isWorkerLost === true) void worker.terminate();
      resolve(result);
    };
    const hear = (message: LifeMessage) => {
      watchdog.refresh();
      done += job.kind === 'schedules' ? message.schedules : message.frames;
      for (const key of ['schedules', 'calls', 'acts', 'faults', 'frames'] as const) row[key] += message[key];
      for (const [ending, count] of Object.entries(message.endings))
        row.endings[ending] = (row.endings[ending] ?? 0) + count;
      if (message.done) settle(message.failure === null ? null : { failure: message.failure, isWorkerLost: false });
    };
    const died = (cause: unknown) =>
      settle(lost(`the worker died: ${cause instanceof Error ? (cause.stack ?? '') : String(cause)}`));
    const left = (code: number) => settle(lost(`the worker left with code ${code}`));
    const watchdog = setTimeout(() => settle(lost(`nothing heard for ${silenceMs / 1_000} s`)), silenceMs);
    worker.on('message', hear).on('error', died).on('exit', left);
    worker.postMessage(job);
  });
}

function emptyRow(name: string): LivesRow {
  return {
    name,
    schedules: 0,
    calls: 0,
    acts: 0,
    faults: 0,
    frames: 0,
    scheduleSeconds: 0,
    frameSeconds: 0,
    failures: 0,
    endings: {},
  };
}
