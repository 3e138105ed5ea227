import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import type { SmartCardPort } from './pcsc/pcsc-port.ts';
import { createPcscReader } from './pcsc/pcsc-reader.ts';
import type { PcscProfile } from './pcsc/profile.ts';
import type { SmartCardReader } from './smart-card-reader.ts';

/** Drivers of chip card readers by the name that configuration and command line use. */
export const smartCardDrivers = ['pcsc'] as const;
export type SmartCardDriver = (typeof smartCardDrivers)[number];

export interface OpenSmartCardReaderOptions {
  /** Name of the reader as PC/SC shows it, with or without the two numbers at its end; empty = the only one. */
  readonly port: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Device id in status, logs and errors; default `smartCard`. */
  readonly id?: string | undefined;
  readonly profile?: Partial<PcscProfile> | undefined;
  /**
   * PC/SC itself: in a machine an `IsolatedSmartCardPort` over the native host, so that a crash of the binding or a hung pcscd stays outside of the
   * process that holds sessions. There is no default that loads the binding here.
   */
  readonly pcsc: SmartCardPort;
  /** For a recorder (`pcsc/trace-codec.ts`). */
  readonly trace?: ((direction: 'tx' | 'rx', message: Uint8Array) => void) | undefined;
}

/** A reader for chip cards; nothing is opened before `start`. */
export function openSmartCardReader(driver: SmartCardDriver, o: OpenSmartCardReaderOptions): SmartCardReader {
  switch (driver) {
    case 'pcsc':
      return createPcscReader({ ...o, id: o.id ?? 'smartCard', port: o.pcsc, reader: o.port });
  }
}
