import { type Static, Type } from 'typebox';
import { Action, tones } from '../blocks/parts.ts';
import { machineParts } from '../blocks/things.ts';
import { oneOf, strict } from '../closed-shapes.ts';
import { Text } from '../text.ts';
import { TraceLine } from './trace-line.ts';
import { verdicts } from './verdicts.ts';

/**
 * Pieces of the pages on which a new machine is set up (docs/technician-guide.md, "Commission a new machine"): whole values with every word resolved, like all of the
 * technician's view. Ids of acts and options belong to the terminal service; the window only sends them back.
 */

const Qr = Type.Object({ size: Type.Integer(), modules: Type.String(), label: Text }, strict);

/** Where one is on the way from the box to service. Stands first on every page of the wizard. */
const SetUpSteps = Type.Object(
  {
    type: Type.Literal('setUpSteps'),
    /** "第 3 步，共 7 步". */
    label: Text,
    steps: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          label: Text,
          /** `left`: passed by with a reason, for example a device that is not there yet. */
          state: oneOf(['waiting', 'current', 'done', 'left'] as const),
        },
        strict,
      ),
    ),
    /** Time since the first page, in words ("已用 3 分钟"). */
    elapsed: Type.Optional(Text),
  },
  strict,
);

/** Width of an identity or bank card, mm (ISO/IEC 7810, ID-1). */
export const cardWidthMm = 85.6;
/** Height of the same card, mm. */
export const cardHeightMm = 53.98;

/** Diagonal of panels that a person can stand at, inches; the bounds of `MachineModel.panel`. */
export const leastDiagonalInch = 7;
export const largestDiagonalInch = 100;

/**
 * A card and a ruler in real millimetres. The window draws them from the diagonal that stands, the technician holds a card or a ruler to them and touches − and + until
 * they fit. The value stays in the window until `submit`, which sends an Intent `type`: see `panelMeasureOf`.
 */
const Ruler = Type.Object(
  {
    type: Type.Literal('ruler'),
    name: Type.String(),
    label: Text,
    why: Type.Optional(Text),
    /** What stands at first, inches. */
    diagonalInch: Type.Number({ minimum: leastDiagonalInch, maximum: largestDiagonalInch }),
    /** Usual sizes, one touch each, inches. */
    sizes: Type.Array(Type.Number({ minimum: leastDiagonalInch, maximum: largestDiagonalInch })),
    words: Type.Object(
      {
        /** Stands in the card: "把身份证或银行卡贴在这里". */
        card: Text,
        /** Stands at the ruler: "或用直尺量：应为 100 毫米". The ruler has 100 mm. */
        ruler: Text,
        /** "太大：缩小" and "太小：放大", the two buttons. */
        smaller: Text,
        larger: Text,
        inch: Text,
        mm: Text,
        portrait: Text,
        landscape: Text,
      },
      strict,
    ),
    submit: Action,
    error: Type.Optional(Text),
  },
  strict,
);

