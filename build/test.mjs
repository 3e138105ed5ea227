#!/usr/bin/env node
// `npm test`: builds the app, runs every test, ends with the line `N passed, N failed`.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onProjectNode, projectNode, root } from './project.mjs';
import { makeTestFolder } from './test-folder.mjs';

const help = `Usage: npm test [-- VITEST-OPTIONS]

  npm test                              everything
  npm test -- --project unit            only the tests beside the code
  npm test -- --project e2e             only those with a real window
  npm test -- drivers/id-card           only files whose path contains this

Exit code: 0 = at least one test ran and none failed, 1 = anything else.
`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(help);
  process.exit(0);
}
await onProjectNode(fileURLToPath(import.meta.url));
const { closingLine } = await import('./reporter.ts');

const { folder, remove } = makeTestFolder();
const countsFile = join(folder, 'counts.json');
let counts = { passed: 0, failed: 1, skipped: 0 };
let exitCode = 1;
try {
  if ((await node('build/build-app.mjs')) !== 0) throw new Error('the app could not be built');
  exitCode = await node(
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=./build/reporter.ts',
    ...args,
  );
  counts = JSON.parse(readFileSync(countsFile, 'utf8'));
  if (counts.passed + counts.failed === 0) {
    process.stderr.write('no test ran\n');
    exitCode = 1;
  }
  // A runner that failed for a reason of its own (hanging handles, broken configuration) must not look green.
  if (exitCode !== 0 && counts.failed === 0) counts = { ...counts, failed: 1 };
} catch (cause) {
  exitCode = 1;
  process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n`);
} finally {
  remove();
}
process.stdout.write(`${closingLine(counts)}\n`);
process.exitCode = counts.failed > 0 ? 1 : exitCode;

/**
 * Runs a script of the project to its end.
 * @param {string} script
 * @param {...string} rest
 * @returns {Promise<number>} exit code; 1 when a signal ended it
 */
function node(script, ...rest) {
  const child = spawn(projectNode, [join(root, script), ...rest], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // Hundreds of processes start in a run, and each would compile the same few hundred modules: half of what a start costs.
    env: {
      ...process.env,
      TMPDIR: folder,
      // At the end all that stands is looked at, not only what tests have handed over (tests/canaries).
      YITIJI_SWEEP_WHOLE: '1',
      // Nobody looks at pictures of a whole run (tests/support/pictures.ts).
      YITIJI_PICTURES: process.env.YITIJI_PICTURES ?? 'none',
      YITIJI_TEST_COUNTS: countsFile,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.cache', 'compiled'),
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
