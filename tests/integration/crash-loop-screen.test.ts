import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { troubleFile } from '../../contract/trouble-picture.ts';
import { keepTroublePicture } from '../../terminal/trouble-picture.ts';
import { type RawPicture, readPicture } from '../../updater/launcher/raw-picture.ts';
import { showPicture } from '../../updater/launcher/x-picture.ts';
import { screenIn, startXvfb, type VirtualDisplay } from '../support/xvfb.ts';

/** The picture that the terminal service has made, put on a real X server by the launcher's own code, and read back from that server's memory. */
let dir: string;
let display: VirtualDisplay;
const size = { width: 1080, height: 1920 };
const words = { kiosk: 'TH0017', place: '天河街政务服务中心', phone: '020-00000000' };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-crash-loop-'));
  display = await startXvfb(size, dir);
});
afterAll(async () => {
  await display?.stop();
  rmSync(dir, { recursive: true, force: true });
});

function made(): RawPicture {
  keepTroublePicture(dir, words, size, noLog);
  const picture = readPicture(join(dir, troubleFile));
  if (!picture.ok) throw new Error(picture.error);
  return picture.value;
}

describe('crash-loop screen', () => {
  it('stands on the whole screen, pixel for pixel as it was made, over whatever stood there', async () => {
    const picture = made();
    const shown = await showPicture(display.display, picture);
    if (!shown.ok) throw new Error(shown.error);
    const now = screenIn(dir);
    // The server here is two pixels larger each way, so the picture begins at (1, 1).
    let differing = 0;
    let inked = 0;
    for (let y = 0; y < size.height; y += 3) {
      for (let x = 0; x < size.width; x += 3) {
        const wanted = picture.pixels.readUInt32LE((y * size.width + x) * 4) & 0xffffff;
        if (now.at(x + 1, y + 1) !== wanted) differing += 1;
        if (wanted !== (picture.pixels.readUInt32LE(0) & 0xffffff)) inked += 1;
      }
    }
    expect(differing).toBe(0);
    // There are words on it.
    expect(inked).toBeGreaterThan(2_000);
    expect(now.at(0, 0)).toBe(picture.pixels.readUInt32LE(0) & 0xffffff);
    shown.value.close();
    await shown.value.ended;
  });

  it('is another picture for another machine, and is not written again for the same', () => {
    const first = made();
    keepTroublePicture(dir, { ...words, kiosk: 'TH0018' }, size, noLog);
    const second = readPicture(join(dir, troubleFile));
    expect(second.ok && second.value.pixels.equals(first.pixels)).toBe(false);
  });

  it('hears when the display goes, so that nobody waits for a picture that stands nowhere', async () => {
    const shown = await showPicture(display.display, made());
    if (!shown.ok) throw new Error(shown.error);
    await display.stop();
    await shown.value.ended;
  });

  it('needs nothing of the system but its X server: no toolkit, no font, no browser', () => {
    const used = spawnSync('grep', ['-hoE', "from '[^.][^']*'", 'x-picture.ts', 'raw-picture.ts'], {
      ...{ cwd: join(import.meta.dirname, '../../updater/launcher'), encoding: 'utf8' },
    });
    expect([...new Set(used.stdout.trim().split('\n'))].sort()).toEqual(
      ["from 'node:fs'", "from 'node:net'", "from 'node:zlib'"].sort(),
    );
  });
});
