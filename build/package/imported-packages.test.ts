import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isOfAnother } from './copy-packages.ts';
import { packagesIn, withWhatTheyNeed } from './imported-packages.ts';

const modules = mkdtempSync(join(tmpdir(), 'yitiji-modules-'));
afterAll(() => rmSync(modules, { recursive: true, force: true }));

function install(path: string, more: object = {}): void {
  mkdirSync(join(modules, path), { recursive: true });
  writeFileSync(join(modules, path, 'package.json'), JSON.stringify({ version: '1.0.0', ...more }));
}
install('a', {
  dependencies: { b: '1' },
  optionalDependencies: { 'native-linux-x64': '1', 'native-linux-arm64': '1', gone: '1' },
});
install('b', { dependencies: { c: '1' } });
install('b/node_modules/c', { version: '2.0.0', dependencies: { d: '1' } });
install('c');
install('d', { dependencies: { a: '1' } });
install('native-linux-x64', { os: ['linux'], cpu: ['x64'] });
install('native-linux-arm64', { os: ['linux'], cpu: ['arm64'] });
install('not-windows', { os: ['!win32'] });
install('unused');
const x64 = { os: 'linux', cpu: 'x64' };
const paths = (names: readonly string[], target = x64) =>
  withWhatTheyNeed(modules, names, target).map(({ path }) => path);

test('each way to import is seen, the parts of our own and of Node are not', () => {
  const code = [
    `import a from 'a';\nimport { type b } from "@scope/b/deep/file.js";\nimport 'c';`,
    `const d = await import('d'); const e = require('e');\nexport * from 'f';`,
    `import fs from 'node:fs'; import path from 'path'; import x from './x.ts'; import y from '../y.ts';`,
  ];
  expect(packagesIn(code)).toEqual(['@scope/b', 'a', 'c', 'd', 'e', 'f']);
});

test('a package of its own is taken where two versions are installed, circles end, and what belongs to another processor or is optional and not there stays out', () => {
  expect(paths(['a'])).toEqual(['a', 'b', 'b/node_modules/c', 'd', 'native-linux-x64']);
  expect(paths(['c', 'not-windows'], { os: 'linux', cpu: 'arm64' })).toEqual(['c', 'not-windows']);
  expect(paths(['a'], { os: 'linux', cpu: 'arm64' })).toContain('native-linux-arm64');
});

test('what must be there and is not is said, and no release is made without it', () => {
  expect(() => paths(['missing'])).toThrow('missing is imported and not installed for linux x64');
  expect(() => paths(['native-linux-arm64'])).toThrow('native-linux-arm64');
});

test('of binaries for many systems only those of the machine travel', () => {
  const own = [
    'HID_hidraw-linux-x64/node.node',
    'prebuilds/linux-x64/bindings.glibc.node',
    'prebuilds/linux-x64.node',
    'lib/index.js',
    'linux.js',
  ];
  const others = [
    'prebuilds/darwin-x64/x.node',
    'prebuilds/linux-arm64/x.node',
    'prebuilds/linux-x64/bindings.musl.node',
    'x-win32-ia32.node',
  ];
  expect(own.filter((path) => isOfAnother(path, x64))).toEqual([]);
  expect(others.filter((path) => !isOfAnother(path, x64))).toEqual([]);
});
