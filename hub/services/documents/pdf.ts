import { PDFDocument } from '@napi-rs/canvas';
import qrcode from 'qrcode';
import type { Block, DocumentContent } from './content.ts';
import { familyFor } from './document-fonts.ts';

/** A4 in points (1/72 inch). */
const page = { width: 595, height: 842, left: 56, right: 56, top: 60, bottom: 128 } as const;
const inner = page.width - page.left - page.right;
const lineHeight = 1.55;

/** What stands at the foot of each page besides its number. */
export interface Issue {
  readonly verifyCode: string;
  readonly verifyUrl: string;
  readonly kiosk: string;
  /** City time, `2026-11-23 14:03`. */
  readonly printedAt: string;
  readonly printNo: number;
}

type Page = ReturnType<PDFDocument['beginPage']>;
/** Where and what: pages are laid out first, so that each can say how many there are. */
type Draw = (context: Page) => void;

/**
 * The pages of a certificate: text as outlines of embedded subset fonts, QR and seal drawn. Copies follow one another, each numbered for itself.
 * @returns the file, and pages over all copies
 */
export function renderPdf(content: DocumentContent, issue: Issue): { readonly bytes: Buffer; readonly pages: number } {
  // A first context measures: pages must be known before the first is drawn.
  const scratch = new PDFDocument().beginPage(page.width, page.height);
  const sheets = layOut(scratch, content);
  const document = new PDFDocument({ title: content.title, producer: 'yitiji hub', compressionLevel: 6 });
  for (let copy = 0; copy < content.copies; copy += 1) {
    for (const [i, draws] of sheets.entries()) {
      const context = document.beginPage(page.width, page.height);
      context.lang = 'zh-CN';
      watermark(context, content.watermark);
      for (const draw of draws) draw(context);
      if (i === sheets.length - 1) seal(context, content.issuer);
      foot(context, issue, i + 1, sheets.length);
      document.endPage();
    }
  }
  return { bytes: document.close(), pages: sheets.length * content.copies };
}

/** Pages over all copies, without drawing them: for a preview. */
export function countPages(content: DocumentContent): number {
  return layOut(new PDFDocument().beginPage(page.width, page.height), content).length * content.copies;
}

function layOut(context: Page, content: DocumentContent): readonly (readonly Draw[])[] {
  const sheets: Draw[][] = [[]];
  let y: number = page.top;
  const put = (draw: Draw) => sheets.at(-1)?.push(draw);
  const need = (height: number, again?: () => void) => {
    if (y + height <= page.height - page.bottom) return;
    sheets.push([]);
    y = page.top;
    again?.();
  };
  const line = (
    text: string,
    size: number,
    weight: number,
    x: number,
    width: number,
    align: 'left' | 'center' = 'left',
  ) => {
    for (const part of wrap(context, text, size, weight, width)) {
      need(size * lineHeight);
      const at = y + size;
      const start = align === 'center' ? x + (width - measure(context, part, size, weight)) / 2 : x;
      put((target) => drawText(target, part, size, weight, start, at));
      y += size * lineHeight;
    }
  };

  line(content.title, 22, 600, page.left, inner, 'center');
  if (content.titleEn !== '') line(content.titleEn, 12, 400, page.left, inner, 'center');
  y += 18;
  for (const block of content.blocks) {
    if (block.kind === 'text') line(block.text, 11, 400, page.left, inner);
    else if (block.kind === 'fields') {
      for (const row of block.rows) {
        need(11 * lineHeight);
        const top = y;
        put((target) => drawText(target, row.label, 11, 400, page.left, top + 11, '#555'));
        line(row.value.text, 11, 500, page.left + 120, inner - 120);
      }
    } else table(block);
    y += 10;
  }
  return sheets;

  function table(block: Extract<Block, { kind: 'table' }>): void {
    const total = block.columns.reduce((sum, column) => sum + column.share, 0);
    const lefts: number[] = [];
    let x: number = page.left;
    for (const column of block.columns) {
      lefts.push(x);
      x += (column.share / total) * inner;
    }
    const row = (texts: readonly string[], weight: number) => {
      const at = y;
      texts.forEach((text, i) => {
        const left = lefts[i] ?? page.left;
        const width = (lefts[i + 1] ?? page.left + inner) - left - 4;
        put((target) => drawText(target, shorten(target, text, 9, weight, width), 9, weight, left + 2, at + 12));
      });
      put((target) => {
        target.fillStyle = '#bbb';
        target.fillRect(page.left, at + 17, inner, 0.5);
      });
      y += 18;
    };
    const head = () =>
      row(
        block.columns.map((column) => column.label),
        600,
      );
    need(54);
    head();
    for (const values of block.rows) {
      need(18, head);
      row(
        values.map((value) => value.text),
        400,
      );
    }
  }
}

