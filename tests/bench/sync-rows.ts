import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../build/project.mjs';
import { measureEnqueue } from './durable-enqueue.ts';
import { measureIngest } from './hub-ingest.ts';
import { type DrainFigures, type HeartbeatFigures, measureScale } from './hub-scale.ts';
import type { Row } from './row.ts';

const tenMillion = 10_000_000;
/**
 * The hub's two budgets are absolute (30,000 messages a second, 25 % of two processors), and shared machines are worth twice as much in one hour as in another. So both are held against the bare
 * insert of the same run: this is how many rows a second it took on the machine of docs/bench in the fastest hour that was seen (2026-11-29, 07:51); 35,398 messages and 15.4 % were seen then.
 */
const bareOnWholeMachine = 38_959;
const leastMessages = 30_000;

/** Store, intake, heartbeats and queues. */
export async function syncRows(options: {
  readonly rounds: number;
  readonly isWhole: boolean;
  readonly databaseUrl: string | undefined;
}): Promise<readonly Row[]> {
  const { rounds, isWhole, databaseUrl } = options;
  // On the disk of the project: a folder for temporary files may stand in memory, where a commit costs nothing.
  const folder = join(root, '.cache');
  mkdirSync(folder, { recursive: true });
  const enqueue = await measureEnqueue(folder, rounds);
  const ingest = await measureIngest(tmpdir(), rounds, databaseUrl);
  const { drain, beats } = await measureScale(isWhole, databaseUrl);
  return [
    {
      ...{
        what: 'durable enqueue against the same rows in the same tables, bare',
        value: enqueue.ratio,
        unit: '×',
        budget: 0.8,
        isAtLeast: true,
      },
      baseline: `${enqueue.submitMs.toFixed(2)} ms against ${enqueue.bareMs.toFixed(2)} ms; four rows in tables without indexes and checks: ${enqueue.plainRatio.toFixed(2)} ×; sealing before it ${enqueue.sealMs.toFixed(2)} ms`,
    },
    {
      ...{
        what: 'intake against a bare unnest insert',
        value: ingest.costRatio ?? ingest.wallRatio,
        unit: '×',
        budget: 0.7,
        isAtLeast: true,
      },
      baseline:
        `by ${ingest.costRatio === null ? 'the clock' : 'processor time'}; by the clock ${ingest.wallRatio.toFixed(2)} ×, ` +
        `${Math.round(ingest.intakePerSecond)} against ${Math.round(ingest.barePerSecond)} rows a second`,
    },
    ...drainRows(drain, ingest.barePerSecond),
    beatRow(beats, ingest.barePerSecond),
  ];
}

function drainRows(drain: DrainFigures, barePerSecond: number): readonly Row[] {
  const { proof, messages, duplicates, perSecond, unsigned } = drain;
  const minutes = tenMillion / perSecond / 60;
  return [
    {
      ...{
        what: 'signed batches of 50, messages a second and 2 CPUs, against rows of the bare insert',
        value: drain.perTwoProcessors / barePerSecond,
        unit: '×',
        budget: Math.round((100 * leastMessages) / bareOnWholeMachine) / 100,
        isAtLeast: true,
      },
      baseline:
        `${Math.round(drain.perTwoProcessors)}/s by processor time of hub and PostgreSQL, ${Math.round(barePerSecond)} rows/s bare; ${leastMessages} where the bare insert takes ` +
        `${bareOnWholeMachine}; with the sender on this machine ${Math.round(perSecond)}/s, p99 ${Math.round(drain.p99Ms)} ms`,
    },
    {
      ...{
        what: 'queues drained: lost, doubled, behind, unsigned',
        value: proof.lost + proof.doubled + proof.behind + unsigned,
        unit: '',
        budget: 0,
      },
      baseline: `${messages} messages, ${duplicates} asked again after a lost reply; ten million at this rate: ${minutes.toFixed(1)} min`,
    },
  ];
}

function beatRow(beats: HeartbeatFigures, barePerSecond: number): Row {
  const share = beats.share * 100;
  return {
    ...{ what: 'heartbeats of 50,000 machines, share of 2 whole CPUs', unit: '%', budget: 25 },
    value: share * Math.min(1, barePerSecond / bareOnWholeMachine),
    baseline: `${share.toFixed(1)} % of these two; ${Math.round(beats.perSecond)} a second sent, ${beats.failed} failed, p99 ${Math.round(beats.p99Ms)} ms`,
  };
}
