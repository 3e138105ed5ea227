import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRoom, type Medium, mediaOf, mediumFaultOf } from './media.ts';
import { realMedia } from './real-media.ts';

/** As the kernel writes it, proc_pid_mountinfo(5). */
const mountinfo = [
  '22 28 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw',
  '28 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw',
  '97 28 8:1 / /boot/efi rw,relatime shared:49 - vfat /dev/sda1 rw,fmask=0077',
  '310 28 8:17 / /media/kiosk/KINGSTON\\04032G rw,nosuid,nodev shared:160 - vfat /dev/sdb1 rw,uid=1000',
  '311 28 8:33 / /run/media/kiosk/OLD ro,nosuid shared:161 - exfat /dev/sdc1 rw',
  '312 28 8:49 / /run/media/kiosk/LOCKED rw,nosuid shared:162 - ntfs3 /dev/sdd1 ro',
  '313 28 0:44 / /mnt/share rw shared:163 - nfs4 10.0.0.1:/x rw',
  '',
].join('\n');

describe('what counts as a stick', () => {
  test('sticks and cards where automounters put them; not the system, not a share, and what cannot be written says so', () => {
    expect(mediaOf(mountinfo)).toEqual([
      { path: '/media/kiosk/KINGSTON 32G', isReadOnly: false },
      { path: '/run/media/kiosk/OLD', isReadOnly: true },
      { path: '/run/media/kiosk/LOCKED', isReadOnly: true },
    ]);
  });

  test('text that is no mountinfo has no stick in it, and breaks nothing', () => {
    fc.assert(fc.property(fc.string(), (text) => mediaOf(text).length === 0));
  });

  test('each error of the file system is one of the words on the page', () => {
    const codes = ['ENOSPC', 'EROFS', 'EACCES', 'ENOENT', 'ENODEV', 'EIO', 'EWHATEVER', undefined];
    expect(codes.map(mediumFaultOf)).toEqual([
      ...['full', 'readOnly', 'readOnly', 'gone', 'gone', 'damaged', 'failed', 'failed'],
    ]);
  });

  test('a stick needs room for the file and its own tables', () => {
    const medium = { path: '/x', name: 'x', isReadOnly: false, freeBytes: 100_000 };
    expect([hasRoom(medium, 30_000), hasRoom(medium, 40_000)]).toEqual([true, false]);
  });
});

describe('writing to it', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'yitiji-stick-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const media = () => realMedia([dir]);
  const stick = async (): Promise<Medium> => {
    const medium = (await media().list()).find(({ path }) => path === dir);
    if (medium === undefined) throw new Error('no stick');
    return medium;
  };

  test('the steps come in their order, and what stands there is what was given', async () => {
    const bytes = Buffer.alloc(700_001, 'x');
    const steps: string[] = [];
    const done = await media().write(await stick(), { name: 'a.bundle', bytes }, (step) => {
      if (steps.at(-1) !== step) steps.push(step);
    });
    expect([done.ok, steps]).toEqual([true, ['write', 'sync', 'verify']]);
    expect(readFileSync(join(dir, 'a.bundle')).equals(bytes)).toBe(true);
  });

  test('read-only, too full, and pulled out leave no half of a file, and each says which', async () => {
    const bytes = Buffer.alloc(1000);
    const write = async (medium: Medium, of = bytes) =>
      media().write(medium, { name: 'b.bundle', bytes: of }, () => undefined);
    expect(await write({ ...(await stick()), isReadOnly: true })).toEqual({ ok: false, error: 'readOnly' });
    expect(await write({ ...(await stick()), path: join(dir, 'gone') })).toEqual({ ok: false, error: 'gone' });
    // /proc has no room for anybody.
    expect(await write({ ...(await stick()), path: '/proc' })).toEqual({ ok: false, error: 'full' });
    expect(readdirSync(dir)).toEqual(['a.bundle']);
  });

  test('a stick that gives back something else is not said to be well, and keeps nothing of it', async () => {
    const bytes = Buffer.alloc(1000, 'y');
    const write = media().write(await stick(), { name: 'c.bundle', bytes }, (step) => {
      // The stick loses what it was given: before it is read back the source is another one.
      if (step === 'verify') bytes[7] = 0;
    });
    expect(await write).toEqual({ ok: false, error: 'damaged' });
    expect(readdirSync(dir)).toEqual(['a.bundle']);
  });
});
