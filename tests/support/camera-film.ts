import { writeFileSync } from 'node:fs';
import { createCanvas } from '@napi-rs/canvas';

/** One scene before the document camera: how large the page lies in the picture (1 = fills it), and for how long. */
export interface Scene {
  readonly page: number;
  readonly seconds: number;
  /** How much light there is, 1 = enough (default), 0 = none. */
  readonly light?: number;
}

const size = { width: 640, height: 480 } as const;
/** Chromium plays such files with thirty pictures a second, and from the beginning again. */
const framesPerSecond = 30;

/** Writes a film for Chromium's fake camera: a synthetic page with lines of bars, no letters, on a grey table. */
export function writeFilm(file: string, scenes: readonly Scene[]): void {
  const frames = scenes.flatMap(({ page, seconds, light = 1 }) => {
    const jpeg = picture(page, light);
    return Array.from({ length: Math.round(seconds * framesPerSecond) }, () => jpeg);
  });
  writeFileSync(file, Buffer.concat(frames));
}

function picture(part: number, light: number): Buffer {
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#6a6a6a';
  context.fillRect(0, 0, size.width, size.height);
  const [width, height] = [size.width * part, size.height * part];
  const [left, top] = [(size.width - width) / 2, (size.height - height) / 2];
  context.fillStyle = '#d8d8d8';
  context.fillRect(left, top, width, height);
  context.fillStyle = '#101010';
  const line = 24;
  for (let row = 0; row * line < height; row += 1) {
    for (let x = (row * 37) % 40; x < width; x += 60) {
      context.fillRect(left + x, top + row * line, Math.min(36, width - x), line / 2);
    }
  }
  context.fillStyle = `rgba(0, 0, 0, ${1 - light})`;
  context.fillRect(0, 0, size.width, size.height);
  return canvas.toBuffer('image/jpeg', 80);
}
