import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { copyOnce, takePlace } from './copy-once.ts';

test('two hubs that start for the first time in the same moment: the slower one takes what is there, and does not fail', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-copy-'));
  const put = (name: string, text: string) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'file'), text);
    return join(folder, name);
  };
  const [source, to] = [put('source', 'first'), join(folder, 'shared', 'copy')];
  copyOnce(source, to);
  takePlace(put('late', 'second'), to);
  copyOnce(put('other', 'third'), to);
  expect(readFileSync(join(to, 'file'), 'utf8')).toBe('first');
  expect(existsSync(join(folder, 'late'))).toBe(false);
  expect(() => takePlace(join(folder, 'nowhere'), join(folder, 'new'))).toThrow('ENOENT');
  rmSync(folder, { recursive: true });
});

test('a power cut behind the copy leaves no name without what it names: every file and folder is on the disk before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-copy-'));
  mkdirSync(join(folder, 'source', 'bin'), { recursive: true });
  writeFileSync(join(folder, 'source', 'bin', 'program'), 'program');
  symlinkSync('program', join(folder, 'source', 'bin', 'link'));
  const to = join(folder, 'copy');
  const synced: { readonly path: string; readonly isNamed: boolean }[] = [];
  copyOnce(join(folder, 'source'), to, (path) => {
    synced.push({ path: relative(folder, path).replace(/^copy\.\d+/u, 'partial'), isNamed: existsSync(to) });
  });
  expect(synced).toEqual([
    { path: 'partial/bin', isNamed: false },
    { path: 'partial/bin/program', isNamed: false },
    { path: 'partial', isNamed: false },
    { path: '', isNamed: true },
  ]);
  rmSync(folder, { recursive: true });
});
