/**
 * Presenters of kiosk printers have no common commands. One row for each family, from docs/protocols/receipt-printer.md ("Presenter and retract");
 * every row but the commands' existence is marked (M) there: try it on the unit at commissioning. Pure.
 */
export const presenters = ['none', 'custom-kpm', 'custom-tptcm', 'citizen-pmu'] as const;
export type Presenter = (typeof presenters)[number];

/**
 * How the paper at the exit is seen:
 * - `dle-eot-5` – Masung and relatives: `10 04 05`, one byte, no presenter command known;
 * - `custom-status` – CUSTOM: `1D 65 06`, answered in its turn.
 */
export const exitSensors = ['none', 'dle-eot-5', 'custom-status'] as const;
export type ExitSensor = (typeof exitSensors)[number];

export interface PresenterCommands {
  /** Stands behind the cut of each job; null = the unit presents by itself. `steps` is the way out, in the unit's own steps. */
  readonly present: ((steps: number) => Uint8Array) | null;
  /** Takes the slip back into the machine. */
  readonly retract: Uint8Array;
}

const table: Readonly<Record<Exclude<Presenter, 'none'>, PresenterCommands>> = {
  'custom-kpm': {
    present: (steps) => Uint8Array.of(0x1d, 0x65, 0x03, steps),
    retract: Uint8Array.of(0x1d, 0x65, 0x02),
  },
  'custom-tptcm': {
    present: () => Uint8Array.of(0x1d, 0x65, 0x03),
    retract: Uint8Array.of(0x1d, 0x65, 0x04),
  },
  // `1D 52 31 n` (retract by itself after n s) is never sent: the custody rules decide when, not a timer in the printer.
  'citizen-pmu': { present: null, retract: Uint8Array.of(0x1d, 0x52, 0x30) },
};

/** Commands of a presenter; null where there is none. */
export function presenterCommands(presenter: Presenter): PresenterCommands | null {
  return presenter === 'none' ? null : table[presenter];
}

/** What an exit sensor says. What it tells of the roll is left to the printer's own status. */
export interface ExitSeen {
  readonly isAtExit: boolean;
  /** A jam in the presenter. */
  readonly isJammed: boolean;
  /** Masung: somebody pulled while it was printed. */
  readonly wasPulled: boolean;
}

/** The question for an exit sensor. */
export function exitQuery(sensor: Exclude<ExitSensor, 'none'>): Uint8Array {
  return sensor === 'dle-eot-5' ? Uint8Array.of(0x10, 0x04, 0x05) : Uint8Array.of(0x1d, 0x65, 0x06);
}

/**
 * The answer's bits. Masung: 04 paper present, 02 pulled, 01 blocked, 08 jam, 80 cassette error. CUSTOM: 08 ticket at the exit, 80 jam, 40 error (01
 * near end, 04 paper out). Bit 10 is never set by either, which tells the answer from automatic status and real-time replies.
 */
export function decodeExit(sensor: Exclude<ExitSensor, 'none'>, byte: number): ExitSeen {
  if (sensor === 'dle-eot-5') {
    return { isAtExit: (byte & 0x04) !== 0, isJammed: (byte & 0x09) !== 0, wasPulled: (byte & 0x02) !== 0 };
  }
  return { isAtExit: (byte & 0x08) !== 0, isJammed: (byte & 0xc0) !== 0, wasPulled: false };
}
