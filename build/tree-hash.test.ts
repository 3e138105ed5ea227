import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { treeHash } from './tree-hash.mjs';

describe('hash of a source tree', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'yitiji-hash-'));
    mkdirSync(join(root, 'src/deep'), { recursive: true });
    writeFileSync(join(root, 'src/a.ts'), 'a');
    writeFileSync(join(root, 'src/deep/b.ts'), 'b');
    writeFileSync(join(root, 'src/b.test.ts'), 'test');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const hash = () => treeHash(root, ['src', 'absent'], (path) => !path.endsWith('.test.ts'));

  it('stays the same for the same tree', () => {
    expect(hash()).toBe(hash());
  });

  it.each([
    ['a changed file', () => writeFileSync(join(root, 'src/a.ts'), 'A')],
    ['a new file', () => writeFileSync(join(root, 'src/c.ts'), '')],
    ['a renamed file', () => renameSync(join(root, 'src/a.ts'), join(root, 'src/z.ts'))],
    ['a file that was absent', () => writeFileSync(join(root, 'absent'), '')],
    [
      'content that moved from one file to the next',
      () => {
        writeFileSync(join(root, 'src/a.ts'), 'ab');
        writeFileSync(join(root, 'src/deep/b.ts'), '');
      },
    ],
  ])('changes with %s', (_what, change) => {
    const before = hash();
    change();
    expect(hash()).not.toBe(before);
  });

  it('does not change with a file that does not count', () => {
    const before = hash();
    writeFileSync(join(root, 'src/b.test.ts'), 'other');
    expect(hash()).toBe(before);
  });
});
