import { existsSync } from 'node:fs';
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import { type PaperCell, type PaperItem, type Slip, slipLines } from './escpos-paper.ts';

/** White space left, right, above and below, in dots. */
const marginDots = 24;
const fontPath = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';
const fontName = 'yitiji printed text';

/** A slip as PNG, one pixel a dot: what a person would hold in the hand. For the device bench and for looking at in tests. */
export function slipPng(slip: Slip, columns: number): Buffer {
  if (!GlobalFonts.has(fontName) && existsSync(fontPath)) GlobalFonts.registerFromPath(fontPath, fontName);
  const width = columns * 12 + 2 * marginDots;
  const height = slip.items.reduce((sum, item) => sum + item.heightDots, 0) + 2 * marginDots;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.lang = 'zh-CN';
  let y = marginDots;
  for (const item of slip.items) {
    drawItem(context, item, y);
    y += item.heightDots;
  }
  return canvas.toBuffer('image/png');
}

/** A slip as SVG with selectable text; pictures as paths. */
export function slipSvg(slip: Slip, columns: number): string {
  const width = columns * 12 + 2 * marginDots;
  const parts: string[] = [];
  let y = marginDots;
  for (const item of slip.items) {
    if (item.kind === 'picture') parts.push(picturePath(item, marginDots + item.xDots, y));
    if (item.kind === 'line') for (const cell of item.cells) parts.push(cellSvg(cell, y + item.heightDots));
    y += item.heightDots;
  }
  const height = y + marginDots;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<title>${escapeXml(slipLines(slip)[0] ?? '')}</title><rect width="100%" height="100%" fill="#fff"/>` +
    `<g font-family="monospace" font-size="22" lang="zh-Hans">${parts.join('')}</g></svg>`
  );
}

function drawItem(context: SKRSContext2D, item: PaperItem, top: number): void {
  context.fillStyle = '#000';
  if (item.kind === 'line') for (const cell of item.cells) drawCell(context, cell, top + item.heightDots);
  else if (item.kind === 'picture') {
    forEachBlack(item.bytes, item.widthDots, item.heightDots, (x, y) => {
      context.fillRect(marginDots + item.xDots + x, top + y, 1, 1);
    });
  } else context.fillRect(marginDots, top, 200, item.heightDots);
}

/** Characters stand at the foot of their line, six dots of which are white. */
function drawCell(context: SKRSContext2D, cell: PaperCell, bottom: number): void {
  const foot = bottom - (bottom - cell.heightDots > 0 && cell.heightDots === 24 ? 6 : 0);
  context.save();
  context.translate(marginDots + cell.xDots, foot - cell.heightDots);
  if (cell.picture !== undefined) {
    forEachBlackColumn(cell.picture, (x, y) => context.fillRect(x, y, 1, 1));
  } else {
    const unscaled = cell.heightDots / 24;
    const isWide = !/^[\x20-\x7e]$/.test(cell.text);
    const columns = isWide ? 24 : 12;
    if (cell.inverse) context.fillRect(0, 0, cell.widthDots, cell.heightDots);
    context.fillStyle = cell.inverse ? '#fff' : '#000';
    context.scale(cell.widthDots / columns, unscaled);
    context.font = `${isWide ? 24 : 20}px "${fontName}", monospace`;
    const advance = context.measureText(cell.text).width;
    const x = Math.max(0, (columns - advance) / 2);
    context.fillText(cell.text, x, 21, columns);
    if (cell.bold) context.fillText(cell.text, x + 1, 21, columns);
    if (cell.underline) context.fillRect(0, 23, columns, 1);
  }
  context.restore();
}

function cellSvg(cell: PaperCell, bottom: number): string {
  const x = marginDots + cell.xDots;
  if (cell.picture !== undefined) {
    let path = '';
    forEachBlackColumn(cell.picture, (dx, dy) => {
      path += `M${x + dx},${bottom - 24 + dy}h1v1h-1z`;
    });
    return `<path d="${path}"/>`;
  }
  const scaleX = cell.widthDots / (/^[\x20-\x7e]$/.test(cell.text) ? 12 : 24);
  const transform = `translate(${x},${bottom - 6}) scale(${scaleX},${cell.heightDots / 24})`;
  return `<text transform="${transform}"${cell.bold ? ' font-weight="bold"' : ''}>${escapeXml(cell.text)}</text>`;
}

function picturePath(item: Extract<PaperItem, { kind: 'picture' }>, left: number, top: number): string {
  let path = '';
  forEachBlack(item.bytes, item.widthDots, item.heightDots, (x, y) => {
    path += `M${left + x},${top + y}h1v1h-1z`;
  });
  return `<path d="${path}"/>`;
}

/** Calls `dot` for each black dot of raster data (rows, most significant bit left). */
export function forEachBlack(
  bytes: Uint8Array,
  widthDots: number,
  heightDots: number,
  dot: (x: number, y: number) => void,
): void {
  const stride = (widthDots + 7) >> 3;
  for (let y = 0; y < heightDots; y += 1) {
    for (let x = 0; x < widthDots; x += 1) {
      if (((bytes[y * stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0) dot(x, y);
    }
  }
}

/** The same for `ESC * 33` data: columns of three bytes, top bit first. */
export function forEachBlackColumn(bytes: Uint8Array, dot: (x: number, y: number) => void): void {
  for (let at = 0; at < bytes.length; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      if (((bytes[at] ?? 0) & (0x80 >> bit)) !== 0) dot(Math.floor(at / 3), (at % 3) * 8 + bit);
    }
  }
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
