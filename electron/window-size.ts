import { err, ok, type Result } from '../contract/result.ts';

export interface SizePx {
  readonly width: number;
  readonly height: number;
}

/**
 * Reads `YITIJI_WINDOW`, for example `1080x1920`, in device-independent pixels. Empty or absent = the whole display (`undefined`).
 * Error `badSize`: anything else than two numbers from 320 to 8192.
 */
export function readWindowSize(text: string | undefined): Result<SizePx | undefined, 'badSize'> {
  if (text === undefined || text === '') return ok(undefined);
  const match = /^(\d{3,4})x(\d{3,4})$/.exec(text);
  const size = { width: Number(match?.[1]), height: Number(match?.[2]) };
  const fits = (px: number) => px >= 320 && px <= 8192;
  return fits(size.width) && fits(size.height) ? ok(size) : err('badSize');
}
