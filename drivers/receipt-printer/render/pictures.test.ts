import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { joinBands } from '../../simulators/escpos-paper.ts';
import { forEachBlack } from '../../simulators/escpos-paper-picture.ts';
import { longestCommandBytes } from './escpos-command.ts';
import { renderEscpos, renderPreview } from './render-receipt.ts';
import { printed, testProfile } from './render-rig.test-data.ts';

/** A picture as markup. */
function image(width: number, height: number, black: (x: number, y: number) => boolean): string {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1)
      png.data.set(black(x, y) ? [0, 0, 0, 255] : [255, 255, 255, 255], 4 * (y * width + x));
  }
  return `{image:${PNG.sync.write(png).toString('base64')}}`;
}

const seal = (x: number, y: number) => (x * x + y * y) % 7 < 3;

describe.each([48, 32] as const)('a picture on %i columns', (columns) => {
  it('stands on the paper dot for dot', () => {
    const { slip } = printed(image(200, 130, seal), { columns });
    const [picture] = joinBands(slip.items).filter((item) => item.kind === 'picture');
    if (picture?.kind !== 'picture') throw new Error('no picture');
    const dots = new Set<string>();
    forEachBlack(picture.bytes, picture.widthDots, picture.heightDots, (x, y) => dots.add(`${x},${y}`));
    let wrong = 0;
    for (let y = 0; y < 130; y += 1) {
      for (let x = 0; x < 200; x += 1) if (seal(x, y) && !dots.has(`${x},${y}`)) wrong += 1;
    }
    expect(picture.heightDots).toBe(130);
    expect(wrong).toBe(0);
  });

  it('wider than the paper is refused, not cut off', () => {
    const result = renderEscpos(image(columns * 12 + 1, 10, seal), { ...testProfile, columns });
    expect(result).toEqual({ ok: false, error: { code: 'notPrintable', problem: 'imageTooWide' } });
  });

  it('is sent in bands, so that a fault stops it between two of them', () => {
    const result = renderEscpos(image(columns * 12, 400, seal), { ...testProfile, columns });
    if (!result.ok) throw new Error('not rendered');
    const { boundaries, bytes } = result.value;
    const longest = Math.max(...boundaries.map((end, i) => end - (boundaries[i - 1] ?? 0)));
    expect(boundaries.at(-1)).toBe(bytes.length);
    // A band, and what sets the line up before it.
    expect(longest).toBeLessThanOrEqual(longestCommandBytes + 64);
  });
});

it.each([
  ['no picture', 'AAAA'],
  ['cut short', image(40, 40, seal).slice(7, 67)],
  ['damaged', image(40, 40, seal).slice(7, -1).replace(/.{8}$/, 'AAAAAAA=')],
])('a picture that is none (%s) is refused, not thrown', (_what, base64) => {
  const markup = `|above\n{image:${base64}}\n|below`;
  expect(renderEscpos(markup, testProfile)).toMatchObject({ ok: false });
  expect(typeof renderPreview(markup, testProfile)).toBe('string');
});
