import { expect, test } from 'vitest';
import { joinBands, type PaperItem, slipLines } from '../../simulators/escpos-paper.ts';
import { forEachBlack, forEachBlackColumn } from '../../simulators/escpos-paper-picture.ts';
import { type Bitmap, isBlack, makeBitmap } from './bitmap.ts';
import { escapeField } from './escape-field.ts';
import { sampleMarkup } from './receipt-samples.test-data.ts';
import { printed, testProfile } from './render-rig.test-data.ts';

const drawn = ['㛃', '𠮷', '𬱖', '䶮'] as const;
const coded = ['龑', '堃', '镕', '喆', '黎'] as const;

function glyphOf(character: string): Bitmap {
  const glyph = testProfile.glyphs.glyph(character);
  if (glyph === null) throw new Error(`no font for ${character}: is fonts-noto-cjk installed?`);
  return glyph;
}

function fromColumns(columns: Uint8Array): Bitmap {
  const dots = new Set<number>();
  forEachBlackColumn(columns, (x, y) => dots.add(y * 24 + x));
  return makeBitmap(24, 24, (x, y) => dots.has(y * 24 + x));
}

/** The 24 × 24 dots at a place of a printed picture. */
function cutOut(item: Extract<PaperItem, { kind: 'picture' }>, left: number, top: number): Bitmap {
  const dots = new Set<string>();
  forEachBlack(item.bytes, item.widthDots, item.heightDots, (x, y) => dots.add(`${x - left},${y - top}`));
  return makeBitmap(24, 24, (x, y) => dots.has(`${x},${y}`));
}

/** The glyph itself; a few dots may have been added where the data would have been a real-time command. */
function expectGlyph(actual: Bitmap, character: string): void {
  const glyph = glyphOf(character);
  let added = 0;
  for (let y = 0; y < 24; y += 1) {
    for (let x = 0; x < 24; x += 1) {
      if (isBlack(glyph, x, y)) expect(isBlack(actual, x, y)).toBe(true);
      else if (isBlack(actual, x, y)) added += 1;
    }
  }
  expect(added).toBeLessThanOrEqual(4);
}

test.each(coded)('%s in a name is printed as text', (character) => {
  const { lines } = printed(sampleMarkup('zh-CN', 'effective', { maskedName: `${character}**` }));
  expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^申请人 +${character}\\*\\*$`, 'u')));
});

test.each(drawn)('%s in a name is drawn inside its line, dot for dot, where the model can', (character) => {
  const { slip, unprintable } = printed(sampleMarkup('zh-CN', 'effective', { maskedName: `${character}**` }));
  expect(unprintable).toEqual([]);
  const pictures = slip.items.flatMap((item) =>
    item.kind === 'line' ? item.cells.flatMap((cell) => cell.picture ?? []) : [],
  );
  expect(pictures).toHaveLength(1);
  for (const picture of pictures) expectGlyph(fromColumns(picture), character);
  expect(slipLines(slip)).toContainEqual(expect.stringMatching(/^申请人 +▯\*\*$/));
});

test.each(drawn)('%s in a name makes its line one picture where the model cannot', (character) => {
  const { slip, lines } = printed(sampleMarkup('zh-CN', 'effective', { maskedName: `${character}**` }), {
    inlineGlyph: false,
  });
  expect(lines.filter((line) => line.startsWith('申请人'))).toEqual([]);
  const [line] = joinBands(slip.items).filter((item) => item.kind === 'picture' && item.widthDots === 576);
  expect(line?.heightDots).toBe(30);
  if (line?.kind !== 'picture') throw new Error('no picture');
  // The value column begins after ten columns of twelve dots.
  expectGlyph(cutOut(line, 120, 0), character);
});

test('a rare character in large type makes the whole line a picture, with everything else on it', () => {
  const { slip } = printed(sampleMarkup('zh-CN', 'effective', { stateWord: '𠮷祥' }));
  const [line] = joinBands(slip.items).filter((item) => item.kind === 'picture' && item.widthDots === 576);
  if (line?.kind !== 'picture') throw new Error('no picture');
  expect(line.heightDots).toBe(48);
  let left = 0;
  let right = 0;
  forEachBlack(line.bytes, line.widthDots, line.heightDots, (x) => {
    if (x < 60) left += 1;
    if (x >= 120 && x < 168) right += 1;
  });
  expect(left).toBeGreaterThan(50);
  expect(right).toBeGreaterThan(200);
});

test('¥ is printed as ￥, never as the digits of its four-byte code', () => {
  expect(printed(sampleMarkup('zh-CN', 'effective', { fee: '¥20' })).lines).toContainEqual(
    expect.stringMatching(/￥20$/),
  );
});

test.each(['\u{2ebf0}', '\u{e001}', '\u{10fffd}'])(
  'a character that no font has (%s) is marked 〓 and reported',
  (character) => {
    const { lines, unprintable } = printed(escapeField(`王${character}明`));
    expect(lines.map((line) => line.trim())).toEqual(['王〓明']);
    expect(unprintable).toEqual([character]);
  },
);

test('a base character with its variation selector takes one place', () => {
  const { lines, unprintable } = printed(escapeField('𠮷\u{e0100}龑'));
  expect(lines.map((line) => line.trim())).toEqual(['▯龑']);
  expect(unprintable).toEqual([]);
});

test('real-time commands never stand in picture data', () => {
  const evil = makeBitmap(24, 24, (x, y) => (y % 2 === 0 ? x === 19 : x === 5) || (x === 10 && (y === 3 || y === 13)));
  const glyphs = { ...testProfile.glyphs, glyph: () => evil, line: () => evil };
  for (const inlineGlyph of [true, false]) {
    const { bytes } = printed('|㛃㛃', { glyphs, inlineGlyph });
    expect(isBlack(evil, 19, 0)).toBe(true);
    for (const [i, byte] of bytes.entries()) {
      if (byte === 0x10) expect([0x04, 0x05, 0x14]).not.toContain(bytes[i + 1]);
    }
  }
});
