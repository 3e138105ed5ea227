import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { buildRelease } from '../../release/build/build-release.ts';
import { storeRangeOf } from '../../release/build/store-range.ts';
import { electronRuntime } from '../electron-runtime.mjs';
import { projectNode, root } from '../project.mjs';
import { billOfMaterials } from '../sbom.ts';
import { makeDeb } from './deb.ts';
import { modulesFor } from './other-modules.ts';
import { makeWholeTree } from './whole-tree.ts';

const help = `npm run package -- --version 2026.11.1 --root-json FILE [options]

Makes a whole release (code, packages of npm, Node, Electron) and the Debian package that installs it on a machine that has none.

  --version V       version of the release
  --root-json FILE  root of trust that its machines begin with (docs/keys.md)
  --out DIR         where to put both (default dist/package); the release is DIR/release
  --cpu x64|arm64   processor of the machines (default: of this one); for another one name --electron
  --electron DIR    unpacked Electron for it; the word none makes a release without its window, for tests of everything else
  --modules DIR     node_modules with the packages for it, the pinned Node among them (default for another processor: npm brings them)
  --made-at ISO     moment that stands in the manifest and on the files (default: of the last commit, so that two builds of it are the same)
  --development     allow an Electron that is for development and tests only, and none
  --no-compression  a package that is made fast and is large
  --help            this text
`;

const say = (line: string) => process.stdout.write(`${line}\n`);

function fail(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

const { values: options } = parseArgs({
  options: {
    ...{
      version: { type: 'string' },
      'root-json': { type: 'string' },
      out: { type: 'string', default: 'dist/package' },
    },
    ...{ cpu: { type: 'string', default: process.arch }, electron: { type: 'string' } },
    ...{ modules: { type: 'string' }, 'made-at': { type: 'string' }, development: { type: 'boolean' } },
    ...{ 'no-compression': { type: 'boolean' }, help: { type: 'boolean' } },
  },
});
if (options.help === true) {
  process.stdout.write(help);
  process.exit(0);
}
const { version, cpu } = options;
if (version === undefined || options['root-json'] === undefined) fail(help);
if (cpu !== 'x64' && cpu !== 'arm64') fail('--cpu is x64 or arm64');
const isOwn = cpu === process.arch;
if (!isOwn && options.electron === undefined)
  fail(`for ${cpu}, --electron must be named: the one that is installed here is for ${process.arch}`);
if (options.electron === 'none' && options.development !== true)
  fail('a release without its window is for tests only: say --development');
const electron = options.electron === 'none' ? null : (options.electron ?? theirElectron());
const madeAtMs = Date.parse(options['made-at'] ?? lastCommit());
if (!Number.isFinite(madeAtMs)) fail('--made-at is no moment');

const out = resolve(options.out);
const [tree, release, launcher] = ['tree', 'release', 'launcher'].map((name) => join(out, name)) as [
  string,
  string,
  string,
];
for (const folder of [tree, release, launcher]) rmSync(folder, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const modules = resolve(options.modules ?? (isOwn ? join(root, 'node_modules') : modulesFor(cpu, say)));
const node = join(modules, `node-linux-${cpu}/bin/node`);
if (!existsSync(node)) fail(`${node} is missing: run npm run bootstrap`);
say('gathering code, packages, Node and Electron …');
const whole = await makeWholeTree({
  ...{ out: tree, version, cpu, shippedRoot: readFileSync(options['root-json'], 'utf8'), electronDist: electron },
  ...{ node, modules },
});
say(`  ${whole.packages.length} packages of npm`);
for (const [name, isOn] of Object.entries(whole.fuses)) say(`  fuse ${name}: ${isOn ? 'on' : 'off'}`);
say('building the release …');
const store = storeRangeOf(root);
if (store === null) fail('the migrations of the store are missing');
const built = buildRelease({
  ...{ folder: tree, out: release, kind: 'application', scope: null, version, store, minimumHub: '0.1.0' },
  createdAt: new Date(madeAtMs).toISOString(),
});
if (!built.ok) fail(built.error.join('\n'));
rmSync(tree, { recursive: true, force: true });
const { files, bytes, sha256 } = built.value;
say(`  ${releaseIdOf(version, sha256)}: ${files} files, ${(bytes / 2 ** 20).toFixed(0)} MiB`);
say('packing the Debian package …');
execFileSync(projectNode, [join(root, 'build/build-launcher.mjs'), launcher]);
const sbom = join(out, 'sbom.cdx.json');
writeFileSync(sbom, billOfMaterials());
const deb = makeDeb({
  ...{ build: release, launcher, node, sbom, version, out, libraries: whole.libraries },
  ...{ architecture: cpu === 'x64' ? 'amd64' : 'arm64', madeAt: Math.floor(madeAtMs / 1000) },
  compression: options['no-compression'] === true ? 'none' : 'xz',
});
rmSync(launcher, { recursive: true, force: true });
say(deb);

function theirElectron(): string {
  const runtime = electronRuntime();
  if (runtime.developmentOnly && options.development !== true)
    fail(
      'the Electron of this machine is for development and tests only: name an official one with --electron, or say --development',
    );
  return runtime.dist;
}

function lastCommit(): string {
  return execFileSync('git', ['-C', root, 'log', '-1', '--format=%cI'], { encoding: 'utf8' }).trim();
}
