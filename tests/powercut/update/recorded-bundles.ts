import { writeSync } from 'node:fs';
import { loadPatched } from '../workload/builds.ts';
import { bundleBuilds, isBundleBuild } from './bundle-builds.ts';

/** The process that strace watches: recorded-bundles.ts ROOT BUILD. Says each line with one write, as it happens. */
const [root = '', build = ''] = process.argv.slice(2);
if (!isBundleBuild(build)) throw new Error(`no build ${build}`);
loadPatched(build, bundleBuilds[build]);
// Loaded now, as that build.
const { liveThroughConfigs } = await import('./bundling-machine.ts');
await liveThroughConfigs(root, (line) => void writeSync(1, `${line}\n`));
