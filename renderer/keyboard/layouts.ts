import { keyLetters } from './dictionary/walk.ts';
import type { KeyboardRoom } from './fit.ts';

export const layoutNames = ['pinyin', 'nine', 'strokes', 'latin', 'digits'] as const;
export type LayoutName = (typeof layoutNames)[number];

/** A key: a character, or one of the acts. `wide` counts columns. */
export interface Key {
  readonly key: string;
  readonly act?: 'backspace' | 'shift' | 'clear' | 'space' | 'layout' | 'letters' | 'stroke' | 'reading' | 'readings';
  readonly wide?: number;
  /** Not now: the place stays, so that no other key moves. */
  readonly off?: boolean;
}

/** Rows from above. All rows of a board are equally wide, however many columns each has. */
export type Board = readonly (readonly Key[])[];

/** Readings that stand beside the nine keys at a time. */
export const readingsPerLeaf = 3;

const characters = (row: string): readonly Key[] => [...row].map((key) => ({ key }));
const backspace: Key = { key: 'backspace', act: 'backspace' };
const clear: Key = { key: 'clear', act: 'clear' };
const shift: Key = { key: 'shift', act: 'shift' };

/** U+00B7 stands in names of many peoples (买买提·艾力); brackets of both widths, for companies and addresses. */
const symbols = ['1234567890', '-/()（）.·、', '，。：？&@%号楼室'] as const;
/** Seldom meant; left out where a full-size board would need one more row for them. */
const seldom = /[&@]/g;

/** Which layouts a field offers on a panel; the first is the usual one. */
export function offeredLayouts(room: KeyboardRoom, writes: (layout: LayoutName) => boolean): readonly LayoutName[] {
  const order: readonly LayoutName[] = room.nineFirst
    ? ['nine', 'pinyin', 'strokes', 'latin', 'digits']
    : ['pinyin', 'nine', 'strokes', 'latin', 'digits'];
  return order.filter((layout) => (layout !== 'pinyin' || room.tenKeys) && writes(layout));
}

/** The keys of a layout. Pure. */
export function boardOf(
  layout: LayoutName,
  room: KeyboardRoom,
  offered: readonly LayoutName[],
  readings: readonly string[],
  readingsLeaf: number,
): Board {
  const others = offered.filter((other) => other !== layout).map((other): Key => ({ key: other, act: 'layout' }));
  switch (layout) {
    case 'nine':
      return [...nineRows(readings, readingsLeaf), foot(others, 5, false)];
    case 'strokes':
      return [
        ['1', '2', '3', '4', '5'].map((key): Key => ({ key, act: 'stroke' })),
        [...characters('，。·'), clear, backspace],
        foot(others, 5, false),
      ];
    case 'pinyin':
      return [
        characters('qwertyuiop'),
        [...characters('asdfghjkl'), backspace],
        characters("'zxcvbnm，。"),
        foot(others, room.beside ? 6 : 10, true),
      ];
    case 'latin':
      return room.tenKeys
        ? [
            characters('qwertyuiop'),
            [...characters('asdfghjkl'), backspace],
            [shift, ...characters('zxcvbnm-.')],
            foot(others, room.beside ? 6 : 10, true),
          ]
        : flowing([...characters('abcdefghijklmnopqrstuvwxyz'), shift, backspace], room.columns, others);
    case 'digits':
      return room.tenKeys
        ? [
            characters(symbols[0]),
            [...characters(symbols[1]), backspace],
            characters(symbols[2]),
            foot(others, room.beside ? 6 : 10, true),
          ]
        : flowing([...characters(symbols.join('').replaceAll(seldom, '')), backspace], room.columns, others);
  }
}

/** Keys of full size in as many columns as there are; the last grows to the end of its row. */
function flowing(keys: readonly Key[], columns: number, others: readonly Key[]): Board {
  const rows: Key[][] = [];
  for (let at = 0; at < keys.length; at += columns) rows.push(keys.slice(at, at + columns));
  const last = rows.at(-1);
  const end = last?.at(-1);
  if (last !== undefined && end !== undefined) last[last.length - 1] = { ...end, wide: columns - last.length + 1 };
  return [...rows, foot(others, columns, true)];
}

/** The other layouts, space, and clearing where no other row has it. */
function foot(others: readonly Key[], columns: number, withClear: boolean): readonly Key[] {
  const clearWide = withClear ? (columns >= 8 ? 2 : 1) : 0;
  const space: Key = { key: 'space', act: 'space', wide: Math.max(1, columns - others.length - clearWide) };
  return [...others, space, ...(withClear ? [{ ...clear, wide: clearWide }] : [])];
}

/** Nine keys between what they may mean (or signs, while nothing waits) and the keys that take back. */
function nineRows(readings: readonly string[], leaf: number): readonly (readonly Key[])[] {
  const shown = readings.slice(leaf * readingsPerLeaf, (leaf + 1) * readingsPerLeaf);
  const signs = ['，', '。', '、'];
  const side = (at: number): Key => {
    if (readings.length === 0) return { key: signs[at] ?? '' };
    const reading = shown[at];
    return reading === undefined
      ? { key: `reading.${at}`, act: 'reading', off: true }
      : { key: reading, act: 'reading' };
  };
  const letters = (digits: string): readonly Key[] => [...digits].map((key): Key => ({ key, act: 'letters' }));
  const more: Key = { key: 'readings', act: 'readings', off: readings.length <= readingsPerLeaf };
  return [
    [side(0), { key: "'" }, ...letters('23'), backspace],
    [side(1), ...letters('456'), clear],
    [side(2), ...letters('789'), more],
  ];
}

/** What stands on a key with several letters. */
export function lettersOn(key: string): string {
  return (keyLetters[key] ?? '').toUpperCase();
}
