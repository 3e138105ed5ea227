import type { DriverName } from '../../../drivers/registry.ts';

/** One question at a serial port. */
export interface Try {
  readonly driver: DriverName;
  /** Bits per second. */
  readonly baud: number;
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
  f2: [9_600, 38_400, 19_200, 115_200],
  k720: [9_600, 38_400, 19_200, 115_200],
};

/** First every driver at its usual speed: most ports are known after that. */
export const firstTries: readonly Try[] = serialOrder.map((driver) => ({ driver, baud: speeds[driver][0] }));

/** Then the other speeds, where nobody has answered. */
export const furtherTries: readonly Try[] = serialOrder.flatMap((driver) =>
  speeds[driver].slice(1).map((baud) => ({ driver, baud })),
);
