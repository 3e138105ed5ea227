/*
 * Command object for receiptline, made from its `generic` set (Copyright 2022 Open Foodservice System Consortium, Copyright 2026
 * OpenReceipt Project, Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0) with the members below replaced: start and end,
 * text, rules, pictures and codes.
 */
import { type Barcode, type BaseCommand, barcode, commands, type Printer, type QRCode, qrcode } from 'receiptline';
import { type Bitmap, disarmRealTime, hasRealTime, makeBitmap, rowBytes, toColumns24 } from './bitmap.ts';
import { type Cell, toCells } from './cells.ts';
import type { DrawnCell } from './glyph.ts';
import { columnDots, lineDots, type RenderProfile } from './render-profile.ts';
import { isWholePng } from './whole-png.ts';

/** Rows in one `GS v 0`: small, so that a printer with a small buffer keeps up and status can be asked between two bands. */
const bandRows = 24;

/** Longest single command that leaves this file, in bytes: one band over the whole width, with its header. */
export const longestCommandBytes = 8 + 72 * bandRows;

/** Rows of the quiet zone of a QR symbol, in modules (ISO/IEC 18004). */
const quietModules = 4;

export interface RenderLog {
  /** Characters that were replaced by 〓, in the order of the paper. */
  readonly unprintable: string[];
  /** Things that cannot be on paper at all. */
  readonly problems: RenderProblem[];
  /** Offsets behind complete commands: between them, nothing else may be sent, since a status query would become picture data. */
  readonly boundaries: number[];
}
export type RenderProblem = 'codeTooWide' | 'codeEmpty' | 'imageTooWide' | 'imageDamaged';

interface LineState {
  cells: DrawnCell[];
  needsDrawing: boolean;
  xDots: number;
}

/**
 * receiptline calls the members in the order of the paper. What belongs to one line is held back until its end, because only then it is
 * known whether the line can go out as text: one rare character in large type makes the whole line a picture.
 */
