import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
