export type LayoutName = 'pinyin' | 'latin' | 'digits';

/** A key: a character, or one of the acts. `wide` counts columns of the ten that the board has. */
export interface Key {
  readonly key: string;
  readonly act?: 'backspace' | 'shift' | 'clear' | 'space' | 'layout';
  readonly wide?: number;
}

const letters = (row: string): readonly Key[] => [...row].map((key) => ({ key }));
const foot = (first: Key, second: Key): readonly Key[] => [
  first,
  second,
  { key: 'space', act: 'space', wide: 4 },
  { key: 'clear', act: 'clear', wide: 2 },
];
const to = (layout: LayoutName): Key => ({ key: layout, act: 'layout', wide: 2 });
const backspace: Key = { key: 'backspace', act: 'backspace' };

/** Ten columns, so that letters of 20 mm stand on a panel of 21.5 inch and no row is out of step. */
export const layouts: Readonly<Record<LayoutName, readonly (readonly Key[])[]>> = {
  pinyin: [
    letters('qwertyuiop'),
    [...letters('asdfghjkl'), backspace],
    letters("'zxcvbnm，。"),
    foot(to('digits'), to('latin')),
  ],
  latin: [
    letters('qwertyuiop'),
    [...letters('asdfghjkl'), backspace],
    [{ key: 'shift', act: 'shift' }, ...letters('zxcvbnm-.')],
    foot(to('digits'), to('pinyin')),
  ],
  digits: [
    letters('1234567890'),
    [...letters('-/()#&@·、'), backspace],
    letters('，。：？！%+号楼室'),
    foot(to('pinyin'), to('latin')),
  ],
};
