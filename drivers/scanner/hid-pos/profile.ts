import type { ConnectionProfile } from '../../core/connection.ts';

/**
 * Where things stand in a report (docs/protocols/scanner-and-hid.md, section 2): bytes 0 (report id), 1 (length) and 63 (bit 0: more follows) are
 * alike everywhere, the data area is not. (M) for both.
 */
export interface HidPosLayout {
  readonly dataAt: 2 | 5;
  /** AIM identifier `]Xn` in three bytes; null = none. */
  readonly aimAt: 2 | null;
}

/** Newland, QUIO: data in 2–57. */
const plainLayout: HidPosLayout = { dataAt: 2, aimAt: null };
/** Honeywell, Access-IS: AIM identifier in 2–4, data in 5–60. */
const aimLayout: HidPosLayout = { dataAt: 5, aimAt: 2 };

/** What differs between HID-POS scanners. Times in milliseconds, commands as strings of hexadecimal bytes. */
export interface HidPosProfile {
  readonly layout: HidPosLayout;
  /** After a report with "more follows" (rule H4). */
  readonly gapMs: number;
  readonly maxScanBytes: number;
  /** Take a CR, LF or CR LF off the end: some units send the terminator of their serial interface here, too. */
  readonly stripsTerminator: boolean;
  /** Report that carries commands: 04 (Newland, QUIO), FD (Honeywell). */
  readonly outputReportId: number;
  /** Length of that report with its id; shorter commands are padded with 00, since Windows refuses short reports. */
  readonly outputReportBytes: number;
  readonly triggerOn: string | null;
  readonly triggerOff: string | null;
  readonly retriggerMs: number;
  readonly duplicateMs: number;
  readonly graceMs: number;
  readonly connection: Partial<ConnectionProfile>;
}

/** A unit of unknown make: no trigger, plain data area. */
const generic: HidPosProfile = {
  layout: plainLayout,
  gapMs: 500,
  maxScanBytes: 4_096,
  stripsTerminator: true,
  outputReportId: 0x04,
  outputReportBytes: 64,
  triggerOn: null,
  triggerOff: null,
  retriggerMs: 20_000,
  duplicateMs: 1_500,
  graceMs: 1_000,
  connection: {},
};

export const hidPosModels = {
  generic,
  /** Units that take the Honeywell string in report 04 (M); else set `triggerOn` from the unit's manual. */
  newland: { ...generic, triggerOn: '16 54 0D', triggerOff: '16 55 0D' },
  quio: { ...generic, triggerOn: '16 54 0D', triggerOff: '16 55 0D' },
  honeywell: {
    ...generic,
    layout: aimLayout,
    outputReportId: 0xfd,
    triggerOn: '16 54 0D',
    triggerOff: '16 55 0D',
  },
  'access-is': { ...generic, layout: aimLayout },
} as const satisfies Record<string, HidPosProfile>;
export type HidPosModel = keyof typeof hidPosModels;

/** Usage of a scanner's interface: the same unit may show a keyboard and a configuration interface, too (rule H1). */
export const scannerUsage = { usagePage: 0x8c, usage: 0x02 } as const;
