import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { troubleFile } from '../../contract/trouble-picture.ts';
import { keepTroublePicture } from '../../terminal/trouble-picture.ts';
import { type RawPicture, readPicture } from '../../updater/launcher/raw-picture.ts';
import { isDisplayThere, showPicture } from '../../updater/launcher/x-picture.ts';
import { reader, readReply, request } from '../../updater/launcher/x-wire.ts';
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

/** Names a part of the server's screen as one of its panels (RRSetMonitor), as somebody who has two of them finds it. */
async function setMonitor(atom: number, isPrimary: boolean, place: readonly number[]): Promise<void> {
  const socket = connect(`/tmp/.X11-unix/X${display.display.slice(1)}`);
  const { read } = reader(socket);
  socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
  const setup = await read(((await read(8))?.readUInt16LE(6) ?? 0) * 4);
  if (setup === null) throw new Error('no X server');
  socket.write(request(98, 0, Buffer.from('\x05\0\0\0RANDR\0\0\0', 'latin1')));
  const extension = await readReply(read);
  if (extension === null || extension === 'refused') throw new Error('no RANDR');
  const body = Buffer.alloc(28);
  const screen = 32 + ((setup.readUInt16LE(16) + 3) & ~3) + (setup[21] ?? 0) * 8;
  body.writeUInt32LE(setup.readUInt32LE(screen), 0);
  body.writeUInt32LE(atom, 4);
  body[8] = isPrimary ? 1 : 0;
  for (const [n, value] of place.entries()) body.writeUInt16LE(value, 12 + n * 2);
  socket.write(request(extension[9] ?? 0, 43, body));
  socket.write(request(43, 0, Buffer.alloc(0)));
  if (typeof (await readReply(read)) === 'string') throw new Error('no second panel');
  socket.destroy();
}

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

  it('stands on the kiosk’s panel where there are two, not half on each', async () => {
    const picture = { width: 300, height: 400, pixels: Buffer.alloc(300 * 400 * 4, 0xff) };
    picture.pixels.writeUInt32LE(0x112233, 0);
    await setMonitor(1, false, [0, 0, 541, 1922]);
    await setMonitor(2, true, [541, 0, 541, 1922]);
    const shown = await showPicture(display.display, picture);
    if (!shown.ok) throw new Error(shown.error);
    const now = screenIn(dir);
    const [left, top] = [541 + Math.floor((541 - 300) / 2), (1922 - 400) / 2];
    expect(now.at(left, top)).toBe(0x112233);
    expect([now.at(left + 1, top), now.at(left + 299, top + 399)]).toEqual([0xffffff, 0xffffff]);
    // Around it, and on the other panel.
    expect([now.at(left - 1, top + 9), now.at(left + 300, top + 9), now.at(270, 961)]).toEqual(Array(3).fill(0x112233));
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
    expect(await isDisplayThere(display.display)).toBe(true);
    await display.stop();
    await shown.value.ended;
    expect(await isDisplayThere(display.display)).toBe(false);
  });

  it('needs nothing of the system but its X server: no toolkit, no font, no browser', () => {
    const used = spawnSync(
      'grep',
      ['-hoE', "from '[^.][^']*'", 'x-picture.ts', 'x-panel.ts', 'x-wire.ts', 'raw-picture.ts'],
      {
        ...{ cwd: join(import.meta.dirname, '../../updater/launcher'), encoding: 'utf8' },
      },
    );
    expect([...new Set(used.stdout.trim().split('\n'))].sort()).toEqual(
      ["from 'node:fs'", "from 'node:net'", "from 'node:zlib'"].sort(),
    );
  });
});
