import type { Clock } from '../../../contract/clock.ts';
import type { Log } from '../../../contract/log.ts';
import type { Transport, TransportFactory } from '../../transport/transport.ts';
import { ArmedScanner } from '../armed-scanner.ts';
import type { Scanner } from '../scanner.ts';
import { type SerialScannerModel, type SerialScannerProfile, serialScannerModels } from './profile.ts';
import { SerialScannerWire } from './serial-wire.ts';

export interface SerialScannerOptions {
  readonly id: string;
  readonly transport: TransportFactory | Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: () => number;
  /** Default `generic`. */
  readonly model?: SerialScannerModel;
  /** What this unit does otherwise than its model. */
  readonly profile?: Partial<SerialScannerProfile>;
}

/**
 * A scanner on RS-232 or USB-CDC. Nothing is opened before `start`.
 * Throws RangeError when a command of the profile is no string of hexadecimal bytes.
 */
export function createSerialScanner(options: SerialScannerOptions): Scanner {
  const profile: SerialScannerProfile = { ...serialScannerModels[options.model ?? 'generic'], ...options.profile };
  return new ArmedScanner({
    ...options,
    times: profile,
    connection: profile.connection,
    wire: (makeError) => new SerialScannerWire({ clock: options.clock, profile, makeError }),
  });
}
