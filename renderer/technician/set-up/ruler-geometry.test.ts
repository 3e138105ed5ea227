import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cardWidthMm,
  largestDiagonalInch,
  leastDiagonalInch,
  panelMeasureOf,
  panelMeasureText,
} from '../../../contract/technician/set-up-blocks.ts';
import { pxPerMm, sidesMm, stepped, ticksOf } from './ruler-geometry.ts';

const panels = fc.record({
  diagonalInch: fc
    .integer({ min: leastDiagonalInch * 10, max: largestDiagonalInch * 10 })
    .map((tenths) => Math.round(tenths) / 10),
  widthPx: fc.integer({ min: 480, max: 7680 }),
  heightPx: fc.integer({ min: 480, max: 7680 }),
});

describe('the ruler of the set-up wizard', () => {
  test('a card that is drawn as large as a real one on 21.5 inch is not on 23.8: the technician sees four millimetres of error', () => {
    const px = cardWidthMm * pxPerMm({ diagonalInch: 21.5, widthPx: 1080, heightPx: 1920 });
    expect(px).toBeCloseTo(345.3, 0);
    // The same pixels on a panel of 23.8 inch.
    expect(px / pxPerMm({ diagonalInch: 23.8, widthPx: 1080, heightPx: 1920 })).toBeGreaterThan(cardWidthMm + 4);
  });

  test('“too large” makes the card smaller, and every touch less than half a millimetre up to 27 inch', () => {
    fc.assert(
      fc.property(panels, (panel) => {
        const smaller = { ...panel, diagonalInch: stepped(panel.diagonalInch, 'smaller') };
        const larger = { ...panel, diagonalInch: stepped(panel.diagonalInch, 'larger') };
        expect(pxPerMm(smaller)).toBeLessThanOrEqual(pxPerMm(panel));
        expect(pxPerMm(larger)).toBeGreaterThanOrEqual(pxPerMm(panel));
        if (panel.diagonalInch < largestDiagonalInch)
          expect(stepped(smaller.diagonalInch, 'larger')).toBe(panel.diagonalInch);
      }),
    );
    const drawn = (diagonalInch: number) => cardWidthMm * pxPerMm({ diagonalInch, widthPx: 1080, heightPx: 1920 });
    const mm =
      (drawn(21.5) - drawn(stepped(21.5, 'smaller'))) / pxPerMm({ diagonalInch: 21.5, widthPx: 1080, heightPx: 1920 });
    expect(mm).toBeGreaterThan(0);
    expect(mm).toBeLessThan(0.5);
  });

  test('what is sent is read back as the same panel, and nothing else is a panel', () => {
    fc.assert(
      fc.property(panels, (panel) => {
        expect(panelMeasureOf(panelMeasureText(panel))).toEqual(panel);
      }),
    );
    const wrong = [
      '',
      '21.5',
      '21 1080x1920',
      '6.9 1080x1920',
      '100.1 1080x1920',
      '21.5 0x1920',
      '21.5 1080x1920 ',
      'NaN 1x1',
    ];
    for (const value of wrong) expect(panelMeasureOf(value), value).toBeUndefined();
  });

  test('sides of the panel as it hangs', () => {
    expect(sidesMm({ diagonalInch: 21.5, widthPx: 1080, heightPx: 1920 })).toEqual({ widthMm: 268, heightMm: 476 });
    expect(sidesMm({ diagonalInch: 21.5, widthPx: 1920, heightPx: 1080 })).toEqual({ widthMm: 476, heightMm: 268 });
  });

  test('a ruler has a tick for each millimetre and a figure for each centimetre', () => {
    const ticks = ticksOf(100);
    expect(ticks).toHaveLength(101);
    expect(ticks.flatMap(({ figure }) => figure ?? [])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
