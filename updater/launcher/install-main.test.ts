import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manifestText } from '../../contract/release/manifest.ts';
import { bootFile } from '../boot/boot-files.ts';
import { testRelease } from '../testing/test-release.ts';

let root: string;
let medium: string;
beforeEach(() => {
  [root, medium] = ['root', 'medium'].map((name) => mkdtempSync(join(tmpdir(), `yitiji-install-${name}-`))) as [
    string,
    string,
  ];
  writeFileSync(join(medium, 'manifest.json'), manifestText(testRelease(1).manifest));
});
afterEach(() => {
  for (const folder of [root, medium]) rmSync(folder, { recursive: true, force: true });
});

function install() {
  const program = join(import.meta.dirname, 'install-main.ts');
  const env = { ...process.env, YITIJI_ROOT: root };
  const { status, stdout } = spawnSync(process.execPath, ['--no-warnings', program, medium], { encoding: 'utf8', env });
  return { status, said: stdout };
}

test('a machine whose record is damaged is sent to its repair, not for another medium', () => {
  mkdirSync(dirname(join(root, bootFile)), { recursive: true });
  writeFileSync(join(root, bootFile), 'no record');
  const { status, said } = install();
  expect([status, said]).toEqual([3, expect.stringContaining('yitiji update repair')]);
  expect(said).not.toContain('medium');
});

test('a medium that lacks a file is said to', () => {
  expect(install()).toEqual({ status: 3, said: expect.stringContaining('medium that is whole') });
});
