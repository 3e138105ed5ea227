import { chmodSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestFolder } from '../testing/ceremony.ts';
import { openBuild } from './build-file.ts';
import { type BuildInput, buildRelease } from './build-release.ts';
import { storeRangeOf } from './store-range.ts';

const nowMs = Date.parse('2026-11-28T12:00:00Z');
let f: TestFolder;
beforeEach(() => {
  f = new TestFolder();
});
afterEach(() => f.remove());

const input = (folder: string, out: string, change: Partial<BuildInput> = {}): BuildInput => ({
  ...{ folder, out: f.at(out), kind: 'application', scope: null, version: '2026.11.1' },
  ...{ createdAt: '2026-11-28T12:00:00.000Z', store: { reads: [1, 4], writes: 4 }, minimumHub: '0.1.0', ...change },
});
const faultsOf = (given: BuildInput) => {
  const built = buildRelease(given);
  return built.ok ? [] : built.error;
};

test('the same folder, version and moment give the same manifest, wherever it lies and whenever it was written', () => {
  const one = buildRelease(input(f.application('a', nowMs, { 'x/b.txt': 'same', 'x/a.txt': 'same' }), 'out-1'));
  // Root metadata is signed with keys of this process: one and the same. Files are written in another order.
  const other = f.application('elsewhere/b', nowMs, { 'x/a.txt': 'same', 'x/b.txt': 'same' });
  const two = buildRelease(input(other, 'out-2'));
  expect(two).toEqual(one);
  if (!one.ok) throw new Error('not built');
  expect(one.value.distinctBytes).toBe(one.value.bytes - 4);
  expect(
    readFileSync(join(f.at('out-2'), 'manifest.json')).equals(readFileSync(join(f.at('out-1'), 'manifest.json'))),
  ).toBe(true);
  expect(buildRelease(input(other, 'out-3', { createdAt: '2026-11-28T12:00:01.000Z' }))).not.toEqual(one);
});

test('what may not travel is refused, all of it at once and each by its name', () => {
  const folder = f.application('a', nowMs, { 'bad/x': '1' });
  symlinkSync('/etc/passwd', join(folder, 'link'));
  symlinkSync('.', join(folder, 'loop'));
  writeFileSync(join(folder, 'semi;colon'), '1');
  writeFileSync(join(folder, 'Release.json'), '1');
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]), '1');
  for (const [name, mode] of [
    ['setuid', 0o4755],
    ['open', 0o666],
    ['secret', 0o600],
    ['group', 0o775],
  ] as const) {
    writeFileSync(join(folder, name), '1');
    chmodSync(join(folder, name), mode);
  }
  mkdirSync(join(folder, 'empty'));
  expect(faultsOf(input(folder, 'out'))).toEqual([
    'Release.json: the name of the manifest itself',
    'empty: an empty folder would not be there on the machine',
    'group: mode 0775; 0644 and 0755 may be',
    'link: a link; only plain files travel',
    'loop: a link; only plain files travel',
    'open: mode 0666; 0644 and 0755 may be',
    'secret: mode 0600; 0644 and 0755 may be',
    'semi;colon: character',
    'setuid: mode 4755; 0644 and 0755 may be',
    'ÿþ: the name is not UTF-8',
  ]);
});

test('an application that nobody could start, or that trusts nothing, is none', () => {
  expect(faultsOf(input(f.write('a', { 'x.js': '1' }), 'out'))).toEqual([
    'start.json is missing: it says what is started',
    'root.json is missing: the root of trust that the machine starts from',
  ]);
  const folder = f.application('b', nowMs);
  chmodSync(join(folder, 'bin/kiosk'), 0o644);
  writeFileSync(join(folder, 'root.json'), '{}');
  expect(faultsOf(input(folder, 'out'))).toEqual([
    'start.json: kiosk: bin/kiosk is no program of this folder',
    'start.json: updater: bin/kiosk is no program of this folder',
    expect.stringMatching(/^root\.json is no root metadata/),
  ]);
});

test('a release for one place says which, and an application is for all', () => {
  const folder = f.write('a', { 'items.json': '[]' });
  expect(faultsOf(input(folder, 'o1', { kind: 'catalogue' }))).toEqual([expect.stringMatching(/needs --scope/)]);
  expect(faultsOf(input(folder, 'o2', { scope: 'gz' }))).toEqual([expect.stringMatching(/no --scope/)]);
  expect(faultsOf(input(folder, 'o3', { version: '../1' }))).toEqual([expect.stringMatching(/is no version/)]);
  const built = buildRelease(input(folder, 'o4', { kind: 'catalogue', scope: 'gz' }));
  expect(built).toMatchObject({ ok: true, value: { target: 'catalogue/gz/2026.11.1.json', files: 1 } });
  expect(faultsOf(input(folder, 'o4', { kind: 'catalogue', scope: 'gz' }))).toEqual([
    expect.stringMatching(/not empty/),
  ]);
});

test('a build that was cut or changed is none', () => {
  const { dir } = f.build(f.application('a', nowMs), 'out', { version: '1' });
  expect(openBuild(f.at('nowhere')).ok).toBe(false);
  writeFileSync(
    join(dir, 'manifest.json'),
    readFileSync(join(dir, 'manifest.json'), 'utf8').replace('"0644"', '"0755"'),
  );
  expect(openBuild(dir)).toEqual({ ok: false, error: expect.stringMatching(/not the one that was built/) });
});

test('hard links and names of the same content are plain files', () => {
  const folder = f.application('a', nowMs, { one: 'same' });
  linkSync(join(folder, 'one'), join(folder, 'two'));
  expect(f.build(folder, 'out', { version: '1' }).manifest.files.map(({ path }) => path)).toContain('two');
});

test('the schema range is that of the migrations in the folder, else of this program', () => {
  const folder = f.write('a', { 'terminal/store/store-range.json': '{ "reads": [1, 3], "writes": 2 }' });
  expect(storeRangeOf(folder)).toEqual({ reads: [1, 3], writes: 2 });
  expect(storeRangeOf(f.at('nowhere'))).toBeNull();
  expect(storeRangeOf(join(import.meta.dirname, '../..'))?.writes).toBeGreaterThanOrEqual(4);
});
