import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import type { KioskWindow } from './kiosk-window.ts';

// The package is CommonJS: what an import gives depends on who loads it.
const readQr = 'default' in jsqr ? jsqr.default : jsqr;

/** What the QR symbol on the page says, read from its pixels as a phone would. Throws when there is none that can be read. */
export async function codeOnScreen(window: KioskWindow): Promise<string> {
  const { data, width, height } = PNG.sync.read(await window.page().screenshot());
  const read = readQr(new Uint8ClampedArray(data), width, height);
  if (read === null) throw new Error('no code on the page can be read');
  return read.data;
}
