import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import pixelmatch from 'pixelmatch';
import type { Piece, Shot } from './shot.ts';

/**
 * Pictures that a person has looked at and accepted, `tests/access/baselines/<column>/<screen>.webp`, a quarter of the panel's size; beside them the boxes of
 * their pieces, and the browser that drew them. Another browser draws letters otherwise: then only the boxes are compared.
 */
const folder = join(import.meta.dirname, 'baselines');
const quality = 70;

/** Part of the panel's pixels: a word still has a shape, the whole set a few megabytes. */
export const lookScale = 0.2;

/** How far a piece may stand from where it stood, in another browser: other letters are a little wider, CSS pixels. */
const boxTolerancePx = 12;
/** Colours that differ less than this are the same (0 to 1), and so many pixels of a picture may differ: noise of the compression, no word. */
const threshold = 0.16;
const mostPixels = 12;

export type Verdict =
  | { readonly state: 'same' }
  | { readonly state: 'new' }
  | {
      readonly state: 'changed';
      readonly why: string;
      readonly before: Buffer;
      readonly after: Buffer;
      readonly difference: Buffer | null;
    };

const pictureFile = (name: string): string => join(folder, `${name}.webp`);
const boxesFile = (name: string): string => join(folder, `${name}.boxes`);
const browserFile = join(folder, 'browser.json');

/** The browser whose pictures were accepted; null before the first. */
export function acceptedBrowser(): string | null {
  if (!existsSync(browserFile)) return null;
  return (JSON.parse(readFileSync(browserFile, 'utf8')) as { readonly version: string }).version;
}

export async function accept(name: string, shot: Shot, browser: string): Promise<void> {
  mkdirSync(dirname(pictureFile(name)), { recursive: true });
  writeFileSync(pictureFile(name), await packed(shot.png));
  writeFileSync(boxesFile(name), JSON.stringify(shot.boxes));
  writeFileSync(browserFile, `${JSON.stringify({ version: browser }, null, 2)}\n`);
}

/** Compares a picture with the accepted one, or, where another browser drew that, where the pieces stand. */
export async function compare(name: string, shot: Shot, browser: string): Promise<Verdict> {
  if (!existsSync(pictureFile(name))) return { state: 'new' };
  const before = readFileSync(pictureFile(name));
  const after = await packed(shot.png);
  const known = JSON.parse(readFileSync(boxesFile(name), 'utf8')) as readonly Piece[];
  if (browser !== acceptedBrowser()) {
    const why = movedPiece(known, shot.boxes);
    return why === null ? { state: 'same' } : { state: 'changed', why, before, after, difference: null };
  }
  if (before.equals(after)) return { state: 'same' };
  const [a, b] = [await pixelsOf(before), await pixelsOf(after)];
  if (a.width !== b.width || a.height !== b.height) {
    return { state: 'changed', why: 'another size', before, after, difference: null };
  }
  const output = new Uint8ClampedArray(a.data.length);
  const count = pixelmatch(a.data, b.data, output, a.width, a.height, { threshold });
  if (count <= mostPixels) return { state: 'same' };
  const difference = await pictureOf(output, a.width, a.height);
  return { state: 'changed', why: `${count} pixels`, before, after, difference };
}

/** The first piece that is gone, new or elsewhere. */
function movedPiece(before: readonly Piece[], after: readonly Piece[]): string | null {
  if (before.length !== after.length) return `${after.length} pieces instead of ${before.length}`;
  for (const [at, [tag, ...box]] of before.entries()) {
    const [otherTag, ...other] = after[at] ?? ['', 0, 0, 0, 0];
    if (tag !== otherTag) return `${otherTag} instead of ${tag}`;
    if (box.some((value, i) => Math.abs(value - (other[i] ?? 0)) > boxTolerancePx)) {
      return `${tag} at ${other.join(' ')} instead of ${box.join(' ')}`;
    }
  }
  return null;
}

async function packed(png: Buffer): Promise<Buffer> {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.encode('webp', quality);
}

async function pixelsOf(file: Buffer) {
  const image = await loadImage(file);
  const canvas = createCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  return pen.getImageData(0, 0, image.width, image.height);
}

function pictureOf(data: Uint8ClampedArray, width: number, height: number): Promise<Buffer> {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  const image = pen.createImageData(width, height);
  image.data.set(data);
  pen.putImageData(image, 0, 0);
  return canvas.encode('png');
}
