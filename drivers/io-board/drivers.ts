import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { type OpenPort, openPortHere } from '../transport/open-port.ts';
import { parsePort } from '../transport/parse-port.ts';
import type { IoBoard } from './io-board.ts';
import { defaultIoBoardProfile, type IoBoardProfile } from './profile.ts';
import { createIoBoard } from './serial-io-board.ts';

/** Drivers of I/O boards by the name that configuration and command line use. */
export const ioBoardDrivers = ['io-board'] as const;
export type IoBoardDriver = (typeof ioBoardDrivers)[number];

export interface OpenIoBoardOptions {
  /** Serial port as `../transport/parse-port.ts` reads it. */
  readonly port: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Device id in status, logs and errors; default `ioBoard`. */
  readonly id?: string;
  readonly profile?: Partial<IoBoardProfile>;
  readonly openPort?: OpenPort;
}

/** A board for a port; nothing is opened before `start`. Throws RangeError for a port that cannot be: a mistake of configuration. */
export function openIoBoard(driver: IoBoardDriver, options: OpenIoBoardOptions): IoBoard {
  const { port, clock, log, id = 'ioBoard', profile = {}, openPort = openPortHere } = options;
  const { baudRate } = { ...defaultIoBoardProfile, ...profile };
  const spec = parsePort(port, { baudRate });
  if (!spec.ok || spec.value.kind !== 'serial') throw new RangeError(`no serial port: ${port}`);
  switch (driver) {
    case 'io-board':
      return createIoBoard({ id, clock, log, transport: () => openPort(spec.value), profile });
  }
}
