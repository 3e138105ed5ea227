import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Debian packages that a machine needs, with the reason. Later releases renamed some (64-bit time): any name of a row will do. What Electron links besides comes as a dependency of these (found with
 * `ldd` on the runtime).
 * @type {ReadonlyArray<{ readonly names: readonly string[], readonly why: string }>}
 */
export const machinePackages = [
  { names: ['libgtk-3-0', 'libgtk-3-0t64'], why: 'Electron: window' },
  { names: ['libnss3'], why: 'Electron: certificates' },
  { names: ['libasound2', 'libasound2t64'], why: 'Electron: sound' },
  { names: ['libgbm1'], why: 'Electron: graphics buffers' },
  { names: ['libdrm2'], why: 'Electron: graphics' },
  { names: ['libxss1'], why: 'Electron: screen saver' },
  { names: ['libxkbcommon0'], why: 'Electron: keyboard' },
  { names: ['libnotify4'], why: 'Electron: notifications (loaded, never used)' },
  { names: ['udev'], why: 'stable names of serial ports' },
  { names: ['pcscd'], why: 'smart-card readers' },
  { names: ['libusb-1.0-0'], why: 'HID devices' },
  { names: ['cups'], why: 'A4 printing' },
  { names: ['cups-client'], why: 'A4 printing: queues' },
  { names: ['fonts-noto-cjk'], why: 'Chinese on paper and screen' },
  { names: ['fonts-hanazono'], why: 'rare characters of names' },
];

/**
 * What building and testing need besides; never on a machine.
 * @type {typeof machinePackages}
 */
const developmentPackages = [
  { names: ['xvfb'], why: 'a display where there is none' },
  { names: ['xauth'], why: 'access to that display' },
  { names: ['socat'], why: 'pseudo-terminals for simulated devices' },
  { names: ['make'], why: 'building the PC/SC binding' },
  { names: ['g++'], why: 'building the PC/SC binding' },
  { names: ['python3'], why: 'building the PC/SC binding (node-gyp)' },
  { names: ['libpcsclite-dev'], why: 'building the PC/SC binding' },
  { names: ['printer-driver-cups-pdf'], why: 'tests: a printer that prints into a file' },
  { names: ['poppler-utils'], why: 'tests: what stands on the printed pages' },
  { names: ['umockdev'], why: 'tests: HID devices without hardware' },
  { names: ['xdotool'], why: 'tests: real keys and a real mouse at the window' },
  { names: ['vsmartcard-vpcd'], why: 'tests: smart cards without hardware' },
  { names: ['strace'], why: 'tests: system calls of the store, replayed into power cuts' },
  { names: ['nginx-light', 'nginx'], why: 'tests: the example of a balancer in front of three hubs' },
  { names: ['openssl'], why: 'tests: certificates for that balancer' },
  { names: ['chromium'], why: 'tests: measures and pictures of every screen' },
  { names: ['espeak-ng'], why: 'recordings of speech: a tool of the build' },
  { names: ['opus-tools'], why: 'recordings of speech: encoder' },
];

export const debianPackages = [...machinePackages, ...developmentPackages];

/** Programs behind those packages, for systems that are not Debian. */
const programs = ['Xvfb', 'xauth', 'socat', 'tar', 'make', 'g++', 'python3', 'pcscd', 'lp', 'umockdev-run', 'strace'];

/**
 * What is missing on this system.
 * @returns {{ debian: boolean, missing: string[] }} on Debian: package names; elsewhere: program names
 */
export function missingSystemPackages() {
  if (!onPath('dpkg-query')) return { debian: false, missing: programs.filter((program) => !onPath(program)) };
  const all = debianPackages.flatMap((row) => row.names);
  // Exit code 1 only says that some names are unknown; the list is what counts.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format language
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package}\\t${db:Status-Status}\\n', ...all], {
    encoding: 'utf8',
  });
  const installed = new Set(
    query.stdout
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([, status]) => status === 'installed')
      .map(([name]) => name),
  );
  const rows = debianPackages.filter((row) => !row.names.some((name) => installed.has(name)));
  return { debian: true, missing: rows.map((row) => nameOfThisRelease(row.names)) };
}

/**
 * The one command that installs them, for a person to copy.
 * @param {readonly string[]} missing package names
 */
export function installCommand(missing) {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`;
}

/**
 * Installs packages with apt-get; needs root. Waits up to two minutes for another package manager to end.
 * @param {readonly string[]} missing
 * @returns {string | undefined} the last lines of output when it failed
 */
export function installDebianPackages(missing) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const lock = ['-o', 'DPkg::Lock::Timeout=120'];
  const steps = [
    ['update', '-qq', ...lock],
    ['install', '-y', '-qq', '--no-install-recommends', ...lock, ...missing],
  ];
  for (const args of steps) {
    const done = spawnSync('apt-get', args, { encoding: 'utf8', env });
    if (done.status !== 0) return `${done.stdout}${done.stderr}${done.error ?? ''}`.split('\n').slice(-15).join('\n');
  }
  return undefined;
}

/** @param {string} program */
function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @param {readonly string[]} names */
function nameOfThisRelease(names) {
  if (names.length === 1) return names[0] ?? '';
  const known = names.find((name) => {
    const shown = spawnSync('apt-cache', ['show', '--no-all-versions', name], { encoding: 'utf8' });
    return shown.status === 0 && shown.stdout.startsWith('Package:');
  });
  return known ?? names[0] ?? '';
}