/** What the ruler says of the panel as it hangs. */
export interface PanelMeasure {
  readonly diagonalInch: number;
  /** Pixels of the page (CSS pixels), as it stands: wider than high = landscape. */
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The value of a ruler's Intent `type`, for example `21.5 1080x1920`. */
export const panelMeasureText = ({ diagonalInch, widthPx, heightPx }: PanelMeasure): string =>
  `${diagonalInch.toFixed(1)} ${widthPx}x${heightPx}`;

/** Reads it back; undefined = not such a value, or a panel that there is not. */
export function panelMeasureOf(value: string): PanelMeasure | undefined {
  const [, inch, width, height] = /^(\d{1,3}\.\d) ([1-9]\d{2,4})x([1-9]\d{2,4})$/.exec(value) ?? [];
  const diagonalInch = Number(inch);
  if (!(diagonalInch >= leastDiagonalInch && diagonalInch <= largestDiagonalInch)) return undefined;
  return { diagonalInch, widthPx: Number(width), heightPx: Number(height) };
}

/** The code that this machine shows until the hub's operator has claimed it: in groups, large, with the same as a QR symbol. */
const EnrolCode = Type.Object(
  {
    type: Type.Literal('enrolCode'),
    label: Text,
    groups: Type.Array(Type.String()),
    qr: Type.Optional(Qr),
    caption: Type.Optional(Text),
    /** ISO 8601; the window counts down. */
    endsAt: Type.Optional(Type.String()),
  },
  strict,
);

/** Every port and HID device that the machine has, what answers there, and its last bytes: pushed while they come. */
const Ports = Type.Object(
  {
    type: Type.Literal('ports'),
    rows: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          /** The stable name (by-path, hid:VENDOR:PRODUCT, queue), in mono. */
          name: Type.String(),
          /** "串口", "USB HID", "打印队列" … */
          bus: Text,
          tone: oneOf(tones),
          /** State in a word: "已识别", "没有应答", "正在试 3/6", "不用". */
          word: Text,
          /** Something is being tried here now. */
          busy: Type.Optional(Type.Literal(true)),
          /** What it answered to: role in words, driver and speed in mono. */
          role: Type.Optional(Type.Object({ id: Type.String(), label: Text, driver: Type.String() }, strict)),
          /** Maker, model, serial number, firmware: plain, in mono. */
          detail: Type.Optional(Type.String()),
          /** Why it stands out (unexpected port, silent, two that answer), and what to do. */
          trouble: Type.Optional(Type.Object({ text: Text, todo: Text }, strict)),
          /** Newest last. On the list of ports two at most; on the page of one port a dozen. */
          lines: Type.Array(TraceLine, { maxItems: 16 }),
          /** Opens this port. */
          action: Type.Optional(Action),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** What a port is for: one touch each (Intent `choose` with `name` and the option). */
const Roles = Type.Object(
  {
    type: Type.Literal('roles'),
    name: Type.String(),
    label: Text,
    options: Type.Array(
      Type.Object(
        {
          /** Role of the configuration (`idReader` …), or a word of the wizard's own such as `unused`. */
          id: Type.String(),
          label: Text,
          /** Driver and speed that it would get, or what it has now elsewhere. */
          detail: Type.Optional(Text),
          /** Answered to the handshake of this role. */
          proposed: Type.Optional(Text),
          disabledBecause: Type.Optional(Text),
        },
        strict,
      ),
    ),
    selected: Type.Union([Type.String(), Type.Null()]),
  },
  strict,
);

/** What a test left behind, to look at. `paper`: SVG text of the receipt renderer. `lines`: what was read, in mono, without anything personal. */
const Picture = Type.Union([
  Type.Object({ kind: Type.Literal('paper'), svg: Type.String(), label: Text }, strict),
  Type.Object({ kind: Type.Literal('qr'), qr: Qr }, strict),
  Type.Object({ kind: Type.Literal('lines'), lines: Type.Array(Type.String(), { maxItems: 6 }), label: Text }, strict),
  Type.Object({ kind: Type.Literal('part'), part: oneOf(machineParts), label: Text }, strict),
]);

/** One test for each device that has a role: verdict, what was measured, what to do, and a picture of the result where there is one. */
const TestResults = Type.Object(
  {
    type: Type.Literal('testResults'),
    rows: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: Text,
          verdict: oneOf(verdicts),
          word: Text,
          measured: Type.Optional(Text),
          /** What to do now: mend, or what the test waits for ("把测试卡放在读卡区"). */
          todo: Type.Optional(Text),
          code: Type.Optional(Type.String()),
          picture: Type.Optional(Picture),
          /** Runs it, or once more. */
          action: Type.Optional(Action),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** The commissioning report as it lies in the printer: what the machine is, each device with its verdict, number and QR. */
const Report = Type.Object(
  {
    type: Type.Literal('report'),
    title: Text,
    number: Type.String(),
    facts: Type.Array(Type.Object({ label: Text, value: Text }, strict)),
    results: Type.Array(Type.Object({ id: Type.String(), name: Text, verdict: oneOf(verdicts), word: Text }, strict)),
    qr: Qr,
    /** The paper, from the same template; left out = it cannot be printed, which the page says. */
    paper: Type.Optional(Type.Object({ svg: Type.String(), label: Text }, strict)),
  },
  strict,
);

export const setUpBlocks = [SetUpSteps, Ruler, EnrolCode, Ports, Roles, TestResults, Report] as const;
export type SetUpBlock = Static<(typeof setUpBlocks)[number]>;
