import { keyboardRoomOf } from '../../../keyboard/fit.ts';
import { Keyboard } from '../../../keyboard/keyboard.tsx';
import type { Piece, Tell } from '../piece.ts';
import { panels, type View } from '../view.ts';
import { submit } from './words.ts';

const typed: Piece['keys'] = [
  ['0–9, X', 'types, as the keys on the screen do'],
  ['Backspace', 'takes the last one back'],
  ['Enter', 'on the main button: sends'],
];

const typing = { onKey: () => undefined, onPick: () => undefined, onLeaf: () => undefined };
const candidates = ['番禺', '攀', '盘', '判', '潘', '畔', '盼', '叛', '蟠', '磐', '襻', '蹒', '泮', '拚'];

/** The keys with something typed: what the word list would say to p-a-n-y-u. */
function WithCandidates({ view }: { readonly view: View }) {
  const { largeText } = view;
  const room = keyboardRoomOf(panels[view.panel], { largeText, reach: false });
  const layout = room.nineFirst || (largeText && !room.tenKeys) ? 'nine' : 'pinyin';
  return (
    <Keyboard
      state={{
        layout,
        offered: ['pinyin', 'nine', 'strokes', 'latin', 'digits'],
        room,
        shifted: false,
        alphabet: undefined,
        leaf: 0,
        readingsLeaf: 0,
      }}
      found={{
        candidates: candidates.map((text) => ({ text, uses: text.length > 1 ? 5 : 3, reading: 'pan yu' })),
        readings: ['pan', 'ran', 'sao'],
        shown: 'pan yu',
        spoken: (text) => ({ name: text, sounds: [] }),
      }}
      touch={typing}
    />
  );
}

