import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';

/** Width of one picture of a portrait window on the sheet, pixels: words can still be read. */
const usualWidth = 432;
const gap = 12;
/** Height of the line of words below each picture, pixels. */
const line = 26;
const perRow = 6;

export interface SheetPicture {
  /** Path, or the bytes themselves. */
  readonly picture: string | Buffer;
  /** Stands below it: the page's name. */
  readonly caption: string;
}

/**
 * Puts pictures of one size on one sheet, in the order in which they stood, so that a person can judge them as a whole.
 * WebP: a sheet of twenty pages in a few hundred kilobytes.
 * @param pictureWidth of one picture on the sheet, pixels
 */
export async function contactSheet(
  shots: readonly SheetPicture[],
  target: string,
  pictureWidth = usualWidth,
): Promise<void> {
  const pictures = await Promise.all(
    shots.map(({ picture }) => loadImage(typeof picture === 'string' ? readFileSync(picture) : picture)),
  );
  const [first] = pictures;
  if (first === undefined) return;
  const height = Math.round((first.height * pictureWidth) / first.width);
  const columns = Math.min(perRow, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const canvas = createCanvas(columns * (pictureWidth + gap) + gap, rows * (height + line + gap) + gap);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#D8D2C4';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.font = '17px sans-serif';
  for (const [at, picture] of pictures.entries()) {
    const x = gap + (at % columns) * (pictureWidth + gap);
    const y = gap + Math.floor(at / columns) * (height + line + gap);
    pen.drawImage(picture, x, y, pictureWidth, height);
    pen.fillStyle = '#17232A';
    pen.fillText(shots[at]?.caption ?? '', x + 4, y + height + 19, pictureWidth - 8);
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, await canvas.encode('webp', 82));
}
