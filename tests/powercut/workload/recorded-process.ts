import { writeSync } from 'node:fs';
import { lineOf } from '../said.ts';
import { isBuild, loadBuild } from './builds.ts';

/** The process that strace watches: recorded-process.ts SCENARIO BUILD DIR SEED STEPS. Says each line with one write, as it happens. */
const [name = '', build = '', dir = '', seed, steps] = process.argv.slice(2);
if (!isBuild(build)) throw new Error(`no build ${build}`);
loadBuild(build);
// Loaded now, as that build.
const { scenarioOf } = await import('./scenarios.ts');
await scenarioOf(name).run({
  dir,
  seed: Number(seed),
  steps: Number(steps),
  say: (said) => void writeSync(1, `${lineOf(said)}\n`),
});
