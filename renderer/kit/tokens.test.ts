import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cssTokens,
  fontFloorPx,
  fontPx,
  isTall,
  offersReach,
  type PanelProfile,
  pageHeightPx,
  pitchMm,
  pxOf,
  reachPx,
  roomOf,
  seenCapMm,
} from './tokens.ts';

const portrait = (diagonalInch: number, viewDistanceMm = 600): PanelProfile => ({
  diagonalInch,
  widthPx: 1080,
  heightPx: 1920,
  bottomEdgeMm: 850,
  viewDistanceMm,
});

/** Panels in the field: pitch, px of 20, 25 and 4 mm, body font, large font at 600 and 500 mm, reach. */
const table = [
  [15.6, 0.18, 112, 139, 23, 38, 57, 48, 1920],
  [19, 0.219, 92, 115, 19, 31, 47, 39, 1597],
  [21.5, 0.248, 81, 101, 17, 27, 42, 35, 1411],
  [27, 0.311, 65, 81, 13, 24, 33, 28, 1124],
  [32, 0.369, 55, 68, 11, 24, 28, 24, 948],
  [43, 0.496, 41, 51, 9, 24, 24, 24, 705],
] as const;

describe.each(table)('panel of %s inch', (inch, pitch, px20, px25, px4, body, large600, large500, reach) => {
  const panel = portrait(inch);
  test('has the pixel sizes of the table', () => {
    expect(pitchMm(panel)).toBeCloseTo(pitch, 3);
    expect([pxOf(panel, 20), pxOf(panel, 25), pxOf(panel, 4)]).toEqual([px20, px25, px4]);
  });
  test('has the font sizes of the table', () => {
    expect(fontPx(panel, 4.8)).toBe(body);
    expect(fontPx(panel, seenCapMm(600))).toBe(large600);
    expect(fontPx(panel, seenCapMm(500))).toBe(large500);
  });
  test('knows what a seated person reaches', () => expect(reachPx(panel)).toBe(reach));
  test('hands the same numbers to the style sheet', () => {
    const standard = cssTokens(panel, false);
    const large = cssTokens(panel, true);
    expect(standard.get('--target')).toBe(`${px20}px`);
    expect(large.get('--target')).toBe(`${px25}px`);
    expect(standard.get('--gap')).toBe(`${px4}px`);
    expect(standard.get('--font-body')).toBe(`${body}px`);
    expect(large.get('--font-body')).toBe(`${large600}px`);
  });
});

test('whatever the panel: targets are at least 20 mm, text never below the floor, large is never smaller', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 10, max: 65, noNaN: true }),
      fc.integer({ min: 600, max: 3840 }),
      fc.integer({ min: 600, max: 3840 }),
      fc.integer({ min: 300, max: 900 }),
      (diagonalInch, widthPx, heightPx, viewDistanceMm) => {
        const panel = { diagonalInch, widthPx, heightPx, bottomEdgeMm: 850, viewDistanceMm };
        const standard = cssTokens(panel, false);
        const large = cssTokens(panel, true);
        const px = (tokens: ReadonlyMap<string, string>, name: string) => Number.parseFloat(tokens.get(name) ?? 'NaN');
        expect(px(standard, '--target') * pitchMm(panel)).toBeGreaterThanOrEqual(20 - 1e-9);
        expect(px(large, '--target') * pitchMm(panel)).toBeGreaterThanOrEqual(25 - 1e-9);
        expect(px(standard, '--font-body')).toBeGreaterThanOrEqual(fontFloorPx);
        expect(px(large, '--font-heading')).toBeGreaterThanOrEqual(px(standard, '--font-heading'));
      },
    ),
  );
});

test('only large text on a small panel gives up the two-part page', () => {
  expect([15.6, 21.5, 32].map((inch) => roomOf(portrait(inch), false))).toEqual(['tight', 'roomy', 'roomy']);
  expect([15.6, 21.5, 32].map((inch) => roomOf(portrait(inch), true))).toEqual(['cramped', 'tight', 'roomy']);
});

describe('reach mode', () => {
  // EN 301 549 8.3.2.1: nothing that is operated stands higher than 1,200 mm over the floor.
  test.each([15.6, 21.5, 27, 32, 43])('lets no page of a %s inch panel stand out of reach', (inch) => {
    const panel = portrait(inch);
    const heightMm = pageHeightPx(panel, true) * pitchMm(panel);
    expect(panel.bottomEdgeMm + heightMm).toBeLessThanOrEqual(1200);
    expect(offersReach(panel)).toBe(inch > 15.6);
    expect(cssTokens(panel, false, true).get('--page-height')).toBe(`${pageHeightPx(panel, true)}px`);
    expect(cssTokens(panel, false, false).get('--page-height')).toBe(`${panel.heightPx}px`);
  });

  test('is not offered where it would leave no page, nor praised where everything hangs low', () => {
    expect(offersReach({ ...portrait(32), bottomEdgeMm: 1100 })).toBe(false);
    expect(isTall({ ...portrait(32), bottomEdgeMm: 1100 })).toBe(false);
    expect([21.5, 27, 32].map((inch) => isTall(portrait(inch)))).toEqual([false, true, true]);
  });
});
