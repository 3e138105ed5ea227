import type { CardDispenserSettings } from '../../../contract/device-settings.ts';
import type { DriverName } from '../../../drivers/registry.ts';

/** What a unit was set up with by switches, as its driver must know it: a dispenser's address, and whether its frames have a length. */
export type UnitSettings = Pick<CardDispenserSettings, 'address' | 'lengthField'>;

/** One question at a serial port. */
export interface Try {
  readonly driver: DriverName;
  /** Bits per second. */
  readonly baud: number;
  /** How the unit would have to be set up to answer; left out = its driver has no such switches. */
  readonly settings?: UnitSettings;
  /** A unit that may be mute is told to get ready first, in the form that leaves its media where it is; left out = it is not. */
  readonly wakes?: boolean;
}

/**
 * Order of the questions at a serial port. The receipt printer's comes first: it is harmless to all, while some other questions would be taken by a
 * printer for text and stand in its buffer (it forgets them at the start of each job). Scanners prove nothing by silence, so they are not asked.
 */
export const serialOrder = ['escpos', 'sdt', 'io-board', 'f2', 'k720'] as const satisfies readonly DriverName[];

/** Longest wait for an answer: harmless queries only; units at 9,600 bit/s answer within 100 ms, and a busy machine needs room. Milliseconds. */
export const probeMs = 600;

/** Speeds to which a unit can be set, the usual one first (docs/protocols: 1 and 8.4 of the reader, 1 of the printer, 2 of the dispensers; the board has one). */
const speeds: Readonly<Record<(typeof serialOrder)[number], readonly [number, ...number[]]>> = {
  escpos: [115_200, 9_600, 19_200, 38_400],
  sdt: [115_200, 57_600, 38_400, 19_200, 9_600],
  'io-board': [115_200],
  f2: [9_600, 38_400, 19_200, 57_600, 115_200],
  k720: [9_600, 38_400, 19_200, 115_200],
};

/** As units leave the factory. */
const factory: Partial<Record<DriverName, UnitSettings>> = {
  f2: { address: 0 },
  k720: { address: 0, lengthField: true },
};
const asked = (driver: (typeof serialOrder)[number], baud: number): Try => {
  const settings = factory[driver];
  return { driver, baud, ...(settings !== undefined && { settings }) };
};

/** First every driver at its usual speed: most ports are known after that. */
export const firstTries: readonly Try[] = serialOrder.map((driver) => asked(driver, speeds[driver][0]));

/** Then the other speeds, where nobody has answered. */
export const furtherTries: readonly Try[] = serialOrder.flatMap((driver) =>
  speeds[driver].slice(1).map((baud) => asked(driver, baud)),
);

/** Addresses that the switches of a dispenser can say (docs/protocols: 2.1 and 3.1 of the dispensers). */
const addresses = Array.from({ length: 16 }, (_, address) => address);

/**
 * At last, where still nobody has answered: a dispenser at each other address, and one with the older framing at each, at the usual speed. Not at every speed as well: that would be two
 * minutes more for each empty socket; the page of a silent port says so.
 */
export const addressTries: readonly Try[] = [
  ...addresses.slice(1).map((address): Try => ({ driver: 'f2', baud: speeds.f2[0], settings: { address } })),
  ...[true, false].flatMap((lengthField) =>
    addresses
      .filter((address) => !lengthField || address !== 0)
      .map((address): Try => ({ driver: 'k720', baud: speeds.k720[0], settings: { address, lengthField } })),
  ),
];

/**
 * Very last, where nobody has said anything at all: a dispenser that was just switched on may hear nothing before an INITIALISE. The form that keeps the card where it is; its motor turns a little.
 * At the speed of the factory only, and at its address first: each silent port takes two seconds for one address, half a minute for all.
 */
export const wakeTries: readonly Try[] = addresses.map(
  (address): Try => ({ driver: 'f2', baud: speeds.f2[0], settings: { address }, wakes: true }),
);
