import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { demonstrationVerifier } from './demonstration-verifier.ts';
import { jpegBrightness } from './jpeg-brightness.ts';
import { programVerifier } from './program-verifier.ts';

const never = new AbortController().signal;

/** A picture of a shape, not of a person. */
function picture(background: string, shape: string, side = 320): Uint8Array {
  const canvas = createCanvas(side, side);
  const context = canvas.getContext('2d');
  context.fillStyle = background;
  context.fillRect(0, 0, side, side);
  context.fillStyle = shape;
  context.fillRect(side / 4, side / 4, side / 2, side / 2);
  return new Uint8Array(canvas.toBuffer('image/jpeg', 80));
}
const good = picture('#ddd', '#333');

describe('brightness of a frame', () => {
  it('follows the picture: a black shape on white is in the middle and spread wide', () => {
    const seen = jpegBrightness(picture('#fff', '#000'));
    expect(seen).toMatchObject({ width: 320, height: 320 });
    expect(seen?.mean).toBeGreaterThan(180);
    expect(seen?.mean).toBeLessThan(200);
    expect(seen?.deviation).toBeGreaterThan(90);
    expect(jpegBrightness(picture('#808080', '#808080'))?.deviation).toBeLessThan(1);
  });

  it('any damage gives null or numbers, never a hang or a throw', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: good.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        fc.nat(good.length),
        (at, xor, length) => {
          const bytes = good.slice(0, Math.max(at + 1, length));
          bytes[at] = (bytes[at] ?? 0) ^ xor;
          const seen = jpegBrightness(bytes);
          if (seen !== null) expect(Number.isFinite(seen.mean) && Number.isFinite(seen.deviation)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
    expect(jpegBrightness(new Uint8Array(0))).toBeNull();
    expect(jpegBrightness(Buffer.from('%PDF-1.7'))).toBeNull();
  });
});

describe('demonstration verifier', () => {
  it('says that it is one', () => {
    expect(demonstrationVerifier().assurance).toBe('demonstration');
  });

  it('a covered lens, a lamp in the lens and a blank wall are no pictures of anybody', async () => {
    const verifier = demonstrationVerifier();
    expect(await verifier.verify(good, null, never)).toEqual({ ok: true, value: 'match' });
    for (const bad of [picture('#000', '#080808'), picture('#fff', '#fafafa'), picture('#888', '#8a8a8a')]) {
      expect(await verifier.verify(bad, null, never)).toEqual({ ok: true, value: 'badFrame' });
    }
    expect(await verifier.verify(picture('#ddd', '#333', 32), null, never)).toEqual({ ok: true, value: 'badFrame' });
    expect(await verifier.verify(new Uint8Array(100), null, never)).toEqual({ ok: false, error: 'notAPicture' });
  });

  it('can refuse everybody, so that the other ways can be shown', async () => {
    expect(await demonstrationVerifier('noMatch').verify(good, null, never)).toEqual({ ok: true, value: 'noMatch' });
  });
});

describe('program that compares', () => {
  const program = (word: string, limitMs = 10_000) =>
    programVerifier({
      program: process.execPath,
      args: [join(import.meta.dirname, 'verifier-program.test-data.ts'), word],
      clock: systemClock,
      limitMs,
    });
  const photo = new Uint8Array(1_024).fill(7);

  it('gets frame and photo whole and nothing of the machine', async () => {
    expect(await program('match').verify(good, photo, never)).toEqual({ ok: true, value: 'match' });
    expect(await program('match').verify(good, null, never)).toEqual({ ok: true, value: 'badFrame' });
    expect(await program('environment').verify(good, photo, never)).toEqual({ ok: true, value: 'match' });
    expect(photo.every((byte) => byte === 7)).toBe(true);
  });

  it.each([
    ['crash', 'failed'],
    ['chatter', 'tooLarge'],
    ['nonsense', 'notAnAnswer'],
  ])('%s is no answer, and nobody is let in by it', async (word, fault) => {
    expect(await program(word).verify(good, photo, never)).toEqual({ ok: false, error: fault });
  });

  it('one that hangs is ended', async () => {
    expect(await program('hang', 200).verify(good, photo, never)).toEqual({ ok: false, error: 'timeout' });
    const leaving = new AbortController();
    const answer = program('hang').verify(good, photo, leaving.signal);
    leaving.abort('user');
    expect(await answer).toEqual({ ok: false, error: 'failed' });
  });

  it('one that is not there', async () => {
    const none = programVerifier({ program: '/nowhere/matcher', clock: systemClock });
    expect(await none.verify(good, photo, never)).toEqual({ ok: false, error: 'failed' });
  });
});
