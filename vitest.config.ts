import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './build/longest-first.ts';

/**
 * Files at a time. Vitest leaves one core to itself, which is half of a machine with two; its own work is little here. These tests wait for wires,
 * processes, databases, hands and pages more than they compute: two at a time keep little more than one core of two busy.
 */
const maxWorkers = Math.max(3, availableParallelism() - 1);

// Tests of the hub make databases of their own on the server that DATABASE_URL names (hub/testing/test-database.ts). Processes that they start must not take the
// address itself: a hub would stand in whatever database it names.
if (process.env.DATABASE_URL !== undefined) {
  process.env.YITIJI_TEST_DATABASE_URL ??= process.env.DATABASE_URL;
  delete process.env.DATABASE_URL;
}

/** The same where real windows stand: a citizen waits for cards, paper and departments, and a window computes for half of that time. */
const windowWorkers = Math.max(4, availableParallelism());

/** Devices get some tenths of a second to answer here. Where driver or unit waits for the processor so long, nobody is heard: not beside others. */
const alone = ['tests/integration/a-machine-is-set-up.test.ts', 'drivers/simulators/cli/simulate-hid.test.ts'];

/**
 * Nobody shares a process with these: two put something else in the place of a module of Node, two fill gigabytes with walks that are garbage only at their end.
 */
const unshared = [
  'updater/files/download-full-disk.test.ts',
  'updater/metadata/full-disk.test.ts',
  'terminal/session/every-item.test.ts',
  'terminal/session/every-page.test.ts',
];

/**
 * Only what hangs shall end here, also on a machine that is twice as slow and does something else besides: property tests of the store write and sync hundreds
 * of files, a citizen's journey takes a minute.
 */
const onlyWhatHangs = { testTimeout: 300_000, hookTimeout: 300_000 };

/** Looks at what tests leave behind. */
const watchRemovals = 'tests/canaries/watch-removals.ts';

/**
 * Six projects: `unit` (beside the code), `integration` (real PostgreSQL, ptys, several processes), `e2e` (real Electron window), `access` (every screen in
 * Chromium, the console of a hub with a fleet), `alone` (what keeps time with a device), `unshared` (what is as
 * `unit`, each file in a process of its own).
 */
export default defineConfig({
  test: {
    globalSetup: 'tests/canaries/global-setup.ts',
    // The last look may take longer than the ten seconds after which Vitest would just end.
    teardownTimeout: 240_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{bin,contract,drivers,terminal,hub,renderer,electron,build,updater,release,console}/**/*.test.{ts,tsx}',
            'tests/static/*.test.ts',
            'tests/cuts/*.test.ts',
            'tests/canaries/**/*.test.ts',
            'tests/soak/*.test.ts',
            'tests/powercut/**/*.test.ts',
          ],
          exclude: [...alone, ...unshared],
          setupFiles: ['tests/support/seed.ts', watchRemovals],
          maxWorkers,
          // Most files take less time than a process takes to start and to load what they test: one process takes file after file.
          isolate: false,
          sequence: { groupOrder: 0 },
          ...onlyWhatHangs,
        },
      },
      {
        test: {
          name: 'unshared',
          include: [...unshared],
          setupFiles: ['tests/support/seed.ts', watchRemovals],
          maxWorkers,
          sequence: { groupOrder: 0 },
          ...onlyWhatHangs,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/{integration,chaos,fuzz}/**/*.test.ts'],
          setupFiles: [watchRemovals],
          exclude: [...alone],
          // Command line, drivers and simulators are processes of their own here, and answer each other in tenths of a second.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          ...onlyWhatHangs,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          setupFiles: [watchRemovals],
          // The breaks of J2 to J9 and the long ones of J1 take their time: `npm run test:journeys`. Every main path and J1 are in `npm test`.
          exclude:
            process.env.YITIJI_JOURNEYS === 'all'
              ? []
              : [
                  'tests/e2e/journey-j[2-9]*.test.ts',
                  'tests/e2e/journey-j1b*.test.ts',
                  'tests/e2e/technician-*.test.ts',
                ],
          ...onlyWhatHangs,
          maxWorkers: windowWorkers,
          // Not beside the others: a loaded processor is not what these tests are about.
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'alone',
          include: [...alone],
          setupFiles: [watchRemovals],
          ...onlyWhatHangs,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'access',
          include: ['tests/{access,console}/**/*.test.ts'],
          setupFiles: [watchRemovals],
          ...onlyWhatHangs,
          maxWorkers: windowWorkers,
          // Beside the windows: the longest of these two files alone would leave one core idle for minutes.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
