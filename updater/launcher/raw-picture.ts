import { readFileSync, statSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { isFileSystemError } from '../../contract/durable-file.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { troubleFormat, troubleLimits } from '../../contract/trouble-picture.ts';

/** Pixels as an X server of 24 bits takes them: four bytes each, blue, green, red, 0. */
export interface RawPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

/** Reads a picture that another program has made. Errors: `absent`, `damaged` (not of this format, cut off, or larger than the limits). */
export function readPicture(path: string): Result<RawPicture, 'absent' | 'damaged'> {
  try {
    if (statSync(path).size > troubleLimits.bytes) return err('damaged');
    const bytes = readFileSync(path);
    const head = /^([^\n]*)\n(\d{1,5}) (\d{1,5})\n/.exec(bytes.subarray(0, 64).toString('latin1'));
    const [all = '', format, wide, high] = head ?? [];
    const [width, height] = [Number(wide), Number(high)];
    if (format !== troubleFormat || width < 1 || height < 1 || width * height > troubleLimits.pixels)
      return err('damaged');
    const pixels = inflateSync(bytes.subarray(all.length), { maxOutputLength: width * height * 4 });
    return pixels.length === width * height * 4 ? ok({ width, height, pixels }) : err('damaged');
  } catch (cause) {
    if (isFileSystemError(cause)) return err(cause.code === 'ENOENT' ? 'absent' : 'damaged');
    // What zlib says of bytes that are no deflated data.
    return err('damaged');
  }
}

/**
 * The picture, no larger than so many pixels each way: what is said at its edges is not lost on a panel that came up in a smaller mode. Each pixel is the mean of those that it stands for, so that small
 * letters stay letters. The same object where it fits. Pure.
 */
export function fitted(picture: RawPicture, width: number, height: number): RawPicture {
  const scale = Math.min(width / picture.width, height / picture.height);
  if (scale >= 1) return picture;
  const [wide, high] = [picture.width, picture.height].map((side) => Math.max(1, Math.floor(side * scale)));
  const size = { width: wide ?? 1, height: high ?? 1 };
  const pixels = Buffer.alloc(size.width * size.height * 4);
  /** Pixels of the picture, along one side, that this one stands for: at least one. */
  const span = (at: number, sides: number, of: number) => {
    const from = Math.floor((at * of) / sides);
    return [from, Math.max(from + 1, Math.floor(((at + 1) * of) / sides))] as const;
  };
  for (let y = 0; y < size.height; y += 1) {
    const [top, bottom] = span(y, size.height, picture.height);
    for (let x = 0; x < size.width; x += 1) {
      const [left, right] = span(x, size.width, picture.width);
      for (let colour = 0; colour < 3; colour += 1) {
        let sum = 0;
        for (let row = top; row < bottom; row += 1)
          for (let column = left; column < right; column += 1)
            sum += picture.pixels[(row * picture.width + column) * 4 + colour] ?? 0;
        pixels[(y * size.width + x) * 4 + colour] = Math.round(sum / ((bottom - top) * (right - left)));
      }
    }
  }
  return { ...size, pixels };
}
