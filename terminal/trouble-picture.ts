import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import { isFileSystemError, writeDurably } from '../contract/durable-file.ts';
import type { Log } from '../contract/log.ts';
import type { MachineModel } from '../contract/machine-model.ts';
import { troubleFile, troubleFormat } from '../contract/trouble-picture.ts';
import { defaultFontPaths } from '../drivers/receipt-printer/render/glyph.ts';

/** What stands on the picture; null = the machine does not know it yet. */
export interface TroubleWords {
  /** Number of the machine. */
  readonly kiosk: string | null;
  /** Where it stands. */
  readonly place: string | null;
  /** Whom to call: keeper of the place, or the city's line. */
  readonly phone: string | null;
}

/**
 * What the picture says of every machine. It was drawn long before it is shown: nobody knows then whether the disk is among what has failed, so that it promises of what was acknowledged only that its
 * number is enough to ask.
 */
export const troubleSentences = {
  heading: '本机暂停服务',
  elsewhere: '请使用其他一体机，或到窗口办理。',
  acknowledged: '已拿到回执的，凭回执号可在其他一体机或窗口查询。',
  english: 'Out of service. Please use another machine or a counter.',
  englishMore: 'A receipt number is enough to ask there.',
} as const;

const family = 'yitiji trouble';
const [paper, ink, quiet, line] = ['#FAF7F0', '#2B2620', '#6B6257', '#B5442E'] as const;
let isRegistered = false;

/** The picture as a file of `troubleFormat`, for a screen of this size. Pure but for the font. */
export function troublePicture(words: TroubleWords, width: number, height: number): Buffer {
  register();
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
  const em = Math.min(width, height) / 24;
  const middle = width / 2;
  context.textAlign = 'center';
  let y = height * 0.3;
  const say = (text: string, size: number, colour: string) => {
    context.fillStyle = colour;
    context.font = `${Math.round(fitting(context, text, size * em, width * 0.88))}px "${family}", sans-serif`;
    context.fillText(text, middle, y);
    y += size * em * 1.5;
  };
  context.fillStyle = line;
  context.fillRect(middle - em * 1.5, y - em * 4, em * 3, em * 0.25);
  say(troubleSentences.heading, 2.6, ink);
  say(troubleSentences.elsewhere, 1.2, ink);
  say(troubleSentences.acknowledged, 1.0, quiet);
  say(troubleSentences.english, 0.85, quiet);
  say(troubleSentences.englishMore, 0.85, quiet);
  y += em * 1.2;
  if (words.phone !== null) say(`值守电话  ${words.phone}`, 1.4, ink);
  const where = [words.kiosk === null ? null : `本机编号  ${words.kiosk}`, words.place].filter((part) => part !== null);
  if (where.length > 0) say(where.join('    '), 1.0, ink);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at < pixels.length; at += 4) {
    const red = pixels[at] ?? 0;
    pixels[at] = pixels[at + 2] ?? 0;
    pixels[at + 2] = red;
    pixels[at + 3] = 0;
  }
  return Buffer.concat([Buffer.from(`${troubleFormat}\n${width} ${height}\n`), deflateSync(pixels)]);
}

/**
 * Puts the picture where the launcher finds it, unless exactly this one lies there. Made while all is well: when it is wanted, nothing of ours need run. A disk that does not take it changes nothing; the
 * picture of before, or that of the package, is shown then.
 */
export function keepTroublePicture(dataDir: string, words: TroubleWords, size: Size, log: Log): void {
  const path = join(dataDir, troubleFile);
  try {
    const picture = troublePicture(words, size.width, size.height);
    if (existsSync(path) && readFileSync(path).equals(picture)) return;
    writeDurably(path, picture, 0o600);
  } catch (cause) {
    if (!isFileSystemError(cause)) throw cause;
    log('watchdog.picture.failed', { code: cause.code });
  }
}

/** For the screen of this model, in its common size: 1080p, upright or wide. */
export function pictureSize({ front: { screen } }: MachineModel): Size {
  return screen.height >= screen.width ? { width: 1080, height: 1920 } : { width: 1920, height: 1080 };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Largest size up to the wanted one in which the text is no wider than it may be. */
function fitting(context: SKRSContext2D, text: string, size: number, most: number): number {
  context.font = `${Math.round(size)}px "${family}", sans-serif`;
  const { width } = context.measureText(text);
  return width <= most ? size : (size * most) / width;
}

function register(): void {
  if (isRegistered) return;
  isRegistered = true;
  // One face only: among several the bold words would be set in another kind of letter.
  const [path] = defaultFontPaths;
  if (path !== undefined && existsSync(path)) GlobalFonts.registerFromPath(path, family);
}
