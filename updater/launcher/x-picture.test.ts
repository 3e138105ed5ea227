import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { troubleFormat } from '../../contract/trouble-picture.ts';
import { fitted, readPicture } from './raw-picture.ts';
import { isDisplayThere, showPicture } from './x-picture.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-picture-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = (bytes: Uint8Array): string => {
  const path = join(dir, 'picture');
  writeFileSync(path, bytes);
  return path;
};
/** Left half red, right half blue. */
function twoColours(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 4);
  for (let n = 0; n < width * height; n += 1) pixels[n * 4 + (n % width < width / 2 ? 2 : 0)] = 0xff;
  return pixels;
}
const asFile = (width: number, height: number, pixels: Buffer) =>
  Buffer.concat([Buffer.from(`${troubleFormat}\n${width} ${height}\n`), deflateSync(pixels)]);

describe('picture of the crash-loop screen', () => {
  it('is read as it was made', () => {
    const pixels = twoColours(6, 4);
    expect(readPicture(file(asFile(6, 4, pixels)))).toEqual({ ok: true, value: { width: 6, height: 4, pixels } });
  });

  it('is refused when it is cut off, longer than it says, or no picture', () => {
    const whole = asFile(6, 4, twoColours(6, 4));
    for (const bad of [whole.subarray(0, whole.length - 3), asFile(5, 4, twoColours(6, 4)), Buffer.from('hello')])
      expect(readPicture(file(bad))).toEqual({ ok: false, error: 'damaged' });
    expect(readPicture(join(dir, 'nowhere'))).toEqual({ ok: false, error: 'absent' });
  });

  it('never throws and never passes for whatever bytes a bad disk gives back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const head = Buffer.from(`${troubleFormat}\n3 3\n`);
        expect(readPicture(file(bytes)).ok).toBe(false);
        expect(readPicture(file(Buffer.concat([head, bytes]))).ok).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps all of its words on a panel that came up in a smaller mode', () => {
    const whole = { width: 1080, height: 1920, pixels: twoColours(1080, 1920) };
    expect(fitted(whole, 1080, 1920)).toBe(whole);
    expect(fitted(whole, 3840, 2160)).toBe(whole);
    const small = fitted(whole, 1024, 768);
    expect([small.width, small.height]).toEqual([432, 768]);
    const at = (x: number, y: number) => small.pixels.readUInt32LE((y * 432 + x) * 4);
    expect([at(0, 0), at(215, 767), at(216, 0), at(431, 767)]).toEqual([0xff0000, 0xff0000, 0xff, 0xff]);
    // One dark pixel among light ones is not lost.
    const line = { width: 3, height: 1, pixels: Buffer.from('ffffff00ffffff0000000000', 'hex') };
    expect(fitted(line, 1, 1).pixels.toString('hex')).toBe('aaaaaa00');
  });

  it('is shown on no display that answers something else than an X server does, or goes in the middle', async () => {
    const [begin, setup] = [Buffer.from([1, 0, 11, 0, 0, 0]), Buffer.alloc(32)];
    setup.writeUInt16LE(60_000, 16);
    const answers = [[0, 0], [1, 0], setup, Buffer.alloc(32), []];
    const picture = { width: 2, height: 2, pixels: twoColours(2, 2) };
    const shown: unknown[] = [];
    for (const [n, body] of answers.entries()) {
      const words = Buffer.alloc(2);
      words.writeUInt16LE(body.length / 4);
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.write(Buffer.concat([begin, words, Buffer.from(body)])));
        if (n === 0) socket.end();
      });
      await new Promise<void>((resolve) => server.listen(join(dir, `X${n}`), resolve));
      shown.push(await showPicture(`:${n}`, picture, dir));
      // The connection that was of no use is closed: else this would wait for ever.
      await new Promise((resolve) => server.close(resolve));
    }
    expect(shown).toEqual(answers.map(() => ({ ok: false, error: 'noDisplay' })));
  });

  it('asks whether a display is there: whoever answers is, a socket that nobody serves is not', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      // Refused: reason and version, no more.
      socket.once('data', () => socket.write(Buffer.from([0, 0, 11, 0, 0, 0, 0, 0])));
    });
    await new Promise<void>((resolve) => server.listen(join(dir, 'X70'), resolve));
    expect(await isDisplayThere(':70', dir)).toBe(true);
    await new Promise((resolve) => server.close(resolve));
    expect(await isDisplayThere(':70', dir)).toBe(false);
    expect(await isDisplayThere(undefined, dir)).toBe(true);
    expect(await isDisplayThere('elsewhere:0', dir)).toBe(true);
  });

  it('says that there is no display instead of waiting for one', async () => {
    const picture = { width: 2, height: 2, pixels: twoColours(2, 2) };
    expect(await showPicture(':9876', picture)).toEqual({ ok: false, error: 'noDisplay' });
    expect(await showPicture('elsewhere:0', picture)).toEqual({ ok: false, error: 'noDisplay' });
  });
});
