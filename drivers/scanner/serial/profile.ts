import type { ConnectionProfile } from '../../core/connection.ts';
import type { ReplyStyle } from './command-replies.ts';
import type { Framing } from './scan-framer.ts';

/**
 * What differs between serial and USB-CDC scanners. Commands are strings of hexadecimal bytes, data and not code, since every maker has its own
 * (docs/protocols/scanner-and-hid.md, section 1, from which every default comes). Times in milliseconds.
 */
export interface SerialScannerProfile {
  /** 9,600 is the usual default of RS-232 units, 115,200 of many 2D engines; USB-CDC ignores it. Always 8N1. */
  readonly baudRate: number;
  readonly framing: Framing;
  /** 50–100. */
  readonly silenceMs: number;
  readonly incompleteMs: number;
  /** Rule S2. */
  readonly maxScanBytes: number;
  readonly replies: ReplyStyle;
  /** A question that changes nothing and that the model answers: proof of identity and of life. Null = link `up` is an assumption. */
  readonly query: string | null;
  /**
   * Set-up, sent in order after each opening, and again every ten seconds while the unit does not take it: only settings that hold until power-off, so
   * that no flash memory wears out.
   */
  readonly init: readonly string[];
  readonly triggerOn: string | null;
  readonly triggerOff: string | null;
  /** The model answers `triggerOn`. */
  readonly acksTrigger: boolean;
  /** Limit for an answer. */
  readonly ackTimeoutMs: number;
  readonly retriggerMs: number;
  readonly duplicateMs: number;
  readonly graceMs: number;
  /** Only with `query`. */
  readonly pingMs: number;
  readonly connection: Partial<ConnectionProfile>;
}

/** A unit of which nothing is known: it looks for codes all the time, or by its own sensor. */
const generic: SerialScannerProfile = {
  baudRate: 9_600,
  framing: 'auto',
  silenceMs: 80,
  incompleteMs: 2_000,
  maxScanBytes: 4_096,
  replies: 'none',
  query: null,
  init: [],
  triggerOn: null,
  triggerOff: null,
  acksTrigger: false,
  ackTimeoutMs: 500,
  retriggerMs: 20_000,
  duplicateMs: 1_500,
  graceMs: 1_000,
  pingMs: 30_000,
  connection: {},
};

const newland: SerialScannerProfile = {
  ...generic,
  replies: 'newland',
  // "#SCNMOD*": which mode is set? `*` as data asks for the current value (query syntax of the Newland FM530 user manual, chapter 13).
  query: '7E 01 30 30 30 30 23 53 43 4E 4D 4F 44 2A 3B 03',
  // "#SCNMOD0": trigger mode until power-off (M).
  init: ['7E 01 30 30 30 30 23 53 43 4E 4D 4F 44 30 3B 03'],
  // "#SCNTRG1", "#SCNTRG0".
  triggerOn: '7E 01 30 30 30 30 23 53 43 4E 54 52 47 31 3B 03',
  triggerOff: '7E 01 30 30 30 30 23 53 43 4E 54 52 47 30 3B 03',
  acksTrigger: true,
};

/** Models by the name that configuration uses. Mindeo, HPRT and old Newland units: `generic` with the strings of the unit's manual. */
export const serialScannerModels = {
  generic,
  newland,
  /** The strings are Newland's. */
  sunmi: newland,
  /** And many copies; the unit must be in manual-trigger mode. The trigger is not answered, and copies answer no question either. */
  honeywell: { ...generic, baudRate: 115_200, replies: 'honeywell', triggerOn: '16 54 0D', triggerOff: '16 55 0D' },
  /** Engines with commands `7E 00 …` (L): AB CD stands in for a checksum; they switch off by themselves, there is no stop. */
  oem: { ...generic, replies: 'oem', triggerOn: '7E 00 08 01 00 02 01 AB CD', acksTrigger: true },
  /** "E" enable, "D" disable (M). */
  cipherlab: { ...generic, triggerOn: '45', triggerOff: '44' },
} as const satisfies Record<string, SerialScannerProfile>;
export type SerialScannerModel = keyof typeof serialScannerModels;
