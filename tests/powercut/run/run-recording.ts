import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheckCounts, type CheckOptions, type CrashFailure, checkRecording } from '../check/check-recording.ts';
import { type Recording, record } from '../trace/record.ts';
import type { BuildName } from '../workload/builds.ts';

export interface RunOptions extends Omit<CheckOptions, 'folder' | 'onFailure'> {
  readonly scenario: string;
  readonly build: BuildName;
  /** Things that the machine does while it is recorded. */
  readonly steps: number;
  onFailure(failure: CrashFailure, recording: Recording): 'goOn' | 'stop';
}

/** Records one run of a scenario and checks every crash state of it. Leaves nothing behind. */
export async function runRecording({ scenario, build, steps, onFailure, ...check }: RunOptions): Promise<CheckCounts> {
  // In memory: thousands of databases are written, and none of them is to last.
  const dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'yitiji-powercut-'));
  try {
    const recording = await record({
      scenario,
      build,
      steps,
      seed: check.seed,
      root: join(dir, 'machine'),
      traceFile: join(dir, 'strace'),
    });
    return await checkRecording(recording, {
      ...check,
      folder: join(dir, 'state'),
      onFailure: (failure) => onFailure(failure, recording),
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
