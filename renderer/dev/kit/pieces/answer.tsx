import { type Piece, pressKeys, type Tell } from '../piece.ts';
import { typedPieces } from './answer-typed.tsx';
import { submit } from './words.ts';

const arrows: Piece['keys'] = [
  ['↑ ↓', 'the option before, the option behind'],
  ['Space', 'chooses it; nothing moves on by that'],
  ['Tab', 'leaves the list'],
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

/** Pieces with which a citizen answers: what is chosen or counted, then what is typed. */
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
  ...typedPieces,
];
