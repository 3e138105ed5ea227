import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, type Image, loadImage } from '@napi-rs/canvas';
import { collectGallery, differentLooks } from '../support/gallery/gallery.ts';
import { chosenOf, columnName, columns } from './chosen.ts';
import { panels } from './combinations.ts';
import { shootAll } from './shot.ts';
import { openStage } from './stage.ts';

/**
 * All kinds of screens in all modes as one picture, `docs/screens/contact-sheet.webp`, and one larger sheet a column beside it. A person looks at it as a whole:
 * what is out of tune is seen at once. `npm run contact-sheet`.
 */
const folder = join(import.meta.dirname, '../../docs/screens');
/** Long side of a tile, pixels: on the one sheet, and on the sheets of one column. */
const small = 128;
const large = 400;
const gap = 5;
const caption = 17;
/** Kinds stand in so many stacks side by side, so that the sheet has the shape of a wall. */
const stacks = 4;

type Pictures = ReadonlyMap<string, Image>;

const chosen = chosenOf(differentLooks(await collectGallery()));
const stage = await openStage();
const pictures = new Map<string, Image>();
try {
  for (const column of columns) {
    const scale = large / Math.max(panels[column.panel].widthPx, panels[column.panel].heightPx);
    await shootAll(
      stage,
      column,
      chosen.map(({ entry }) => entry),
      scale,
      async (entry, { png }) => {
        pictures.set(`${columnName(column)} ${entry.name}`, await loadImage(png));
      },
    );
    process.stdout.write(`${columnName(column)}: ${chosen.length} pictures\n`);
  }
} finally {
  await stage.close();
}
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'contact-sheet.webp'), await wholeSheet(pictures));
for (const column of columns)
  writeFileSync(join(folder, `${columnName(column)}.webp`), await columnSheet(column, pictures));
process.stdout.write(`${chosen.length} kinds × ${columns.length} columns: docs/screens/contact-sheet.webp\n`);

/** Width of a tile of a column whose long side is `side`. */
function sizeOf(column: (typeof columns)[number], side: number): { readonly width: number; readonly height: number } {
  const { widthPx, heightPx } = panels[column.panel];
  const scale = side / Math.max(widthPx, heightPx);
  return { width: Math.round(widthPx * scale), height: Math.round(heightPx * scale) };
}

function wholeSheet(of: Pictures): Promise<Buffer> {
  const rows = Math.ceil(chosen.length / stacks);
  const stackWidth = columns.reduce((sum, column) => sum + sizeOf(column, small).width + gap, 0) + gap * 3;
  const rowHeight = small + caption + gap;
  const head = 44;
  const canvas = createCanvas(stackWidth * stacks + gap, rows * rowHeight + head);
  const pen = canvas.getContext('2d');
  paper(pen, canvas.width, canvas.height);
  for (let stack = 0; stack < stacks; stack += 1) {
    let x = stack * stackWidth + gap;
    for (const column of columns) {
      const { width } = sizeOf(column, small);
      pen.font = '11px sans-serif';
      for (const [line, words] of [column.theme, `${column.language} ${column.showing}`, column.panel].entries()) {
        pen.fillText(words, x, 12 + line * 13, width);
      }
      x += width + gap;
    }
  }
  for (const [at, { entry, kind }] of chosen.entries()) {
    const y = head + (at % rows) * rowHeight;
    let x = Math.floor(at / rows) * stackWidth + gap;
    pen.font = '12px sans-serif';
    pen.fillText(`${kind}  —  ${entry.name}`, x, y + 12, stackWidth - gap * 4);
    for (const column of columns) {
      const { width, height } = sizeOf(column, small);
      const picture = of.get(`${columnName(column)} ${entry.name}`);
      if (picture !== undefined) pen.drawImage(picture, x, y + caption, width, height);
      x += width + gap;
    }
  }
  return canvas.encode('webp', 70);
}

function columnSheet(column: (typeof columns)[number], of: Pictures): Promise<Buffer> {
  const { width, height } = sizeOf(column, large);
  const perRow = Math.ceil(Math.sqrt((chosen.length * height) / width) * 1.1);
  const rows = Math.ceil(chosen.length / perRow);
  const canvas = createCanvas(perRow * (width + gap) + gap, rows * (height + caption + gap) + gap);
  const pen = canvas.getContext('2d');
  paper(pen, canvas.width, canvas.height);
  pen.font = '12px sans-serif';
  for (const [at, { entry }] of chosen.entries()) {
    const x = gap + (at % perRow) * (width + gap);
    const y = gap + Math.floor(at / perRow) * (height + caption + gap);
    pen.fillText(entry.name, x, y + 12, width);
    const picture = of.get(`${columnName(column)} ${entry.name}`);
    if (picture !== undefined) pen.drawImage(picture, x, y + caption, width, height);
  }
  return canvas.encode('webp', 62);
}

type Pen = ReturnType<ReturnType<typeof createCanvas>['getContext']>;

function paper(pen: Pen, width: number, height: number): void {
  pen.fillStyle = '#D8D2C4';
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = '#17232A';
}
