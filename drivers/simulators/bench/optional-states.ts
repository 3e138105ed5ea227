import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../../../contract/closed-shapes.ts';
import { personaliserFaults } from '../personaliser-simulator.ts';
import { orNull } from './schema-parts.ts';

/** The A4 printer, when the bench was started with it. */
export const DocumentPrinterState = Type.Object(
  {
    /** Address of the queue. */
    url: Type.String(),
    /** The printer's own address: tells its status between jobs, takes none (`directUri`, docs/devices.md). */
    ownUrl: Type.String(),
    paper: Type.Integer(),
    isCoverOpen: Type.Boolean(),
    isJammed: Type.Boolean(),
    isTonerOut: Type.Boolean(),
    isOffline: Type.Boolean(),
    /** A job is being printed. */
    isPrinting: Type.Boolean(),
    /** Page of the next job that will jam. */
    jamAt: orNull(Type.Integer()),
    pagesOut: Type.Integer(),
    pagesJammed: Type.Integer(),
  },
  strict,
);
export type DocumentPrinterState = Static<typeof DocumentPrinterState>;

/** Chips that can be put into the reader; `mute` does not answer. */
export const chipNames = ['v2', 'v3', 'bank', 'mute'] as const;
export type ChipName = (typeof chipNames)[number];

/** The reader of chip cards, when the bench was started with it. */
export const SmartCardState = Type.Object(
  {
    /** Name in PC/SC. */
    reader: Type.String(),
    card: orNull(oneOf(chipNames)),
    /** Commands that the software has sent to cards. */
    commands: Type.Integer(),
  },
  strict,
);
export type SmartCardState = Static<typeof SmartCardState>;

/** The card personaliser with its PIN pad, when the bench was started with it. Never a digit. */
export const PersonaliserState = Type.Object(
  {
    path: Type.String(),
    phase: oneOf(['idle', 'running', 'done', 'failed'] as const),
    /** How many digits are in; null = nobody is asked for a PIN. */
    pin: orNull(Type.Object({ entered: Type.Integer(), of: Type.Integer() }, strict)),
    isJammed: Type.Boolean(),
    isRibbonOut: Type.Boolean(),
    /** Cards that were written, and printed, since the bench was started. */
    written: Type.Integer(),
    printed: Type.Integer(),
    faults: Type.Array(oneOf(personaliserFaults)),
  },
  strict,
);
export type PersonaliserState = Static<typeof PersonaliserState>;
