import { Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import { Text } from '../text.ts';
import { Pager, QrSymbol } from './parts.ts';

/** Blocks of what can be held: the machine and its parts, paper, cards, pictures, codes to scan. */

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
export const Machine = Type.Object(
  { type: Type.Literal('machine'), part: oneOf(machineParts), state: oneOf(machinePartStates), caption: Text },
  strict,
);

/** What to take along: each line follows a sensor where there is one. */
export const Checklist = Type.Object(
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

/** The number that matters, the largest thing on its page, grouped and in tabular figures; with its QR as SVG path data, where something is found by it. */
export const ReceiptBlock = Type.Object(
  {
    type: Type.Literal('receipt'),
    label: Text,
    number: Type.String(),
    /** What stands on the paper besides: spoken, not drawn; the paper has it for those who see. */
    paper: Type.Optional(Type.Array(Type.Object({ label: Text, value: Text }, strict))),
    /** Square modules of the QR symbol, row by row, '1' = dark; `size` modules a side, without quiet zone. */
    qr: Type.Optional(QrSymbol),
  },
  strict,
);

/** The receipt as it is on paper, from the same template (SVG as text, no scripts, no external references). */
export const PaperPreview = Type.Object({ type: Type.Literal('paper'), svg: Type.String(), label: Text }, strict);

/** Masked preview of a document, one page at a time. */
export const Preview = Type.Object(
  {
    type: Type.Literal('preview'),
    lines: Type.Array(Type.String()),
    pageWords: Text,
    pager: Type.Optional(Pager),
    watermark: Text,
  },
  strict,
);

/** Payment: the amount, the QR to pay, what is left of the time. */
export const Pay = Type.Object(
  {
    type: Type.Literal('pay'),
    amount: Text,
    what: Text,
    qr: QrSymbol,
    /** ISO 8601; the renderer counts down by itself. */
    endsAt: Type.String(),
    label: Type.Optional(Text),
  },
  strict,
);

/** A QR symbol with a caption that lives for a while (e-licence, hand-over to the phone). */
export const Code = Type.Object(
  {
    type: Type.Literal('code'),
    qr: QrSymbol,
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
export const Camera = Type.Object(
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
export const PinDots = Type.Object(
  { type: Type.Literal('pin'), label: Text, entered: Type.Integer({ minimum: 0 }), of: Type.Integer({ minimum: 1 }) },
  strict,
);
