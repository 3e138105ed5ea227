import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { PowerCutJob, PowerCutMessage } from './jobs.ts';
import { runRecording } from './run-recording.ts';
import { saveFailure } from './save-failure.ts';

/** A worker thread of `npm run test:powercut`: one recording at a time. */
const port = parentPort;
if (port === null) throw new Error('this file is a worker thread');

/** States between two reports of progress. */
const reportEvery = 200;
/** Failing states of one recording that are kept for study, and after which it is left. */
const keepFailures = 5;
const stopAfter = 200;

port.on('message', (job: PowerCutJob) => {
  void work(job).catch((cause: unknown) => {
    // Ends the worker; the main thread reports it.
    setImmediate(() => {
      throw cause;
    });
  });
});

async function work({ failures, ...job }: PowerCutJob): Promise<void> {
  let states = 0;
  let failing = 0;
  let allFailing = 0;
  const kept: string[] = [];
  const counts = await runRecording({
    ...job,
    bootEvery: 20,
    onProgress: (more) => {
      states += more;
      if (states < reportEvery) return;
      send({ kind: 'progress', states, failing });
      states = 0;
      failing = 0;
    },
    onFailure: (failure, recording) => {
      failing += 1;
      allFailing += 1;
      if (kept.length >= keepFailures) return allFailing < stopAfter ? 'goOn' : 'stop';
      const folder = join(
        failures,
        `${job.scenario}-${job.build}-${job.seed}-${failure.call}-${failure.state.kind}-${kept.length + 1}`,
      );
      saveFailure(folder, failure, recording, job);
      kept.push(`${folder}: ${failure.problems[0] ?? ''}`);
      return 'goOn';
    },
  });
  send({ kind: 'progress', states, failing });
  send({ kind: 'done', counts, failures: kept });
}

function send(message: PowerCutMessage): void {
  port?.postMessage(message);
}
