import { type Static, Type } from 'typebox';
import { oneOf, strict } from './closed-shapes.ts';
import { Text } from './text.ts';

/**
 * A Screen is what the renderer draws: a plain value, whole, without a reference to anything that the renderer would have to know.
 * Codes A0 … Z are those of docs/domain/journeys.md §2. The pieces (blocks) are those of the visual language.
 */

export const screenCodes = [
  'A0', // idle 待机
  'A1', // home 首页
  'B1', // intro 办事须知
  'B2', // notice and consent 告知同意
  'C1', // place ID card 请放身份证
  'C2', // identity verification 人脸核验
  'D1', // what we found 已为您找到
  'D2', // one question
  'E0', // interruption before an irreversible act
  'E1', // check answers 核对
  'E2', // signature 签名
  'P1', // payment 支付
  'V1', // facts of a query, last page 查询结果
  'T1', // task list 任务清单
  'U1', // progress 办件进度
  'U3', // guide 办事指南
  'F1', // sending 提交中
  'F2', // done 完成
  'G1', // print, take your things 打印 / 取件
  'G2', // rating 评价
  'N1', // notice: something went wrong or is not possible now
  'Z', // cleared 清屏
] as const;
export type ScreenCode = (typeof screenCodes)[number];

/** Tones of a notice. Colour never speaks alone: each has an icon and a word. */
export const tones = ['done', 'waiting', 'attention', 'information'] as const;
export type Tone = (typeof tones)[number];

/** Something that the citizen can press. `id` is what the Intent carries back. */
export const Action = Type.Object({ id: Type.String(), label: Text }, strict);
export type Action = Static<typeof Action>;

/** 上一页 / 下一页 of a long list or table; a missing action = no such page. */
const Pager = Type.Object({ words: Text, previous: Type.Optional(Action), next: Type.Optional(Action) }, strict);

const Paragraph = Type.Object(
  { type: Type.Literal('paragraph'), text: Text, muted: Type.Optional(Type.Boolean()) },
  strict,
);

/** Notice with icon, a title word and a sentence of meaning. */
const Notice = Type.Object(
  { type: Type.Literal('notice'), tone: oneOf(tones), title: Type.Optional(Text), text: Text },
  strict,
);

/** "We found this": label, value, and where the value comes from. */
const FactRow = Type.Object(
  {
    id: Type.String(),
    label: Text,
    value: Text,
    change: Type.Optional(Action),
    emphasis: Type.Optional(Type.Boolean()),
    /** A hidden tile (amounts, health, family): `value` is then the text that covers it, `reveal` shows it for 10 s. */
    reveal: Type.Optional(Action),
  },
  strict,
);
const FactSheet = Type.Object(
  {
    type: Type.Literal('facts'),
    title: Type.Optional(Text),
    source: Type.Optional(Text),
    rows: Type.Array(FactRow),
  },
  strict,
);

/** One question, one choice. Choosing sends an Intent and changes nothing else; going on is its own press. */
const ChoiceList = Type.Object(
  {
    type: Type.Literal('choice'),
    name: Type.String(),
    /** What is chosen, on a page that asks more than one thing; left out = the heading of the page says it. */
    title: Type.Optional(Text),
    options: Type.Array(
      Type.Object(
        { id: Type.String(), label: Text, detail: Type.Optional(Text), disabledBecause: Type.Optional(Text) },
        strict,
      ),
    ),
    selected: Type.Union([Type.String(), Type.Null()]),
    error: Type.Optional(Text),
    /** `faces`: five large faces with words and stars (rating); `pairs`: short words, two beside each other. Default: a list of rows. */
    look: Type.Optional(oneOf(['list', 'faces', 'pairs'] as const)),
    /** Long lists come in pages; the buttons are actions of their own. */
    pager: Type.Optional(Pager),
  },
  strict,
);

