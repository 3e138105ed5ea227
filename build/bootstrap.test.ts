import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { debianPackages, installCommand } from './debian-packages.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { root } from './project.mjs';

/** Runs the bootstrap as it is, in a place where it finds nothing to install. */
function bootstrap(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const done = spawnSync(process.execPath, [join(root, 'build/bootstrap.mjs'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe('bootstrap', () => {
  it('only looks when everything is there, in the time of a few dozen starts of Node', () => {
    const startedAt = performance.now();
    for (let n = 0; n < 5; n += 1) spawnSync(process.execPath, ['-e', '']);
    const startMs = (performance.now() - startedAt) / 5;
    const { code, out } = bootstrap(['--json']);
    expect(code).toBe(0);
    const answer = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { readonly ok: boolean; readonly ms: number };
    expect(answer).toMatchObject({ ok: true, packages: { installed: false }, electron: electronRuntime() });
    // Two seconds on a quiet machine, where Node starts in 40 ms.
    expect(answer.ms).toBeLessThan(50 * startMs);
  });

  it('says what it does and refuses what it does not know', () => {
    expect(bootstrap(['--help'])).toMatchObject({ code: 0 });
    expect(bootstrap(['--colour'])).toMatchObject({ code: 2 });
  });

  it('tells of an override that holds no Electron', () => {
    const { code, err } = bootstrap([], { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'docs') });
    expect(code).toBe(1);
    expect(err).toContain('holds no program named electron');
  });
});

describe('system packages', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'yitiji-dpkg-'));
    // Stands in for dpkg-query on a machine where one package was removed and one was never there.
    const rows = debianPackages
      .map((row) => row.names.at(-1) ?? '')
      .filter((name) => name !== 'socat')
      .map((name) => `${name}\t${name === 'xvfb' ? 'config-files' : 'installed'}`);
    writeFileSync(join(folder, 'dpkg-query'), `#!/bin/sh\ncat <<'END'\n${rows.join('\n')}\nEND\nexit 1\n`);
    chmodSync(join(folder, 'dpkg-query'), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('counts what is installed under any of its names, and nothing that was removed', () => {
    const script =
      "import('./build/debian-packages.mjs').then((m) => console.log(JSON.stringify(m.missingSystemPackages())))";
    const done = spawnSync(process.execPath, ['-e', script], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH ?? ''}` },
    });
    expect(JSON.parse(done.stdout)).toEqual({ debian: true, missing: ['xvfb', 'socat'] });
  });

  it('asks for programs where there is no dpkg', () => {
    const script =
      "import('./build/debian-packages.mjs').then((m) => console.log(JSON.stringify(m.missingSystemPackages())))";
    const done = spawnSync(process.execPath, ['-e', script], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: '/nowhere' },
    });
    expect(JSON.parse(done.stdout)).toEqual({
      debian: false,
      missing: ['Xvfb', 'xauth', 'socat', 'tar', 'make', 'g++', 'python3', 'pcscd', 'lp', 'umockdev-run', 'strace'],
    });
  });

  it('are installed by one command', () => {
    expect(installCommand(['xvfb', 'socat'])).toBe(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends xvfb socat',
    );
  });
});
