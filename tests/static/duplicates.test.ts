import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../build/project.mjs';

describe('duplicate code', () => {
  it('nothing is written a second time beside the pairs that known-duplicates.json gives a reason for', {
    timeout: 120_000,
  }, () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'build/duplicates.ts')], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});
