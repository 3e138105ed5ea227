import { writeSync } from 'node:fs';
import { loadPatched } from '../workload/builds.ts';
import { isTrustBuild, trustBuilds } from './trust-builds.ts';

/** The process that strace watches: recorded-trust.ts ROOT BUILD. Says each line with one write, as it happens. */
const [root = '', build = ''] = process.argv.slice(2);
if (!isTrustBuild(build)) throw new Error(`no build ${build}`);
loadPatched(build, trustBuilds[build]);
// Loaded now, as that build.
const { liveWithTrust } = await import('./trusting-machine.ts');
await liveWithTrust(root, (line) => void writeSync(1, `${line}\n`));
