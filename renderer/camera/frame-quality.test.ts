import { expect, test } from 'vitest';
import { type Grey, greyOf, judge } from './frame-quality.ts';

/** A picture from a function of the place, 96 × 128. */
function picture(value: (x: number, y: number) => number): Grey {
  const [width, height] = [96, 128];
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) pixels[y * width + x] = Math.max(0, Math.min(255, value(x, y)));
  }
  return { width, height, pixels };
}

/** Something with edges in the middle: stripes stand for eyes, brows and mouth. */
const lines = (low: number, high: number) => (x: number, y: number) => (((x >> 2) + (y >> 2)) % 3 === 0 ? low : high);
const good = picture(lines(80, 170));

test('a sharp, still, well lit picture is taken', () => {
  expect(judge(good, good, 'face')).toBeNull();
  expect(judge(good, good, 'document')).toBeNull();
});

test('a dark room, a lamp behind the head and an empty wall each get their own word', () => {
  expect(judge(picture(lines(5, 40)), null, 'face')).toBe('tooDark');
  expect(judge(picture(lines(200, 255)), null, 'face')).toBe('tooBright');
  expect(
    judge(
      picture(() => 120),
      picture(() => 120),
      'face',
    ),
  ).toBe('noFace');
});

test('white paper is not called too bright, an empty one is', () => {
  const page = picture(lines(90, 252));
  expect(judge(page, page, 'document')).toBeNull();
  expect(
    judge(
      picture(() => 252),
      picture(() => 252),
      'document',
    ),
  ).toBe('tooBright');
});

test('a moving picture and the first one are not taken', () => {
  expect(judge(good, null, 'face')).toBe('hold');
  expect(judge(good, picture(lines(170, 80)), 'face')).toBe('hold');
});

test('a soft picture is not taken, whatever its contrast', () => {
  for (const swing of [40, 80]) {
    const soft = picture((x, y) => 128 + swing * Math.sin(x / 14) * Math.cos(y / 17));
    expect(judge(soft, soft, 'face'), `swing ${swing}`).toBe('notSharp');
  }
});

test('a page that fills only the middle of the frame is to come closer', () => {
  const small = picture((x, y) => (x > 34 && x < 62 && y > 44 && y < 80 ? lines(60, 200)(x, y) : 120));
  expect(judge(small, small, 'document')).toBe('closer');
});

test('green weighs most and white is 255', () => {
  const grey = greyOf(Uint8ClampedArray.of(255, 255, 255, 255, 0, 255, 0, 255), 2, 1);
  expect([...grey.pixels]).toEqual([255, 150]);
});
