import { err, ok, type Result } from '../contract/result.ts';

export interface SizePx {
  readonly width: number;
  readonly height: number;
}

/** Where a panel stands among those of the machine. */
export interface PlacePx extends SizePx {
  readonly x: number;
  readonly y: number;
}

/** A smaller side is no panel. */
const leastPx = 320;

/**
 * Reads `YITIJI_WINDOW`, for example `1080x1920`, in device-independent pixels. Empty or absent = the whole display (`undefined`).
 * Error `badSize`: anything else than two numbers from 320 to 8192.
 */
export function readWindowSize(text: string | undefined): Result<SizePx | undefined, 'badSize'> {
  if (text === undefined || text === '') return ok(undefined);
  const match = /^(\d{3,4})x(\d{3,4})$/.exec(text);
  const size = { width: Number(match?.[1]), height: Number(match?.[2]) };
  const fits = (px: number) => px >= leastPx && px <= 8192;
  return fits(size.width) && fits(size.height) ? ok(size) : err('badSize');
}

/**
 * Whether the panel is now another one than the window was opened for: switched on after the computer, woken in another mode, turned, moved aside by a second one. A panel that is off or unplugged
 * has no size, and nobody is before it. Pure.
 */
export function isOtherPanel(opened: PlacePx, now: PlacePx): boolean {
  const isThere = now.width >= leastPx && now.height >= leastPx;
  return isThere && (['x', 'y', 'width', 'height'] as const).some((side) => now[side] !== opened[side]);
}
