import { expect, test } from 'vitest';
import { keyboardRoomOf, keyboardWidthMm } from './fit.ts';
import { boardOf, layoutNames, offeredLayouts } from './layouts.ts';

const panel = (diagonalInch: number, isPortrait: boolean) => ({
  diagonalInch,
  widthPx: isPortrait ? 1080 : 1920,
  heightPx: isPortrait ? 1920 : 1080,
  bottomEdgeMm: 850,
  viewDistanceMm: 600,
});
const usual = (diagonalInch: number, isPortrait: boolean, largeText: boolean, reach = false) =>
  offeredLayouts(keyboardRoomOf(panel(diagonalInch, isPortrait), { largeText, reach }), () => true);

test.each([
  // Upright: 26 keys of 16 mm stand on 15.6 inch, of 25 mm from 27 inch on.
  [15.6, true, false, 'pinyin', true],
  [19, true, false, 'pinyin', true],
  [21.5, true, false, 'pinyin', true],
  [27, true, false, 'pinyin', true],
  [32, true, false, 'pinyin', true],
  [15.6, true, true, 'nine', false],
  [19, true, true, 'nine', false],
  [21.5, true, true, 'nine', false],
  [27, true, true, 'pinyin', true],
  [32, true, true, 'pinyin', true],
  // Lying: the keyboard has the acting part of the sheet.
  [15.6, false, false, 'pinyin', true],
  [21.5, false, false, 'pinyin', true],
  [27, false, false, 'pinyin', true],
  [32, false, false, 'pinyin', true],
  [15.6, false, true, 'nine', true],
  [21.5, false, true, 'nine', false],
  [27, false, true, 'pinyin', true],
  [32, false, true, 'pinyin', true],
] as const)('%s inch, upright %s, large text %s: %s first, 26 keys %s', (inch, isPortrait, large, first, letters) => {
  const offered = usual(inch, isPortrait, large);
  expect(offered[0]).toBe(first);
  expect(offered.includes('pinyin')).toBe(letters);
  expect(offered).toEqual(expect.arrayContaining(['nine', 'strokes', 'latin', 'digits']));
});

test.each([15.6, 21.5, 27, 32])('low controls on %s inch begin with nine keys', (inch) => {
  expect(usual(inch, true, false, true)[0]).toBe('nine');
});

test.each(
  [15.6, 19, 21.5, 27, 32].flatMap((inch) =>
    [true, false].flatMap((isPortrait) => [true, false].map((large) => [inch, isPortrait, large] as const)),
  ),
)('%s inch, upright %s, large %s: rows are equally wide, no key stands twice, no layout is a dead end', (...of) => {
  const [inch, isPortrait, largeText] = of;
  const room = keyboardRoomOf(panel(inch, isPortrait), { largeText, reach: false });
  const offered = offeredLayouts(room, () => true);
  for (const layout of layoutNames) {
    const rows = boardOf(layout, room, offered, ['san', 'pan', 'p', 's'], 0);
    const keys = rows.flat();
    expect(new Set(keys.map(({ key }) => key)).size, layout).toBe(keys.length);
    expect(keys.filter(({ act }) => act === 'layout').map(({ key }) => key)).toEqual(
      offered.filter((other) => other !== layout),
    );
    for (const act of ['backspace', 'clear', 'space']) expect(keys.filter((key) => key.act === act)).toHaveLength(1);
    // The foot of keys at the side counts otherwise; all others are as wide as the board.
    const widths = rows.slice(0, -1).map((row) => row.reduce((sum, key) => sum + (key.wide ?? 1), 0));
    expect(new Set(widths).size, layout).toBe(1);
  }
});

test('signs that names and addresses need are there: the middle dot U+00B7, hyphen, brackets of both widths', () => {
  const room = keyboardRoomOf(panel(21.5, true), { largeText: false, reach: false });
  const keys = boardOf('digits', room, layoutNames, [], 0)
    .flat()
    .map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(['\u00b7', '-', '.', '(', ')', '（', '）', '0', '9']));
});

test('the reading leaves turn; places that have no reading stay empty', () => {
  const room = keyboardRoomOf(panel(21.5, true), { largeText: true, reach: false });
  const sideOf = (leaf: number) =>
    boardOf('nine', room, layoutNames, ['san', 'pan', 'p', 's'], leaf)
      .slice(0, 3)
      .map(([key]) => key);
  expect(sideOf(0).map((key) => key?.key)).toEqual(['san', 'pan', 'p']);
  expect(sideOf(1).map((key) => key?.off === true)).toEqual([false, true, true]);
});

test.each([15.6, 19, 21.5, 27, 32].flatMap((inch) => [true, false].map((large) => [inch, large] as const)))(
  '%s inch upright, large text %s: a candidate is as wide as any other thing to touch, also where letters are smaller',
  (inch, largeText) => {
    const { candidates } = keyboardRoomOf(panel(inch, true), { largeText, reach: false });
    const widthMm = keyboardWidthMm(panel(inch, true), largeText);
    // Between the candidates stand the gaps, at their ends the two buttons that turn; gaps of the smallest keyboards are 2 mm.
    const sideMm = (widthMm - (candidates + 1) * 4) / (candidates + 2);
    expect(sideMm).toBeGreaterThanOrEqual((largeText ? 25 : 20) - 0.5);
  },
);
