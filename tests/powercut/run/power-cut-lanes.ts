import { Worker } from 'node:worker_threads';
import { type CheckCounts, noCounts } from '../check/check-recording.ts';
import { addCounts, type PowerCutJob, type PowerCutMessage } from './jobs.ts';

export interface LanesResult {
  readonly recordings: number;
  readonly counts: CheckCounts;
  /** Where failing states are kept, with the first problem of each. */
  readonly failures: readonly string[];
  readonly seconds: number;
}

/**
 * Records and checks on `workers` threads until so many states were checked, or `signal` is aborted; recordings under way are finished.
 * @param jobOf the n-th recording
 */
export async function runLanes(o: {
  readonly states: number;
  readonly workers: number;
  readonly signal: AbortSignal;
  jobOf(n: number): PowerCutJob;
  onProgress(states: number, failing: number, seconds: number): void;
}): Promise<LanesResult> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  let next = 0;
  let recordings = 0;
  let states = 0;
  let failing = 0;
  let counts = noCounts();
  const failures: string[] = [];
  const lane = async () => {
    const worker = new Worker(new URL('./power-cut-worker.ts', import.meta.url));
    try {
      while (states < o.states && !o.signal.aborted) {
        next += 1;
        const done = await runJob(worker, o.jobOf(next - 1), (more) => {
          states += more.states;
          failing += more.failing;
          o.onProgress(states, failing, seconds());
        });
        recordings += 1;
        counts = addCounts(counts, done.counts);
        failures.push(...done.failures);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: o.workers }, lane));
  return { recordings, counts, failures, seconds: seconds() };
}

function runJob(
  worker: Worker,
  job: PowerCutJob,
  onProgress: (more: Extract<PowerCutMessage, { kind: 'progress' }>) => void,
): Promise<Extract<PowerCutMessage, { kind: 'done' }>> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: PowerCutMessage) => {
      if (message.kind === 'progress') return onProgress(message);
      end();
      resolve(message);
    };
    const onError = (cause: Error) => {
      end();
      reject(cause);
    };
    const end = () => {
      worker.off('message', onMessage);
      worker.off('error', onError);
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(job);
  });
}