function foot(context: Page, issue: Issue, number: number, of: number): void {
  const top = page.height - page.bottom + 22;
  context.fillStyle = '#999';
  context.fillRect(page.left, top - 8, inner, 0.6);
  const size = 74;
  drawQr(context, issue.verifyUrl, page.left, top, size);
  const x = page.left + size + 12;
  drawText(context, `验证码 ${issue.verifyCode}`, 10, 600, x, top + 12);
  drawText(context, '扫码或到验证网页输入验证码，可核对本证明是否有效。', 8.5, 400, x, top + 27);
  drawText(
    context,
    `打印机器 ${issue.kiosk}   打印时间 ${issue.printedAt}   第 ${issue.printNo} 次打印`,
    8.5,
    400,
    x,
    top + 42,
  );
  drawText(context, '演示系统签发，不具有法律效力。', 8.5, 400, x, top + 57, '#a33');
  const count = `第 ${number} 页，共 ${of} 页`;
  drawText(context, count, 8.5, 400, page.left + inner - measure(context, count, 8.5, 400), top + 72);
}

function drawQr(context: Page, text: string, x: number, y: number, size: number): void {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  const cell = size / modules.size;
  context.fillStyle = '#000';
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) !== 0) context.fillRect(x + column * cell, y + row * cell, cell + 0.05, cell + 0.05);
    }
  }
}

/** A seal that says that it is a demonstration's; on the last page, right above the foot. */
function seal(context: Page, issuer: string): void {
  const radius = 54;
  const [x, y] = [page.width - page.right - radius - 10, page.height - page.bottom - radius + 6];
  context.save();
  context.globalAlpha = 0.75;
  context.strokeStyle = '#c00';
  context.lineWidth = 2.2;
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.stroke();
  context.fillStyle = '#c00';
  context.beginPath();
  for (let i = 0; i < 10; i += 1) {
    const angle = -Math.PI / 2 + (i * Math.PI) / 5;
    const length = i % 2 === 0 ? 17 : 6.8;
    const point = [x + length * Math.cos(angle), y - 4 + length * Math.sin(angle)] as const;
    if (i === 0) context.moveTo(...point);
    else context.lineTo(...point);
  }
  context.closePath();
  context.fill();
  const letters = Array.from(issuer);
  const spread = Math.min(Math.PI * 1.35, letters.length * 0.36);
  letters.forEach((letter, i) => {
    const angle = -Math.PI / 2 - spread / 2 + (spread * (i + 0.5)) / letters.length;
    context.save();
    context.translate(x + (radius - 14) * Math.cos(angle), y + (radius - 14) * Math.sin(angle));
    context.rotate(angle + Math.PI / 2);
    drawText(context, letter, 11, 600, -5.5, 4, '#c00');
    context.restore();
  });
  const words = '演示专用章';
  drawText(context, words, 9, 600, x - measure(context, words, 9, 600) / 2, y + 34, '#c00');
  context.restore();
}

function watermark(context: Page, words: string): void {
  if (words === '') return;
  context.save();
  context.globalAlpha = 0.1;
  context.translate(page.width / 2, page.height / 2);
  context.rotate(-Math.PI / 6);
  const width = measure(context, words, 30, 600);
  for (const dy of [-190, 0, 190]) drawText(context, words, 30, 600, -width / 2, dy, '#000');
  context.restore();
}

/** Runs of characters that stand in one font file. */
function runs(text: string): readonly { readonly family: string; readonly text: string }[] {
  const found: { family: string; text: string }[] = [];
  for (const character of text) {
    const family = familyFor(character);
    const last = found.at(-1);
    if (last?.family === family) last.text += character;
    else found.push({ family, text: character });
  }
  return found;
}

function measure(context: Page, text: string, size: number, weight: number): number {
  return runs(text).reduce((width, run) => {
    context.font = `${weight} ${size}px ${run.family}`;
    return width + context.measureText(run.text).width;
  }, 0);
}

function drawText(
  context: Page,
  text: string,
  size: number,
  weight: number,
  x: number,
  y: number,
  colour = '#111',
): void {
  context.fillStyle = colour;
  let at = x;
  for (const run of runs(text)) {
    context.font = `${weight} ${size}px ${run.family}`;
    context.fillText(run.text, at, y);
    at += context.measureText(run.text).width;
  }
}

/** Breaks anywhere between characters, as Chinese text does; Latin words that fit on a line stay whole. */
function wrap(context: Page, text: string, size: number, weight: number, width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const piece of text.match(/[A-Za-z0-9.,:/-]+ ?|./gu) ?? []) {
    // A word that is longer than a line is broken as Chinese is: it would run off the paper.
    const parts = measure(context, piece, size, weight) > width ? Array.from(piece) : [piece];
    for (const part of parts) {
      if (current !== '' && measure(context, current + part, size, weight) > width) {
        lines.push(current);
        current = '';
      }
      current += part;
    }
  }
  return [...lines, current];
}

function shorten(context: Page, text: string, size: number, weight: number, width: number): string {
  if (measure(context, text, size, weight) <= width) return text;
  let cut = text;
  while (cut.length > 1 && measure(context, `${cut}…`, size, weight) > width) cut = cut.slice(0, -1);
  return `${cut}…`;
}
