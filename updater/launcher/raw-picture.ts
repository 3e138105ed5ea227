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
