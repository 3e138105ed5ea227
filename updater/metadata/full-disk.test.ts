import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TrustFixture } from '../testing/trust-fixture.ts';

/** The call that finds the disk full, counted among those that need room; 0 = none. After it, every other finds it full too, as long as nothing was removed. */
const disk = vi.hoisted(() => ({ fullAt: 0, calls: 0 }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const needsRoom =
    <A extends readonly unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      disk.calls += 1;
      if (disk.fullAt > 0 && disk.calls >= disk.fullAt) {
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      }
      return call(...args);
    };
  return {
    ...fs,
    // In pieces: a part of a file is taken before the disk is full.
    writeSync: needsRoom((file: number, bytes: NodeJS.ArrayBufferView, at?: number) =>
      fs.writeSync(file, bytes, at ?? 0, Math.min(1024, bytes.byteLength - (at ?? 0))),
    ),
    mkdirSync: needsRoom(fs.mkdirSync),
    fsyncSync: needsRoom(fs.fsyncSync),
    symlinkSync: needsRoom(fs.symlinkSync),
    renameSync: needsRoom(fs.renameSync),
  };
});

let machine: TrustFixture;
beforeEach(async () => {
  Object.assign(disk, { fullAt: 0, calls: 0 });
  machine = new TrustFixture();
  await machine.refresh();
});
afterEach(() => {
  disk.fullAt = 0;
  machine[Symbol.dispose]();
});

test('a disk that is full at any moment of a refresh leaves what was there, and takes the next one when there is room', async () => {
  machine.repository.publishRoot();
  machine.repository.publish();
  const before = machine.kept();
  let refused = 0;
  for (let at = 1; ; at += 1) {
    Object.assign(disk, { fullAt: at, calls: 0 });
    const done = await machine.refresh();
    disk.fullAt = 0;
    if (done === 'ok') break;
    expect(done).toBe('full');
    expect(machine.target()).toBe('ok');
    expect(readdirSync(join(machine.root, 'trust', 'generations'))).toHaveLength(1);
    refused += 1;
    // The link may have been swapped when the last sync found no room: then the new one is there, whole.
    if (machine.kept() !== before) break;
  }
  expect(refused).toBeGreaterThan(20);
  expect(await machine.refresh()).toBe('ok');
  expect(machine.kept()).toMatch(/^root 2, timestamp 3,/);
});

test('a full disk does not keep the machine from learning what time it is', async () => {
  await machine.days(8);
  Object.assign(disk, { fullAt: 1, calls: 0 });
  machine.trust.sawTime(machine.clock.wallMs());
  disk.fullAt = 0;
  machine.clock.jumpWall(-8 * 86_400_000);
  expect(machine.target()).toBe('expired');
});