/** Several of a list: every touch is an Intent `choose` that turns one on or off. */
const MultiChoice = Type.Object(
  {
    type: Type.Literal('multi'),
    name: Type.String(),
    options: Type.Array(
      Type.Object(
        { id: Type.String(), label: Text, detail: Type.Optional(Text), disabledBecause: Type.Optional(Text) },
        strict,
      ),
    ),
    selected: Type.Array(Type.String()),
    error: Type.Optional(Text),
    pager: Type.Optional(Pager),
  },
  strict,
);

/** A day or a month by wheels with ± buttons, or by digits. The renderer keeps the half-made value; the Intent carries `YYYY-MM-DD` or `YYYY-MM`. */
const DateField = Type.Object(
  {
    type: Type.Literal('date'),
    name: Type.String(),
    label: Text,
    unit: oneOf(['day', 'month'] as const),
    min: Type.String(),
    max: Type.String(),
    value: Type.Union([Type.String(), Type.Null()]),
    submit: Action,
    error: Type.Optional(Text),
  },
  strict,
);

/** Words. `phrases` answer with one touch; the rest is typed on the screen's own keyboard. */
const TextField = Type.Object(
  {
    type: Type.Literal('text'),
    name: Type.String(),
    label: Text,
    why: Type.Optional(Text),
    minLength: Type.Integer({ minimum: 0 }),
    maxLength: Type.Integer({ minimum: 1, maximum: 200 }),
    /** Which keyboard stands first. */
    layout: oneOf(['pinyin', 'latin', 'digits'] as const),
    /** Character class of a regular expression; left out = any character. */
    alphabet: Type.Optional(Type.String()),
    phrases: Type.Array(Type.Object({ id: Type.String(), text: Text }, strict)),
    value: Type.String(),
    submit: Action,
    error: Type.Optional(Text),
  },
  strict,
);

/** A number chosen by − and +, for copies and heads. */
const Counter = Type.Object(
  {
    type: Type.Literal('counter'),
    name: Type.String(),
    label: Text,
    min: Type.Integer(),
    max: Type.Integer(),
    value: Type.Integer(),
    unit: Type.Optional(Text),
    submit: Action,
    error: Type.Optional(Text),
  },
  strict,
);

/** Search on the home page and in long lists: letters typed, results are tiles or options beside it. Every letter is an Intent `search`. */
const Search = Type.Object(
  {
    type: Type.Literal('search'),
    label: Text,
    query: Type.String(),
    hint: Text,
    words: Type.Array(Type.Object({ id: Type.String(), label: Text }, strict)),
    found: Type.Integer(),
    none: Type.Optional(Text),
  },
  strict,
);

/** Records in a table with pages of 12. A cell that is hidden holds the covering text; `reveal` shows all of them for 10 s. */
const Table = Type.Object(
  {
    type: Type.Literal('table'),
    title: Type.Optional(Text),
    source: Type.Optional(Text),
    columns: Type.Array(Text),
    rows: Type.Array(Type.Array(Text)),
    pager: Type.Optional(Pager),
    reveal: Type.Optional(Action),
  },
  strict,
);

/** Eligibility, one line each. */
const Board = Type.Object(
  {
    type: Type.Literal('board'),
    lines: Type.Array(
      Type.Object(
        { id: Type.String(), holds: oneOf(['yes', 'no', 'unknown'] as const), text: Text, reason: Type.Optional(Text) },
        strict,
      ),
    ),
  },
  strict,
);

/** Parallel matters as parallel lanes, with days used of days allowed; the bar of the whole above them. */
const Lanes = Type.Object(
  {
    type: Type.Literal('lanes'),
    title: Type.Optional(Text),
    done: Type.Integer({ minimum: 0 }),
    of: Type.Integer({ minimum: 0 }),
    lanes: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          title: Text,
          department: Text,
          tone: oneOf(['done', 'waiting', 'attention', 'information', 'idle'] as const),
          state: Text,
          /** Until when, or when it ended. */
          date: Type.Optional(Text),
          days: Type.Optional(Text),
          used: Type.Optional(Type.Number()),
          note: Type.Optional(Text),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** Task list: sections with their state; one can be opened. */
const Tasks = Type.Object(
  {
    type: Type.Literal('tasks'),
    tasks: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          title: Text,
          detail: Type.Optional(Text),
          state: oneOf(['notStarted', 'blocked', 'inProgress', 'done'] as const),
          word: Text,
        },
        strict,
      ),
    ),
  },
  strict,
);

