import jsqr from 'jsqr';
import QRCode from 'qrcode';
import { expect, test } from 'vitest';
import { qrPath, quietZone } from './qr-path.ts';

/** jsqr is CommonJS with a `default` export: Node hands out the exports object, which is the function itself as well. */
const readQr = jsqr.default;

/** Paints the path with 4 pixels a module, as a screen would. */
function paint(size: number, path: string): { data: Uint8ClampedArray; side: number } {
  const scale = 4;
  const side = (size + 2 * quietZone) * scale;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x = '', y = '', width = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let py = Number(y) * scale; py < (Number(y) + 1) * scale; py += 1) {
      for (let px = Number(x) * scale; px < (Number(x) + Number(width)) * scale; px += 1) {
        data.fill(0, (py * side + px) * 4, (py * side + px) * 4 + 3);
      }
    }
  }
  return { data, side };
}

test('a reader reads back what was drawn', () => {
  const content = 'TH0017-261123-0042-3';
  const symbol = QRCode.create(content, { errorCorrectionLevel: 'M' }).modules;
  const modules = Array.from(symbol.data, (dark) => (dark ? '1' : '0')).join('');
  const { data, side } = paint(symbol.size, qrPath(symbol.size, modules));
  const read = readQr(data, side, side);
  expect(read?.data).toBe(content);
});

test('a torn symbol draws nothing', () => {
  expect(qrPath(21, '1010')).toBe('');
});
