import { type Static, Type } from 'typebox';
import { oneOf, strict } from './closed-shapes.ts';

// What a technician may set for one unit, by driver. Keys and values are those of the drivers' profiles, where the defaults and their sources stand
// (docs/devices.md); a key that is left out keeps its default. Values on which vendor texts conflict are tried once at commissioning.

const optional = Type.Optional;
const hexBytes = Type.String({ pattern: '^([0-9A-Fa-f]{2}( [0-9A-Fa-f]{2})*)?$', maxLength: 400 });
const ms = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });

/** An external program for what only a vendor can do; never part of this project. */
const Program = Type.Object(
  { path: Type.String({ minLength: 1 }), args: Type.Array(Type.String(), { maxItems: 20 }) },
  strict,
);

export const IdReaderSettings = Type.Object(
  {
    /** Turns WLT photos into pictures. */
    photoDecoder: optional(Program),
  },
  strict,
);

export const ReceiptPrinterSettings = Type.Object(
  {
    cut: optional(oneOf(['partial', 'full', 'none'])),
    inlineGlyph: optional(Type.Boolean()),
    nearEndSensor: optional(Type.Boolean()),
    flowControl: optional(oneOf(['none', 'xon-xoff'])),
    presenter: optional(oneOf(['none', 'custom-kpm', 'custom-tptcm', 'citizen-pmu'])),
    presentSteps: optional(Type.Integer({ minimum: 1, maximum: 255 })),
    exitSensor: optional(oneOf(['none', 'dle-eot-5', 'custom-status'])),
  },
  strict,
);

export const CardDispenserSettings = Type.Object(
  {
    address: optional(Type.Integer({ minimum: 0, maximum: 15 })),
    chipReader: optional(oneOf(['built-in', 'none'])),
    /** F2: a MOVE with an empty channel feeds a card on most units; true only after a trial. */
    canRetract: optional(Type.Boolean()),
    medium: optional(oneOf(['contact', 'contactless'])),
    presentParam: optional(oneOf(['30', '39'])),
    hasBinCounter: optional(Type.Boolean()),
    initialiseWhenSilent: optional(Type.Boolean()),
    /** K720 and relatives. `holdParam` has no default: without it DC hands a card out straight from the hopper, and no chip is checked. */
    lengthField: optional(Type.Boolean()),
    holdParam: optional(oneOf(['0', '4'])),
    releaseParam: optional(oneOf(['0', '4'])),
    entryAllow: optional(oneOf(['BF', 'FC8'])),
    /** `FC7`: straight to the read position, out of reach of a hand; recommended after a trial. */
    feedBy: optional(oneOf(['DC', 'FC7'])),
    /** AP shows that a motor turns; default: found out with the first card. */
    showsMotion: optional(Type.Boolean()),
    b1bit8: optional(oneOf(['bin-full', 'reserved'])),
    b1bit1: optional(oneOf(['preparing', 'hopper-near-full'])),
    b3bit8: optional(oneOf(['hopper-full', 'no-captured-card'])),
  },
  strict,
);

export const ScannerSettings = Type.Object(
  {
    model: optional(Type.String({ minLength: 1, maxLength: 32 })),
    framing: optional(oneOf(['auto', 'terminator', 'silence'])),
    silenceMs: optional(ms(50, 100)),
    triggerOn: optional(hexBytes),
    triggerOff: optional(hexBytes),
    init: optional(Type.Array(hexBytes, { maxItems: 32 })),
  },
  strict,
);

export const DocumentPrinterSettings = Type.Object(
  {
    /** Who counts pages on this unit; found out at commissioning. `auto`: by the queue's backend. */
    pageEvidence: optional(oneOf(['auto', 'printer', 'filter', 'none'])),
    /** Without page evidence a job that the spooler calls completed counts as printed. */
    trustsCompletion: optional(Type.Boolean()),
    /** cupsd writes its jobs at once (`DirtyCleanInterval 0`, `SyncOnClose Yes`). */
    savesJobsAtOnce: optional(Type.Boolean()),
    hasDuplex: optional(Type.Boolean()),
    /** How long a job waits for somebody to mend the printer before it is cancelled, milliseconds; default 90,000 (docs/domain/journeys.md J2). */
    cureMs: optional(Type.Integer({ minimum: 1_000, maximum: 600_000 })),
    /** The printer's own address where it speaks IPP: status without a job. */
    directUri: optional(Type.String({ pattern: '^ipp://', maxLength: 255 })),
  },
  strict,
);

export type IdReaderSettings = Static<typeof IdReaderSettings>;
export type ReceiptPrinterSettings = Static<typeof ReceiptPrinterSettings>;
export type CardDispenserSettings = Static<typeof CardDispenserSettings>;
export type ScannerSettings = Static<typeof ScannerSettings>;
export type DocumentPrinterSettings = Static<typeof DocumentPrinterSettings>;

/** By class; `smartCard` and `ioBoard` have none. */
export const deviceSettings = {
  idReader: IdReaderSettings,
  receiptPrinter: ReceiptPrinterSettings,
  cardDispenser: CardDispenserSettings,
  documentPrinter: DocumentPrinterSettings,
  scanner: ScannerSettings,
  smartCard: Type.Object({}, strict),
  ioBoard: Type.Object({}, strict),
} as const;
