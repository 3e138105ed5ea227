import { type BaseCommand, commands, type Printer, type QRCode, transform } from 'receiptline';
import { err, ok, type Result } from '../../../contract/result.ts';
import { isBlack } from './bitmap.ts';
import { toCells } from './cells.ts';
import { checkMarkup, type MarkupError } from './check-markup.ts';
import { createEscposCommand, qrBitmap, type RenderLog, type RenderProblem } from './escpos-command.ts';
import { columnDots, type RenderProfile } from './render-profile.ts';
import { wrapWords } from './wrap-words.ts';

export type RenderError = MarkupError | { readonly code: 'notPrintable'; readonly problem: RenderProblem };

export interface EscposReceipt {
  /** From `ESC @` to the cut, which is the last command. */
  readonly bytes: Uint8Array;
  /** Offsets behind complete commands, rising, the last one being the length. */
  readonly boundaries: readonly number[];
  /** Characters that stand as 〓 on the paper: no font has them. */
  readonly unprintable: readonly string[];
}

const options = { encoding: 'gb18030', gradient: false, spacing: true, cutting: true } as const satisfies Printer;

/**
 * Renders a filled document (ReceiptLine markup) for an ESC/POS printer with a Chinese font.
 * Errors: markup that would lose a line, a code or picture that does not fit.
 */
export function renderEscpos(markup: string, profile: RenderProfile): Result<EscposReceipt, RenderError> {
  const bad = checkMarkup(markup);
  if (bad !== null) return err(bad);
  const log: RenderLog = { unprintable: [], problems: [], boundaries: [] };
  const command = createEscposCommand(profile, log);
  const binary = transform(wrapWords(markup, profile), { ...options, cpl: profile.columns, command });
  const [problem] = log.problems;
  if (problem !== undefined) return err({ code: 'notPrintable', problem });
  return ok({ bytes: Buffer.from(binary, 'latin1'), boundaries: log.boundaries, unprintable: log.unprintable });
}

/**
 * The same document as a picture for the screen: SVG, 12 px a column, every character at its place, text escaped, no scripts, no
 * references to anything outside. Lines break where they break on paper; a character that cannot be printed shows as 〓 here too.
 */
export function renderPreview(markup: string, profile: RenderProfile): string {
  return transform(wrapWords(markup, profile), { ...options, cpl: profile.columns, command: previewCommand(profile) });
}

function previewCommand(profile: RenderProfile): BaseCommand {
  const base = commands.svg;
  return {
    ...base,
    measureText: (text: string) => toCells(text, profile.glyphs).cells.reduce((sum, cell) => sum + cell.columns, 0),
    arrayFrom: (text: string) => toCells(text, profile.glyphs).cells.map((cell) => cell.text),
    open(printer: Printer): string {
      const start = base.open.call(this, printer);
      // The original takes a random id; the same receipt must give the same picture.
      this.receiptId = 'paper';
      return start;
    },
    qrcode(symbol: QRCode): string {
      const bitmap = qrBitmap(symbol, this.lineWidth * columnDots);
      if (typeof bitmap === 'string') return '';
      let path = '';
      for (let y = 0; y < bitmap.heightDots; y += 1) {
        for (let x = 0; x < bitmap.widthDots; x += 1) {
          if (!isBlack(bitmap, x, y)) continue;
          const from = x;
          while (x + 1 < bitmap.widthDots && isBlack(bitmap, x + 1, y)) x += 1;
          path += `M${from},${y}h${x + 1 - from}v1h${from - x - 1}z`;
        }
      }
      const room = this.lineWidth * columnDots - bitmap.widthDots;
      const left = Math.floor(this.lineMargin * columnDots + (room * this.lineAlign) / 2);
      this.svgContent += `<g transform="translate(${left},${this.svgHeight})"><path d="${path}" fill="#000"/></g>`;
      this.svgHeight += bitmap.heightDots;
      return '';
    },
  };
}
