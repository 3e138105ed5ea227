import { keyboardRoomOf } from '../../../keyboard/fit.ts';
import { Keyboard } from '../../../keyboard/keyboard.tsx';
import { type Piece, pressKeys, type Tell } from '../piece.ts';
import { panels, type View } from '../view.ts';
import { submit } from './words.ts';

const arrows: Piece['keys'] = [
  ['↑ ↓', 'the option before, the option behind'],
  ['Space', 'chooses it; nothing moves on by that'],
  ['Tab', 'leaves the list'],
];
const typed: Piece['keys'] = [
  ['0–9, X', 'types, as the keys on the screen do'],
  ['Backspace', 'takes the last one back'],
  ['Enter', 'on the main button: sends'],
];

const cards = (tell: Tell) => [
  {
    id: 'ss',
    label: tell(['社会保障卡', '社會保障卡', 'Social security card']),
    detail: tell([
      '中国银行广州石牌支行 · 尾号 4417',
      '中國銀行廣州石牌支行 · 尾號 4417',
      'Bank of China, Shipai · ends in 4417',
    ]),
  },
  {
    id: 'res',
    label: tell(['广东省居住证', '廣東省居住證', 'Residence permit']),
    detail: tell(['有效期至 2027-06-30', '有效期至 2027-06-30', 'Valid until 2027-06-30']),
  },
  {
    id: 'elder',
    label: tell(['老年人优待卡', '長者優待卡', 'Senior card']),
    disabledBecause: tell(['年满 60 周岁可以办理', '年滿 60 歲可以辦理', 'From the age of 60']),
  },
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

/** Pieces with which a citizen answers. */
export const answerPieces: readonly Piece[] = [
  {
    name: 'choice-list',
    title: 'ChoiceList',
    zh: '单选',
    group: 'Answer',
    files: ['kit/choice-list.tsx', 'kit/option-words.tsx'],
    purpose: 'One question, one answer. Each option is a whole row to touch; going on is a press of its own.',
    use: ['two to six answers (four in large text), more in pages', 'the answer needs a word of explanation under it'],
    avoid: [
      'several may hold: MultiChoice',
      'yes or no before something irreversible: two equal buttons in the action bar',
    ],
    keys: arrows,
    states: [
      {
        name: 'nothing chosen',
        caption: 'as the page opens',
        block: (tell) => ({ type: 'choice', name: 'card', options: cards(tell), selected: null }),
      },
      {
        name: 'one chosen',
        caption: 'ring, tick and tint: never colour alone',
        block: (tell) => ({ type: 'choice', name: 'card', options: cards(tell), selected: 'ss' }),
      },
      {
        name: 'with an error',
        caption: 'said above the list in words, and how to mend it',
        block: (tell) => ({
          type: 'choice',
          name: 'card',
          options: cards(tell).slice(0, 2),
          selected: null,
          error: tell(['请选一张卡，再继续', '請選一張卡，再繼續', 'Choose a card to continue']),
        }),
      },
    ],
  },
  {
    name: 'multi-choice',
    title: 'MultiChoice',
    zh: '多选',
    group: 'Answer',
    files: ['kit/multi-choice.tsx'],
    purpose: 'Several of a list. Square marks, since round ones mean “one of these”.',
    use: ['any number may hold, none included'],
    avoid: ['exactly one answer: ChoiceList', 'more than a dozen: a search with a list of what was found'],
    keys: [
      ['Tab', 'the option behind'],
      ['Space', 'turns it on or off'],
    ],
    states: [
      {
        name: 'two of three',
        caption: 'each touch turns one on or off',
        block: (tell) => ({
          type: 'multi',
          name: 'papers',
          options: [
            { id: 'a', label: tell(['食品经营', '食品經營', 'Selling food']) },
            {
              id: 'b',
              label: tell(['烟草零售', '煙草零售', 'Selling tobacco']),
              detail: tell(['需要另外许可', '需要另外許可', 'Needs a permit of its own']),
            },
            { id: 'c', label: tell(['日用百货', '日用百貨', 'Household goods']) },
          ],
          selected: ['a', 'c'],
        }),
      },
      {
        name: 'with an error',
        caption: 'what is missing, in words',
        block: (tell) => ({
          type: 'multi',
          name: 'papers',
          options: [
            { id: 'a', label: tell(['食品经营', '食品經營', 'Selling food']) },
            { id: 'c', label: tell(['日用百货', '日用百貨', 'Household goods']) },
          ],
          selected: [],
          error: tell(['至少选一项', '至少選一項', 'Choose at least one']),
        }),
      },
    ],
  },
  {
    name: 'face-choice',
    title: 'FaceChoice',
    zh: '好差评',
    group: 'Answer',
    files: ['kit/face-choice.tsx'],
    purpose:
      'Five faces with words and stars for the city’s rating. All of one size: no answer is easier to give than another.',
    use: ['the rating at the end of a visit'],
    avoid: ['any other question: faces say feelings, not facts'],
    keys: arrows,
    states: [
      {
        name: 'rating',
        caption: 'worst and best weigh the same',
        block: (tell) => ({
          type: 'choice',
          look: 'faces',
          name: 'rate',
          selected: '4',
          options: [
            { id: '5', label: tell(['非常满意', '非常滿意', 'Very satisfied']) },
            { id: '4', label: tell(['满意', '滿意', 'Satisfied']) },
            { id: '3', label: tell(['基本满意', '基本滿意', 'Fairly satisfied']) },
            { id: '2', label: tell(['不满意', '不滿意', 'Dissatisfied']) },
            { id: '1', label: tell(['非常不满意', '非常不滿意', 'Very dissatisfied']) },
          ],
        }),
      },
    ],
  },
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
    name: 'date-wheels',
    title: 'DateWheels',
    zh: '日期',
    group: 'Answer',
    files: ['kit/date-wheels.tsx'],
    purpose: 'A day or a month on wheels with plus and minus. No calendar to read.',
    use: ['birthdays, dates of a paper, months of a certificate'],
    avoid: ['a day among a few: ChoiceList with the days in words'],
    keys: pressKeys,
    states: [
      {
        name: 'day, years apart',
        caption: 'years far apart get a button for ten at once',
        block: (tell) => ({
          type: 'date',
          name: 'born',
          label: tell(['孩子的出生日期', '孩子的出生日期', 'When was the child born?']),
          unit: 'day',
          min: '1926-01-01',
          max: '2026-11-23',
          value: '2026-11-02',
          submit: submit(tell),
        }),
      },
      {
        name: 'month, at its limit',
        caption: 'a wheel at its end greys its button',
        block: (tell) => ({
          type: 'date',
          name: 'from',
          label: tell(['从哪个月开始', '從哪個月開始', 'From which month?']),
          unit: 'month',
          min: '2026-01',
          max: '2026-11',
          value: '2026-11',
          submit: submit(tell),
          error: tell([
            '结束的月份不能早于开始的月份',
            '結束的月份不能早於開始的月份',
            'The end cannot be before the beginning',
          ]),
        }),
      },
    ],
  },
  {
    name: 'counter',
    title: 'Counter',
    zh: '计数',
    group: 'Answer',
    files: ['kit/counter.tsx'],
    purpose: 'A number by minus and plus, large between them.',
    use: ['copies, heads of a household: one to about twenty'],
    avoid: ['larger numbers: Keypad'],
    keys: pressKeys,
    states: [
      {
        name: 'copies',
        caption: 'between its limits',
        block: (tell) => ({
          type: 'counter',
          name: 'copies',
          label: tell(['要打印几份？', '要列印幾份？', 'How many copies?']),
          min: 1,
          max: 5,
          value: 2,
          unit: tell(['份', '份', 'copies']),
          submit: submit(tell),
        }),
      },
      {
        name: 'at its limit',
        caption: 'the button that leads nowhere greys and stays',
        block: (tell) => ({
          type: 'counter',
          name: 'copies',
          label: tell(['要打印几份？', '要列印幾份？', 'How many copies?']),
          min: 1,
          max: 5,
          value: 5,
          unit: tell(['份', '份', 'copies']),
          submit: submit(tell),
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
