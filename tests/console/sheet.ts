import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';

const cell = { width: 640, height: 460, caption: 22 };

/** Pictures side by side with their names, for whoever looks them over. @param perRow pictures beside each other */
export async function writeSheet(
  file: string,
  pictures: readonly { readonly name: string; readonly png: Buffer }[],
  perRow = 3,
): Promise<void> {
  const rows = Math.ceil(pictures.length / perRow);
  const canvas = createCanvas(perRow * cell.width, Math.max(1, rows) * (cell.height + cell.caption));
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#888';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (const [at, { name, png }] of pictures.entries()) {
    const image = await loadImage(png);
    const scale = Math.min((cell.width - 8) / image.width, cell.height / image.height);
    const [x, y] = [(at % perRow) * cell.width, Math.floor(at / perRow) * (cell.height + cell.caption)];
    pen.fillStyle = '#fff';
    pen.font = '14px sans-serif';
    pen.fillText(name, x + 4, y + 15);
    pen.drawImage(image, x + 4, y + cell.caption, image.width * scale, image.height * scale);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, canvas.toBuffer('image/png'));
}
