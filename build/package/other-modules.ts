import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from '../electron-runtime.mjs';
import { root } from '../project.mjs';

/**
 * The packages of `package-lock.json` as npm installs them on another processor, without those of development: half a gigabyte below `.cache`, brought once for each lock file.
 * No script of a package runs.
 * @param say takes one line of progress
 * @returns path of that `node_modules`. Throws npm's last words
 */
export function modulesFor(cpu: 'x64' | 'arm64', say: (line: string) => void): string {
  const dir = join(root, '.cache', `modules-${cpu}`);
  const stamp = join(dir, '.stamp');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return join(dir, 'node_modules');
  say(`bringing the packages for ${cpu} with npm …`);
  mkdirSync(dir, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(root, file), join(dir, file));
  const [npm, ...before] = npmCommand();
  const target = ['--cpu', cpu, '--os', 'linux', '--libc', 'glibc'];
  // `install` and not `ci`, for the reason that `build/packages.mjs` gives.
  const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  execFileSync(npm, [...before, 'install', ...target, '--omit', 'dev', ...quiet], { cwd: dir, stdio: 'pipe' });
  writeFileSync(stamp, wanted);
  return join(dir, 'node_modules');
}
