import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { keepsNothing } from './keeps-nothing.ts';

test('a folder of the kernel is no place for anything, a folder that is not there yet is judged by those above it', () => {
  expect(keepsNothing('/proc/x/y/z')).toBe('procfs');
  expect(keepsNothing('/proc/self')).toBe('procfs');
  expect(keepsNothing(`${tmpdir()}/not/there/yet`)).toBeNull();
});
