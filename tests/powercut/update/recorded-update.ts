import { writeSync } from 'node:fs';
import { loadPatched } from '../workload/builds.ts';
import { isUpdateBuild, updateBuilds } from './update-builds.ts';

/** The process that strace watches: recorded-update.ts ROOT BUILD. Says each line with one write, as it happens. */
const [root = '', build = ''] = process.argv.slice(2);
if (!isUpdateBuild(build)) throw new Error(`no build ${build}`);
loadPatched(build, updateBuilds[build]);
// Loaded now, as that build.
const { liveThroughUpdates } = await import('./updating-machine.ts');
await liveThroughUpdates(root, (line) => void writeSync(1, `${line}\n`));
