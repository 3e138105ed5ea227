import { describe, expect, test } from 'vitest';
import { statesOf } from './run/jobs.ts';
import { runRecording } from './run/run-recording.ts';
import type { BuildName } from './workload/builds.ts';

const seed = 20261128;
/** Seconds on an idle machine; a loaded one may take ten times as long. */
const limitMs = 240_000;

/** @param until stops at the first problem of this kind; null = every state is checked */
async function run(scenario: string, build: BuildName, steps: number, torn: number, until: RegExp | null = null) {
  const problems: string[] = [];
  const counts = await runRecording({
    scenario,
    build,
    steps,
    seed,
    torn,
    bootEvery: 20,
    // Faults of a running store need no look at its first start.
    fromOpened: until !== null && scenario === 'day',
    onFailure: (failure) => {
      problems.push(...failure.problems);
      return until !== null && failure.problems.some((problem) => until.test(problem)) ? 'stop' : 'goOn';
    },
  });
  return { counts, problems };
}

describe('a power cut at any system call', () => {
  test('of a day takes nothing that was acknowledged, leaves no half transaction and nothing damaged', {
    timeout: limitMs,
  }, async () => {
    const { counts, problems } = await run('day', 'product', 10, 2);
    expect(problems).toEqual([]);
    expect(statesOf(counts)).toBeGreaterThanOrEqual(1_100);
    expect(counts.boots).toBeGreaterThan(50);
    expect(Math.min(...Object.values(counts.states))).toBeGreaterThan(50);
  });

  test('of a migration does the same, and the machine starts before, in and after it', {
    timeout: limitMs,
  }, async () => {
    const { counts, problems } = await run('migration', 'product', 2, 1);
    expect(problems).toEqual([]);
    expect(statesOf(counts)).toBeGreaterThanOrEqual(500);
  });

  test('of a restore ends in the new epoch, keeps what the backup had and gives nobody’s receipt number again', {
    timeout: limitMs,
  }, async () => {
    const { counts, problems } = await run('restore', 'product', 2, 2);
    expect(problems).toEqual([]);
    expect(statesOf(counts)).toBeGreaterThanOrEqual(400);
  });
});

/** Each of these must be found, or the proof is blind. */
describe('a store that is not safe is caught', () => {
  test.each<[BuildName, string, RegExp]>([
    ['normal', 'day', /^ACK lost: message/],
    ['libraryDefault', 'day', /^ACK lost: message/],
    ['folderNotSynced', 'day', /^ACK lost: message/],
    ['sentAfterTheByte', 'day', /^SENT without a durable row/],
    ['bodyDeletedBeforeTheVerdict', 'day', /^body deleted before a verdict/],
    ['backupCopyNotSynced', 'restore', /^half a file: backups/],
  ])('%s', { timeout: limitMs }, async (build, scenario, expected) => {
    const { problems } = await run(scenario, build, 6, 0, expected);
    expect(problems).toContainEqual(expect.stringMatching(expected));
  });
});
