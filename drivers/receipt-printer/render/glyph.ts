import { existsSync } from 'node:fs';
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import { type Bitmap, makeBitmap, sameBitmap } from './bitmap.ts';

/** Side of a Chinese character at normal size, in dots (203 dpi: 3 mm). */
const glyphDots = 24;

/**
 * Fonts for characters outside the printer's own font, in order of preference. Debian packages fonts-noto-cjk (OFL) and, for the rarer
 * extensions, fonts-hanazono. A path that does not exist is skipped; other fonts of the system are asked last.
 */
export const defaultFontPaths: readonly string[] = [
  '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  '/usr/share/fonts/truetype/hanazono/HanaMinA.ttf',
  '/usr/share/fonts/truetype/hanazono/HanaMinB.ttf',
];

/** One character on a line that is drawn as a whole. `columns`, `scaleX`, `scaleY`: as on the printer, before and after scaling. */
export interface DrawnCell {
  readonly text: string;
  readonly xDots: number;
  readonly columns: 1 | 2;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

/** Draws characters. Pure as long as the fonts stay the same. */
export interface GlyphSource {
  /** The character at 24 × 24 dots, or null when no font has it. `cluster`: one base character with its combining marks. */
  glyph(cluster: string): Bitmap | null;
  /** A whole line, bottoms aligned as the printer does it. */
  line(cells: readonly DrawnCell[], widthDots: number, heightDots: number): Bitmap;
}

/** Code points that no font may have: whatever is drawn for them is the mark for "missing". */
const missing = ['\u{10fffe}', '\u{2fffe}', '\u{378}'];

/** Black from half coverage on; no dithering, which would make strokes of 1–2 dots ragged. */
const threshold = 128;

/** Baseline of Noto Sans CJK at 24 px: ascent 0.88 em. */
const baseline = 21;

/** Latin letters beside a 24-dot Han character; narrowed to 12 dots where wider. */
const latinPx = 21;

const registered = new Map<string, string>();

/**
 * Draws with @napi-rs/canvas (Skia), Chinese forms of the glyphs (`lang` zh-CN), threshold 50 %.
 * @param fontPaths files to try, in order
 */
export function createGlyphSource(fontPaths: readonly string[] = defaultFontPaths): GlyphSource {
  const families = fontPaths.flatMap((path) => register(path) ?? []);
  const family = [...families.map((name) => `"${name}"`), 'sans-serif'].join(', ');
  const cache = new Map<string, Bitmap | null>();
  let tofu: readonly Bitmap[] | null = null;

  const draw = (cluster: string): Bitmap =>
    paint(glyphDots, glyphDots, (context) => {
      context.font = `${glyphDots}px ${family}`;
      fillCentred(context, cluster, glyphDots, baseline);
    });

  const isMissing = (bitmap: Bitmap): boolean => {
    tofu ??= missing.map(draw);
    return bitmap.bytes.every((byte) => byte === 0) || tofu.some((mark) => sameBitmap(mark, bitmap));
  };

  const make = (cluster: string): Bitmap | null => {
    const [base = '', ...marks] = Array.from(cluster);
    const whole = draw(cluster);
    if (marks.length === 0) return isMissing(whole) ? null : whole;
    const bare = draw(base);
    if (isMissing(bare) || isMissing(whole)) return null;
    // A mark that leaves no trace has been lost, unless it only selects a variant.
    const isVisible = marks.every((mark) => /\p{Variation_Selector}/u.test(mark)) || !sameBitmap(bare, whole);
    return isVisible ? whole : null;
  };

  return {
    glyph: (cluster) => {
      const known = cache.get(cluster);
      if (known !== undefined) return known;
      const made = make(cluster);
      // Characters of citizens' names pass through here, never a whole name: keep few.
      if (cache.size >= 256) cache.clear();
      cache.set(cluster, made);
      return made;
    },
    line: (cells, widthDots, heightDots) =>
      paint(widthDots, heightDots, (context) => {
        for (const cell of cells) drawCell(context, cell, family, Math.floor(heightDots / glyphDots) * glyphDots);
      }),
  };
}

function drawCell(context: SKRSContext2D, cell: DrawnCell, family: string, textRows: number): void {
  const width = cell.columns * 12;
  context.save();
  context.translate(cell.xDots, textRows - glyphDots * cell.scaleY);
  context.scale(cell.scaleX, cell.scaleY);
  if (cell.inverse) context.fillRect(0, 0, width, glyphDots);
  context.fillStyle = cell.inverse ? '#fff' : '#000';
  context.font = `${cell.columns === 1 ? latinPx : glyphDots}px ${family}`;
  fillCentred(context, cell.text, width, baseline);
  if (cell.bold) {
    context.translate(1 / cell.scaleX, 0);
    fillCentred(context, cell.text, width, baseline);
    context.translate(-1 / cell.scaleX, 0);
  }
  if (cell.underline) context.fillRect(0, glyphDots - 2, width, 2);
  context.restore();
}

function fillCentred(context: SKRSContext2D, text: string, width: number, y: number): void {
  const advance = context.measureText(text).width;
  if (advance <= width) context.fillText(text, Math.floor((width - advance) / 2), y);
  else context.fillText(text, 0, y, width);
}

function paint(widthDots: number, heightDots: number, fill: (context: SKRSContext2D) => void): Bitmap {
  const context = createCanvas(widthDots, heightDots).getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, widthDots, heightDots);
  context.fillStyle = '#000';
  context.lang = 'zh-CN';
  context.textBaseline = 'alphabetic';
  fill(context);
  const { data } = context.getImageData(0, 0, widthDots, heightDots);
  return makeBitmap(widthDots, heightDots, (x, y) => (data[(y * widthDots + x) * 4] ?? 255) < threshold);
}

/** Registers a font file once for the process, under a name of our own. */
function register(path: string): string | null {
  const known = registered.get(path);
  if (known !== undefined) return known;
  const name = `yitiji glyphs ${registered.size}`;
  if (!existsSync(path) || GlobalFonts.registerFromPath(path, name) === null) return null;
  registered.set(path, name);
  return name;
}
