import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';

/** Width of one picture on the sheet, pixels: words can still be read. */
const pictureWidth = 432;
const gap = 12;
const perRow = 6;

/**
 * Puts the pictures of a visit on one sheet, in the order in which they stood, so that a person can judge them as a whole.
 * WebP: a sheet of twenty pages in a few hundred kilobytes.
 */
export async function contactSheet(files: readonly string[], target: string): Promise<void> {
  const pictures = await Promise.all(files.map((file) => loadImage(readFileSync(file))));
  const [first] = pictures;
  if (first === undefined) return;
  const height = Math.round((first.height * pictureWidth) / first.width);
  const columns = Math.min(perRow, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const canvas = createCanvas(columns * (pictureWidth + gap) + gap, rows * (height + gap) + gap);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#D8D2C4';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (const [at, picture] of pictures.entries()) {
    const x = gap + (at % columns) * (pictureWidth + gap);
    const y = gap + Math.floor(at / columns) * (height + gap);
    pen.drawImage(picture, x, y, pictureWidth, height);
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, await canvas.encode('webp', 82));
}
