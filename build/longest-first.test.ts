import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { longest, longestFirst } from './longest-first.ts';
import { root } from './project.mjs';

describe('order of the test files', () => {
  it('no long file waits behind short ones, and those keep their own order', () => {
    const files = ['b.test.ts', longest[1], 'a.test.ts', longest[0]].map(String);
    expect(longestFirst(files, (file) => file)).toEqual([longest[0], longest[1], 'b.test.ts', 'a.test.ts']);
  });

  it('no name stands there for a file that is gone', () => {
    expect(longest.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(new Set(longest).size).toBe(longest.length);
  });
});