/** Payment: the amount, the QR to pay, what is left of the time. */
const Pay = Type.Object(
  {
    type: Type.Literal('pay'),
    amount: Text,
    what: Text,
    qr: Type.Object({ size: Type.Integer(), modules: Type.String(), label: Text }, strict),
    /** ISO 8601; the renderer counts down by itself. */
    endsAt: Type.String(),
    label: Type.Optional(Text),
  },
  strict,
);

/** A QR symbol with a caption that lives for a while (e-licence, hand-over to the phone). */
const Code = Type.Object(
  {
    type: Type.Literal('code'),
    qr: Type.Object({ size: Type.Integer(), modules: Type.String(), label: Text }, strict),
    caption: Text,
    endsAt: Type.Optional(Type.String()),
  },
  strict,
);

/**
 * The camera, open only while this block stands. The window shows the live picture with an outline, gives quality hints from `hints` by itself, and sends
 * one frame as an Intent `frame` when the picture is good; the frame is never kept.
 */
export const cameraHints = ['noFace', 'tooDark', 'tooBright', 'notSharp', 'closer', 'hold', 'noCamera'] as const;
const Camera = Type.Object(
  {
    type: Type.Literal('camera'),
    name: Type.String(),
    use: oneOf(['face', 'document'] as const),
    hints: Type.Array(Type.Object({ id: oneOf(cameraHints), text: Text }, strict)),
    caption: Text,
  },
  strict,
);

/** PIN entry on the pad: how many digits are in, never which. */
const PinDots = Type.Object(
  { type: Type.Literal('pin'), label: Text, entered: Type.Integer({ minimum: 0 }), of: Type.Integer({ minimum: 1 }) },
  strict,
);

/** Masked preview of a document, one page at a time. */
const Preview = Type.Object(
  {
    type: Type.Literal('preview'),
    lines: Type.Array(Type.String()),
    pageWords: Text,
    pager: Type.Optional(Pager),
    watermark: Text,
  },
  strict,
);

/** Digit pad with its field. The renderer keeps the half-typed value; the Intent carries it when the citizen goes on. */
const Digits = Type.Object(
  {
    type: Type.Literal('digits'),
    name: Type.String(),
    label: Text,
    why: Type.Optional(Text),
    maxLength: Type.Integer({ minimum: 1, maximum: 32 }),
    groups: Type.Array(Type.Integer({ minimum: 1 })),
    allowX: Type.Boolean(),
    submit: Action,
    error: Type.Optional(Text),
  },
  strict,
);

/** A service on the idle or home page. Unavailable tiles stay in place, greyed, with the reason in words. */
const Tile = Type.Object(
  {
    id: Type.String(),
    title: Text,
    detail: Type.Optional(Text),
    icon: Type.String(),
    unavailable: Type.Optional(Text),
    primary: Type.Optional(Type.Boolean()),
    /** Among `tabs`: the one whose content stands below. */
    current: Type.Optional(Type.Boolean()),
  },
  strict,
);
const Tiles = Type.Object(
  {
    type: Type.Literal('tiles'),
    title: Type.Optional(Text),
    tiles: Type.Array(Tile),
    /**
     * `cards` (default): services with their details. `tabs`: the verbs, one row, one of them `current`. `compact`: many of equal weight, icon and word
     * only (domains, themes). A tile without detail and reason is drawn compact by itself.
     */
    look: Type.Optional(oneOf(['cards', 'tabs', 'compact'] as const)),
    /** Lists of services come in pages too. */
    pager: Type.Optional(Pager),
  },
  strict,
);

