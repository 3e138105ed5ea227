import { parentPort } from 'node:worker_threads';
import { checkSchedules, failureText } from '../../drivers/conformance/check-schedules.ts';
import { fuzzCodec } from '../../drivers/conformance/fuzz.ts';
import type { Subject } from '../../drivers/conformance/subject.ts';
import { loadSubjects } from '../../drivers/conformance/subjects.test-data.ts';
import type { LifeJob, LifeMessage } from './life-jobs.ts';

/** A worker of the lives: takes one job at a time, tells how far it is, and how it ended. */
const port = parentPort;
if (port === null) throw new Error('this file is a worker thread');

/** Milliseconds between two reports of progress. */
const reportEveryMs = 500;
const nothing = { schedules: 0, calls: 0, acts: 0, faults: 0, frames: 0 };

const subjects = new Map((await loadSubjects()).map((subject) => [subject.name, subject]));
port.on('message', (job: LifeJob) => {
  // A job that throws is a bug of the suite: it ends the worker, and the pool reports the job.
  void work(job).catch((cause: unknown) => {
    setImmediate(() => {
      throw cause;
    });
  });
});

async function work(job: LifeJob): Promise<void> {
  const subject = subjects.get(job.name);
  if (subject === undefined) throw new Error(`no subject ${job.name}`);
  let counts = { ...nothing };
  let endings: Record<string, number> = {};
  let reportedAt = performance.now();
  const add = (more: Partial<typeof nothing>, ended: readonly string[] = []) => {
    for (const ending of ended) endings[ending] = (endings[ending] ?? 0) + 1;
    for (const key of Object.keys(more) as (keyof typeof nothing)[]) counts[key] += more[key] ?? 0;
    if (performance.now() - reportedAt < reportEveryMs) return;
    send({ ...counts, endings, done: false, failure: null });
    counts = { ...nothing };
    endings = {};
    reportedAt = performance.now();
  };
  const failure = job.kind === 'schedules' ? await live(subject, job, add) : fuzz(subject, job, add);
  send({ ...counts, endings, done: true, failure });
}

async function live(
  subject: Subject,
  job: Extract<LifeJob, { kind: 'schedules' }>,
  add: (more: Partial<typeof nothing>, ended?: readonly string[]) => void,
): Promise<LifeMessage['failure']> {
  const { failure } = await checkSchedules(subject, {
    seed: job.seed,
    schedules: job.count,
    path: job.path,
    onRun: ({ calls, acts, faults, endings }, isShrinking) =>
      isShrinking ? add({}) : add({ schedules: 1, calls, acts, faults }, endings),
  });
  if (failure === null) return null;
  return { name: job.name, kind: job.kind, seed: failure.seed, text: failureText(job.name, failure) };
}

function fuzz(
  subject: Subject,
  job: Extract<LifeJob, { kind: 'frames' }>,
  add: (more: Partial<typeof nothing>) => void,
): LifeMessage['failure'] {
  let before = 0;
  const { problem } = fuzzCodec(subject, {
    seed: job.seed,
    frames: job.count,
    onSession: (frames) => {
      add({ frames: frames - before });
      before = frames;
    },
  });
  if (problem === null) return null;
  const again = `again: npm run test:lives -- --only ${job.name} --schedules 0 --frames ${job.count} --seed ${problem.seed}`;
  return { name: job.name, kind: job.kind, seed: problem.seed, text: `${job.name}: ${problem.what}\n${again}` };
}

function send(message: LifeMessage): void {
  port?.postMessage(message);
}