export function createEscposCommand(profile: RenderProfile, log: RenderLog): BaseCommand {
  const base = { ...commands.generic };
  let pending = '';
  let emitted = 0;
  let areaBytes = '';
  let areaColumns: number = profile.columns;
  let line: LineState = { cells: [], needsDrawing: false, xDots: 0 };
  let style = { wh: 0, bold: false, underline: false, inverse: false };
  let isPaperFresh = true;

  const hold = (bytes: string): string => {
    pending += bytes;
    return '';
  };
  const release = (bytes: string): string => {
    const out = pending + bytes;
    pending = '';
    emitted += out.length;
    log.boundaries.push(emitted);
    return out;
  };
  const measure = (text: string): number =>
    toCells(text, profile.glyphs).cells.reduce((sum, cell) => sum + cell.columns, 0);

  const textBytes = (cells: readonly Cell[]): string => {
    let bytes = '';
    let isText = false;
    for (const cell of cells) {
      if (cell.kind === 'glyph') {
        bytes += `\x1b*\x21\x18\x00${binary(disarmRealTime(toColumns24(cell.glyph)))}`;
        isText = false;
        continue;
      }
      if (!isText) bytes += '\x1bt\x00\x1c&';
      isText = true;
      bytes += cell.code < 0x80 ? chars(cell.code) : chars(cell.code >> 8, cell.code & 0xff);
    }
    return bytes;
  };

  const drawnLine = (): string => {
    const scaleY = Math.max(1, ...line.cells.map((cell) => cell.scaleY));
    const heightDots = Math.max(24 * scaleY, lineDots);
    const bitmap = profile.glyphs.line(line.cells, areaColumns * columnDots, heightDots);
    return base.normal() + areaBytes + base.align(0) + rasterBands(bitmap);
  };

  return {
    ...base,
    measureText: measure,
    // Called once for every text, before it is laid out; `text` sees only what came out of here.
    arrayFrom: (text: string) => {
      const { cells, unprintable } = toCells(text, profile.glyphs);
      log.unprintable.push(...unprintable);
      return cells.map((cell) => cell.text);
    },

    open(printer: Printer): string {
      // The original ends with Chinese mode off.
      return release(`${base.open.call(this, printer)}\x1bt\x00\x1c&`);
    },
    close: () => (isPaperFresh ? release('') : release(cutBytes(profile.cut))),
    cut: () => {
      isPaperFresh = true;
      return release(cutBytes(profile.cut));
    },

    area(left: number, width: number, right: number): string {
      areaBytes = base.area.call(this, left, width, right);
      areaColumns = width;
      return hold(areaBytes);
    },
    align(align: number): string {
      return hold(base.align.call(this, align));
    },
    absolute: (position: number) => {
      line.xDots = Math.round(position * columnDots);
      return hold(`\x1b$${word(line.xDots)}`);
    },
    relative: (position: number) => {
      const dots = Math.round(position * columnDots);
      line.xDots += dots;
      return hold(`\x1b\\${word(dots)}`);
    },

    normal: () => {
      style = { wh: 0, bold: false, underline: false, inverse: false };
      return hold(base.normal());
    },
    ul: () => {
      style.underline = true;
      return hold(base.ul());
    },
    em: () => {
      style.bold = true;
      return hold(base.em());
    },
    iv: () => {
      style.inverse = true;
      return hold(base.iv());
    },
    wh: (wh: number) => {
      style.wh = wh;
      return hold(base.wh(wh));
    },

    text: (text: string) => {
      isPaperFresh = false;
      const { cells } = toCells(text, profile.glyphs);
      const { wh, bold, underline, inverse } = style;
      const scaleX = wh < 2 ? wh + 1 : wh - 1;
      const scaleY = wh < 2 ? 1 : wh === 2 ? 2 : wh - 1;
      for (const { text: drawn, columns } of cells) {
        line.cells.push({ text: drawn, xDots: line.xDots, columns, scaleX, scaleY, bold, underline, inverse });
        line.xDots += columns * columnDots * scaleX;
      }
      const isEnlarged = scaleX > 1 || scaleY > 1;
      if (cells.some((cell) => cell.kind === 'glyph') && (isEnlarged || !profile.inlineGlyph)) line.needsDrawing = true;
      return hold(textBytes(cells));
    },
    lf: () => {
      isPaperFresh = false;
      if (line.needsDrawing) pending = '';
      const bytes = line.needsDrawing ? drawnLine() : '\n';
      line = { cells: [], needsDrawing: false, xDots: 0 };
      return release(bytes);
    },

    // The original prints 95h of code page 1: a line on one maker's katakana page, junk on all others.
    hr: (width: number) => hold('-'.repeat(width)),
    // Vertical rules are refused before rendering (check-markup.ts).
    vr: () => '',
    vrstart: () => '',
    vrstop: () => '',
    vrhr: () => '',

    split: bandRows,
    image(png: string): string {
      isPaperFresh = false;
      const isTooWide = pngWidth(png) > areaColumns * columnDots;
      const isWhole = !isTooWide && isWholePng(Buffer.from(png, 'base64'));
      const raster = isWhole ? rasterOf(() => String(Reflect.apply(base.image, this, [png]))) : null;
      if (raster !== null) return bandsOf(raster).reduce((out, band) => out + release(band), '');
      log.problems.push(isTooWide ? 'imageTooWide' : 'imageDamaged');
      return release('');
    },
    qrcode: (symbol: QRCode) => {
      isPaperFresh = false;
      const bitmap = qrBitmap(symbol, areaColumns * columnDots);
      if (typeof bitmap === 'string') {
        log.problems.push(bitmap);
        return release('');
      }
      return releaseBands(bitmap);
    },
    barcode(symbol, encoding): string {
      isPaperFresh = false;
      const bytes = barcodeBytes(symbol, base.barcode.call(this, symbol, encoding), areaColumns * columnDots);
      if (bytes.problem !== null) log.problems.push(bytes.problem);
      return release(bytes.bytes);
    },
  };

  function releaseBands(bitmap: Bitmap): string {
    let out = '';
    for (const band of bands(bitmap)) out += release(band);
    return out;
  }
}

/**
 * The QR symbol with its quiet zone, as large as asked if it fits, else smaller, at least 3 dots a module.
 * Too much data gives an empty symbol in receiptline, which would print nothing: an error here.
 */
