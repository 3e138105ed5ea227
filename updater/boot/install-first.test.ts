import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { releaseNamed, temporaryInstallation } from '../testing/installation.ts';
import { testRelease } from '../testing/test-release.ts';
import { linkedRelease, writeBoot } from './boot-files.ts';
import { firstBoot } from './boot-record.ts';
import { installFirst } from './install-first.ts';

test('a machine that has a record keeps it, also when its link is gone: what failed there stays known', () => {
  const [ours, bad] = [releaseNamed(1), releaseNamed(2)];
  const { root, record, remove } = temporaryInstallation([ours]);
  try {
    const quarantined = [{ release: bad, cause: 'unhealthy' as const, at: '2026-11-28T12:00:00.000Z' }];
    const written = { ...firstBoot(ours), quarantined };
    writeBoot(root, written);
    rmSync(join(root, 'current'));
    const other = testRelease(3);
    expect(installFirst(root, other.id, other.manifest, (sha256) => join(root, sha256))).toEqual({
      ok: true,
      value: false,
    });
    expect(record()).toEqual(written);
    expect(linkedRelease(root)).toBe(ours);
  } finally {
    remove();
  }
});
