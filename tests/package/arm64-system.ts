import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../build/project.mjs';

/** Where the kernel is told what runs programs of other processors. */
const registry = '/proc/sys/fs/binfmt_misc';
const rule = join(registry, 'qemu-aarch64');
const tools = ['mmdebstrap', 'arch-test', 'qemu-aarch64-static', 'aarch64-linux-gnu-g++'];
const toInstall = 'apt-get install --no-install-recommends mmdebstrap arch-test qemu-user-static g++-aarch64-linux-gnu';

/**
 * Lets this kernel run programs for aarch64 with qemu-user, as Debian's own rule says. Throws with the command that installs what is missing.
 * @returns takes that back, where it was not so before
 */
export function runsArm64Programs(): () => void {
  const missing = tools.filter((tool) => spawnSync('which', [tool]).status !== 0);
  if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}. Run: ${toInstall}`);
  if (!existsSync(join(registry, 'register'))) execFileSync('mount', ['-t', 'binfmt_misc', 'none', registry]);
  if (existsSync(rule)) return () => undefined;
  writeFileSync(join(registry, 'register'), readFileSync('/usr/lib/binfmt.d/qemu-aarch64.conf', 'utf8').trim());
  return () => writeFileSync(rule, '-1');
}

/**
 * A Debian for arm64 with these packages and what they depend on, made once and kept in `.cache` (about ten minutes, since its programs run under qemu-user, and 900 MiB).
 * @param suite `bullseye` is Debian 11, with glibc 2.31: older than what the release is compiled on
 * @param packages as `Depends` of the package says; of several names the first is taken
 * @returns its folder: to be read through an overlay
 */
export function arm64System(suite: 'bullseye' | 'bookworm', packages: string): string {
  const dir = join(root, '.cache/debian-arm64', suite);
  if (existsSync(dir)) return dir;
  const names = packages.split(',').map((one) => /^\s*([^\s|(]+)/.exec(one)?.[1] ?? '');
  mkdirSync(join(root, '.cache/debian-arm64'), { recursive: true });
  const partial = `${dir}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const left = ['doc', 'man', 'locale'].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`);
  // The release as it came out: of an old one the security updates leave the servers sooner than the list that names them. Nobody serves anybody with this system.
  const asReleased = '--setup-hook=sed -i "/security/d" "$1/etc/apt/sources.list"';
  const options = [
    '--mode=root',
    '--variant=apt',
    '--architectures=arm64',
    '--dpkgopt=force-unsafe-io',
    asReleased,
    ...left,
  ];
  execFileSync('mmdebstrap', [...options, `--include=${names.join(',')}`, suite, partial], {
    stdio: 'pipe',
    maxBuffer: 1 << 26,
  });
  // Only a whole one is kept.
  renameSync(partial, dir);
  return dir;
}
