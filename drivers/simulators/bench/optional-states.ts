import { type Static, Type } from 'typebox';
import { oneOf, orNull, strict } from './schema-parts.ts';

/** The A4 printer, when the bench was started with it. */
export const DocumentPrinterState = Type.Object(
  {
    /** Address of the queue. */
    url: Type.String(),
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
