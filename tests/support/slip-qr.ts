import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import type { Bench } from '../../drivers/simulators/bench/bench.ts';
import { slipPng } from '../../drivers/simulators/escpos-paper-picture.ts';

// The package is CommonJS: what an import gives depends on who loads it.
export const readQr = 'default' in jsqr ? jsqr.default : jsqr;

/** What the QR code on the newest slip says, read from the dots that were printed, as a scanner would. Throws when no code can be read there. */
export function newestSlipQr(bench: Bench): string {
  const slip = bench.slips().at(-1);
  if (slip === undefined) throw new Error('no slip has come off');
  const { data, width, height } = PNG.sync.read(slipPng(slip, bench.columns));
  const read = readQr(new Uint8ClampedArray(data), width, height);
  if (read === null) throw new Error('no code on the newest slip can be read');
  return read.data;
}