/** Pieces in which a citizen types. */
export const typedPieces: readonly Piece[] = [
  {
    name: 'keypad',
    title: 'Keypad',
    listens: true,
    zh: '数字键盘',
    group: 'Answer',
    files: ['kit/digits.tsx', 'kit/main-slot.tsx'],
    purpose:
      'Digits, and X for ID numbers, with the field above. All places stand from the beginning, grouped as they are read aloud.',
    use: ['ID numbers, mobiles, codes by SMS, receipt numbers'],
    avoid: ['a PIN: that is typed on the pad of the machine (PinDots)', 'one to nine pieces: Counter'],
    keys: typed,
    states: [
      {
        name: 'mobile',
        caption: 'eleven places in groups of 3, 4, 4',
        block: (tell) => ({
          type: 'digits',
          name: 'mobile',
          label: tell(['您的手机号码', '您的手提電話號碼', 'Your mobile number']),
          why: tell(['办好后用短信告诉您', '辦好後用短訊通知您', 'We tell you by SMS when it is done']),
          maxLength: 11,
          groups: [3, 4, 4],
          allowX: false,
          submit: submit(tell),
        }),
      },
      {
        name: 'ID number, refused',
        caption: 'X for the check character; the error says how to mend it',
        block: (tell) => ({
          type: 'digits',
          name: 'id',
          label: tell(['身份证号码', '身份證號碼', 'ID number']),
          maxLength: 18,
          groups: [6, 4, 4, 4],
          allowX: true,
          submit: submit(tell),
          error: tell([
            '号码应是 18 位，请再看一遍证件',
            '號碼應是 18 位，請再看一遍證件',
            'It has 18 places. Please look at the card again',
          ]),
        }),
      },
    ],
  },
  {
    name: 'keyboard',
    title: 'Keyboard',
    listens: true,
    zh: '键盘与候选字',
    group: 'Answer',
    files: ['kit/text-field.tsx', 'kit/in-place.tsx', 'keyboard/keyboard.tsx', 'keyboard/candidate-bar.tsx'],
    purpose:
      'Words. Sentences that most people mean answer with one touch; the rest is typed on the screen’s own keyboard.',
    use: ['the one free text of a journey', 'pinyin with 26 or 9 keys, strokes, Latin, signs: whatever fits the panel'],
    avoid: ['names (the chip tells them), regions (picked), numbers (Keypad)'],
    keys: [
      ['a–z, 1–5, 2–9', 'spells, as the keys on the screen do'],
      ['Space', 'takes the first candidate'],
      ['Backspace', 'takes a letter back, then a character'],
    ],
    states: [
      {
        name: 'pinyin',
        caption: 'type: what waits stands underlined in the field, candidates above the keys',
        block: (tell) => ({
          type: 'text',
          name: 'address',
          label: tell(['门牌和房号', '門牌和房號', 'Number and room']),
          why: tell(['街道已经选好', '街道已經選好', 'The street is chosen already']),
          minLength: 2,
          maxLength: 40,
          layout: 'pinyin',
          phrases: [],
          value: '龙口西路 88 号',
          submit: submit(tell),
        }),
      },
      {
        name: 'candidates',
        caption: 'panyu is typed: words first, then characters; turned by buttons, told apart by a word when heard',
        draw: (_, view) => <WithCandidates view={view} />,
      },
      {
        name: 'ready sentences',
        caption: 'one touch answers; the keyboard waits behind a button',
        block: (tell) => ({
          type: 'text',
          name: 'why',
          label: tell(['为什么补卡？', '為什麼補卡？', 'Why a new card?']),
          minLength: 1,
          maxLength: 40,
          layout: 'pinyin',
          phrases: [
            { id: 'lost', text: tell(['卡丢了', '卡遺失了', 'I lost it']) },
            { id: 'broken', text: tell(['卡坏了，读不出', '卡壞了，讀不出', 'It is broken and cannot be read']) },
          ],
          value: '',
          submit: submit(tell),
        }),
      },
      {
        name: 'with an error',
        caption: 'the same words as in the summary',
        block: (tell) => ({
          type: 'text',
          name: 'mail',
          label: tell(['企业英文名', '企業英文名', 'Name of the company in English']),
          minLength: 2,
          maxLength: 60,
          layout: 'latin',
          phrases: [],
          value: 'Shipai',
          submit: submit(tell),
          error: tell(['这个名字已有企业使用', '這個名字已有企業使用', 'Another company has this name']),
        }),
      },
    ],
  },
  {
    name: 'search',
    title: 'Search',
    listens: true,
    zh: '查找',
    group: 'Answer',
    files: ['kit/search.tsx'],
    purpose: 'By pinyin initials, syllables or everyday words, with letters in the order that everybody knows.',
    use: ['the home page', 'lists that do not fit on a few pages'],
    avoid: ['fewer than twenty things: show them'],
    keys: [
      ['letters, digits, 汉字', 'types'],
      ['Backspace', 'takes one back'],
    ],
    states: [
      {
        name: 'empty',
        caption: 'the hint shows how, words answer at once',
        block: (tell) => ({
          type: 'search',
          label: tell(['查找服务', '查找服務', 'Find a service']),
          hint: tell(['拼音首字母：sbk → 社保卡', '拼音首字母：sbk → 社保卡', 'First letters: sbk finds 社保卡']),
          query: '',
          found: 0,
          words: [
            { id: 'w1', label: tell(['卡丢了', '卡遺失', 'Lost card']) },
            { id: 'w2', label: tell(['生孩子', '生孩子', 'Having a baby']) },
            { id: 'w3', label: tell(['查进度', '查進度', 'Progress']) },
          ],
        }),
      },
      {
        name: 'typed, nothing found',
        caption: 'what to do instead',
        block: (tell) => ({
          type: 'search',
          label: tell(['查找服务', '查找服務', 'Find a service']),
          hint: tell(['拼音首字母', '拼音首字母', 'First letters']),
          query: 'qqq',
          found: 0,
          words: [],
          none: tell([
            '没有找到。请换一个词，或按“求助”',
            '沒有找到。請換一個詞，或按「求助」',
            'Nothing found. Try another word, or press Help',
          ]),
        }),
      },
    ],
  },
  {
    name: 'pin-dots',
    title: 'PinDots',
    zh: '密码位数',
    group: 'Answer',
    files: ['kit/pin-dots.tsx'],
    purpose: 'How many digits the pad of the machine has taken, never which. The software does not know them.',
    use: ['together with the picture of the machine whose pad is lit'],
    avoid: ['typing a PIN on the screen: never'],
    keys: [['the pad of the machine', 'types; the screen has no keys for it']],
    states: [0, 4, 6].map((entered) => ({
      name: `${entered} of 6`,
      caption: entered === 0 ? 'before the first' : entered === 6 ? 'all are in' : 'said as “4 of 6 digits entered”',
      block: (tell: Tell) => ({
        type: 'pin' as const,
        label: tell(['请在密码键盘上输入卡密码', '請在密碼鍵盤上輸入卡密碼', 'Type the PIN of your card on the pad']),
        entered,
        of: 6,
      }),
    })),
  },
];