export function qrBitmap(symbol: QRCode, widthDots: number): Bitmap | RenderProblem {
  const matrix = symbol.data === '' ? [] : qrcode.generate(symbol);
  const modules = matrix.length;
  if (modules === 0) return 'codeEmpty';
  const whole = modules + 2 * quietModules;
  const cell = Math.min(symbol.cell, Math.floor(widthDots / whole));
  if (cell < 3) return 'codeTooWide';
  const side = whole * cell;
  const bytes = new Uint8Array(rowBytes(side) * side);
  for (const [index, modulesInRow] of matrix.entries()) {
    const row = makeBitmap(side, 1, (x) => modulesInRow[Math.floor(x / cell) - quietModules] === 1);
    const top = (index + quietModules) * cell;
    for (let y = top; y < top + cell; y += 1) bytes.set(row.bytes, y * row.bytes.length);
  }
  return { widthDots: side, heightDots: side, bytes };
}

/** Modules of a Code 128 in one character set: 11 for each character, the set and the check character, 13 for the end (ISO/IEC 15417). */
const code128Modules = (characters: number) => 11 * (characters + 2) + 13;

/**
 * A bar code that a printer makes. One that is too wide, or whose data its kind cannot hold, it leaves out without a word: an error here. Code 128 packs two
 * digits into one byte, and 16 04, 16 05 and 16 20 are real-time commands then: such a one is written character by character.
 */
function barcodeBytes(
  symbol: Barcode,
  packed: string,
  widthDots: number,
): { readonly bytes: string; readonly problem: RenderProblem | null } {
  const { length = 0 } = barcode.generate(symbol);
  if (packed === '' || length === 0) return { bytes: '', problem: 'codeEmpty' };
  const isUnsafe = hasRealTime(Buffer.from(packed, 'latin1'));
  const dots = isUnsafe ? symbol.width * code128Modules(symbol.data.length) : length;
  if (dots > widthDots) return { bytes: '', problem: 'codeTooWide' };
  if (!isUnsafe) return { bytes: packed, problem: null };
  const data = `{B${symbol.data.replaceAll('{', '{{')}`;
  return { bytes: `${packed.slice(0, packed.indexOf('\x1dk'))}\x1dkI${chars(data.length)}${data}`, problem: null };
}

function rasterBands(bitmap: Bitmap): string {
  return Array.from(bands(bitmap)).join('');
}

/** `GS v 0` in bands. */
function* bands(bitmap: Bitmap): Iterable<string> {
  const stride = rowBytes(bitmap.widthDots);
  for (let from = 0; from < bitmap.heightDots; from += bandRows) {
    const rows = Math.min(bandRows, bitmap.heightDots - from);
    const data = disarmRealTime(bitmap.bytes.subarray(from * stride, (from + rows) * stride));
    yield `\x1dv0\x00${word(stride)}${word(rows)}${binary(data)}`;
  }
}

/** `GS V B 0` and `GS V A 0` feed to the knife by themselves; without a knife the tear bar is some 10 mm behind the head. */
function cutBytes(cut: RenderProfile['cut']): string {
  return { partial: '\x1dVB\x00', full: '\x1dVA\x00', none: '\x1bd\x04' }[cut];
}

/** Null for a picture that the decoder of `receiptline` throws at: it says in no other way that it is none. */
function rasterOf(decode: () => string): string | null {
  try {
    return decode();
  } catch {
    return null;
  }
}

/** Cuts the `GS v 0` commands of one picture apart, and disarms their data. */
function bandsOf(raster: string): readonly string[] {
  const all: string[] = [];
  for (let from = 0; from < raster.length; ) {
    const size = (at: number) => raster.charCodeAt(from + at) + 256 * raster.charCodeAt(from + at + 1);
    const dataAt = from + 8;
    const end = dataAt + size(4) * size(6);
    const data = disarmRealTime(Buffer.from(raster.slice(dataAt, end), 'latin1'));
    all.push(raster.slice(from, dataAt) + binary(data));
    from = end;
  }
  return all;
}

function pngWidth(base64: string): number {
  const header = Buffer.from(base64.slice(0, 64), 'base64');
  return header.length >= 24 ? header.readUInt32BE(16) : 0;
}

function word(value: number): string {
  return chars(value & 0xff, (value >> 8) & 0xff);
}

function chars(...bytes: readonly number[]): string {
  return String.fromCharCode(...bytes);
}

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
