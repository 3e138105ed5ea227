import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { PDFDocument } from 'pdf-lib';
import { defaultFontPaths } from '../../../drivers/receipt-printer/render/glyph.ts';

export interface Footer {
  readonly kiosk: string;
  /** As it shall stand there, in the city's time. */
  readonly printedAt: string;
  /** Which print of the document it is. */
  readonly printNo: number;
}

/** Points. */
const footer = { bottom: 16, left: 40, height: 9, dotsPerPoint: 4 } as const;
const family = 'yitiji footer';
let isRegistered = false;

/**
 * Adds the machine's line to the foot of every page: machine, time of print, page x/y, 第 n 次打印 (docs/domain/catalogue.md, S06–S08). It is drawn as a picture, so that
 * no font has to be embedded; what the hub composed stays as it is. The document is changed in memory only.
 * @returns a new array; the caller zeroes both. Null = not a PDF that can be changed.
 */
export async function withFooter(pdf: Uint8Array, { kiosk, printedAt, printNo }: Footer): Promise<Uint8Array | null> {
  let document: PDFDocument;
  try {
    document = await PDFDocument.load(pdf, { updateMetadata: false });
  } catch {
    return null; // encrypted or damaged: a page without the machine's line is no certificate of this machine
  }
  const pages = document.getPages();
  for (const [index, page] of pages.entries()) {
    const text = `${kiosk}   ${printedAt}   第 ${index + 1}/${pages.length} 页   第 ${printNo} 次打印`;
    const image = picture(text);
    const embedded = await document.embedPng(image.png);
    page.drawImage(embedded, {
      x: footer.left,
      y: footer.bottom,
      width: image.width / footer.dotsPerPoint,
      height: footer.height,
    });
  }
  return await document.save();
}

/** Black on nothing, 288 dots per inch. */
function picture(text: string): { readonly png: Uint8Array; readonly width: number } {
  register();
  const height = footer.height * footer.dotsPerPoint;
  const font = `${Math.round(height * 0.8)}px "${family}", sans-serif`;
  const ruler = createCanvas(8, 8).getContext('2d');
  ruler.font = font;
  const width = Math.ceil(ruler.measureText(text).width) + 4;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.font = font;
  context.fillStyle = '#000';
  context.textBaseline = 'alphabetic';
  context.fillText(text, 2, Math.round(height * 0.8));
  return { png: new Uint8Array(canvas.toBuffer('image/png')), width };
}

function register(): void {
  if (isRegistered) return;
  isRegistered = true;
  const [first] = defaultFontPaths;
  if (first !== undefined) GlobalFonts.registerFromPath(first, family);
}
