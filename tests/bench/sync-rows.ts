import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../build/project.mjs';
import { measureEnqueue } from './durable-enqueue.ts';
import { measureIngest } from './hub-ingest.ts';
import { type DrainFigures, type HeartbeatFigures, measureScale } from './hub-scale.ts';
import type { Row } from './row.ts';

const tenMillion = 10_000_000;

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
    beatRow(beats),
  ];
}

function drainRows(drain: DrainFigures, barePerSecond: number): readonly Row[] {
  const { proof, messages, duplicates, perSecond, unsigned } = drain;
  const minutes = tenMillion / perSecond / 60;
  return [
    {
      ...{
        what: 'signed batches of 50, messages a second and 2 CPUs',
        value: drain.perTwoProcessors,
        unit: '/s',
        budget: 30_000,
        isAtLeast: true,
      },
      // Shared machines are worth twice as much in one hour as in another; this ratio says what the hub was worth in it.
      baseline: `processor time of hub and PostgreSQL; ${(drain.perTwoProcessors / barePerSecond).toFixed(2)} × the rows a second of the bare insert; with the sender on this machine ${Math.round(perSecond)}/s, p99 ${Math.round(drain.p99Ms)} ms`,
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

function beatRow(beats: HeartbeatFigures): Row {
  return {
    ...{ what: 'heartbeats of 50,000 machines, share of 2 CPUs', value: beats.share * 100, unit: '%', budget: 25 },
    baseline: `${Math.round(beats.perSecond)} a second sent, ${beats.failed} failed, p99 ${Math.round(beats.p99Ms)} ms`,
  };
}