/** The picture of this machine with one part lit: where the hands go now. */
export const machineParts = [
  'idReader',
  'receiptPrinter',
  'cardDispenser',
  'scanner',
  'documentPrinter',
  'pinPad',
  'camera',
  'smartCard',
] as const;
export const machinePartStates = ['place', 'reading', 'take', 'printing', 'done', 'fault'] as const;
const Machine = Type.Object(
  { type: Type.Literal('machine'), part: oneOf(machineParts), state: oneOf(machinePartStates), caption: Text },
  strict,
);

/** Steps of work in progress, in words. */
const Steps = Type.Object(
  {
    type: Type.Literal('steps'),
    steps: Type.Array(
      Type.Object({ label: Text, state: oneOf(['waiting', 'active', 'done', 'failed', 'unknown'] as const) }, strict),
    ),
  },
  strict,
);

/** The number that matters, the largest thing on its page, grouped and in tabular figures; with its QR as SVG path data. */
const ReceiptBlock = Type.Object(
  {
    type: Type.Literal('receipt'),
    label: Text,
    number: Type.String(),
    /** What stands on the paper besides: spoken, not drawn; the paper has it for those who see. */
    paper: Type.Optional(Type.Array(Type.Object({ label: Text, value: Text }, strict))),
    /** Square modules of the QR symbol, row by row, '1' = dark; `size` modules a side, without quiet zone. */
    qr: Type.Object({ size: Type.Integer(), modules: Type.String(), label: Text }, strict),
  },
  strict,
);

/** Telephone numbers to call, large. */
const Hotlines = Type.Object(
  {
    type: Type.Literal('hotlines'),
    lines: Type.Array(Type.Object({ label: Text, number: Type.String() }, strict)),
  },
  strict,
);

/** What to take along: each line follows a sensor where there is one. */
const Checklist = Type.Object(
  {
    type: Type.Literal('checklist'),
    items: Type.Array(
      Type.Object(
        { id: Type.String(), label: Text, state: oneOf(['waiting', 'here', 'taken', 'cannotKnow', 'failed'] as const) },
        strict,
      ),
    ),
  },
  strict,
);

/** The receipt as it is on paper, from the same template (SVG as text, no scripts, no external references). */
const PaperPreview = Type.Object({ type: Type.Literal('paper'), svg: Type.String(), label: Text }, strict);

export const Block = Type.Union([
  Paragraph,
  Notice,
  FactSheet,
  ChoiceList,
  Digits,
  Tiles,
  Machine,
  Steps,
  ReceiptBlock,
  Hotlines,
  Checklist,
  PaperPreview,
  MultiChoice,
  DateField,
  TextField,
  Counter,
  Search,
  Table,
  Board,
  Lanes,
  Tasks,
  Pay,
  Code,
  Camera,
  PinDots,
  Preview,
]);
export type Block = Static<typeof Block>;
export type BlockOf<T extends Block['type']> = Extract<Block, { type: T }>;

export const Screen = Type.Object(
  {
    code: oneOf(screenCodes),
    /** Names the page for tests, journals and screenshots, for example `ss.card.loss/D1`. Never personal. */
    name: Type.String(),
    heading: Text,
    lead: Type.Optional(Text),
    /** Set where the whole page is a state (done, waiting, …): icon and colour of the heading. */
    tone: Type.Optional(oneOf(tones)),
    step: Type.Optional(Type.Object({ n: Type.Integer(), of: Type.Integer(), label: Text }, strict)),
    blocks: Type.Array(Block),
    /** The action bar: back at the left, main at the right; two equal buttons where `equal` is set (consent, interruption). */
    actions: Type.Object(
      {
        back: Type.Optional(Action),
        main: Type.Optional(Action),
        other: Type.Array(Action),
        equal: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
    /** True where personal data stands on the page: it is masked behind warnings and counts for the time limit. */
    personal: Type.Boolean(),
    /** True where 立即退出 is offered (every page of a session). */
    canExit: Type.Boolean(),
    /** A small line at the foot for the keeper: fault code or incident number. Never personal. */
    keeperNote: Type.Optional(Type.String()),
  },
  strict,
);
export type Screen = Static<typeof Screen>;
