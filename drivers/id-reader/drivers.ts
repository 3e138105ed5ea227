import { existsSync } from 'node:fs';
import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { SerialTransport } from '../transport/serial-transport.ts';
import type { IdReader } from './id-reader.ts';
import { createSdtReader } from './sdt/sdt-reader.ts';

export interface OpenIdReaderOptions {
  /** Device path, best a `/dev/serial/by-path/…` link. */
  readonly port: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Device id in status, logs and errors; default `idReader`. */
  readonly id?: string;
}

/** Drivers of ID-card readers by the name that configuration and command line use. */
export const idReaderDrivers = ['sdt'] as const;
export type IdReaderDriver = (typeof idReaderDrivers)[number];

/** A reader for a port; nothing is opened before `start`. */
export function openIdReader(driver: IdReaderDriver, options: OpenIdReaderOptions): IdReader {
  switch (driver) {
    case 'sdt':
      return openSdtReader(options);
  }
}

/** Speeds that an SDT module can be set to; 115,200 is the usual one and is tried every other time. */
const sdtSpeeds = [115_200, 57_600, 115_200, 38_400, 115_200, 19_200, 115_200, 9_600] as const;

/** Each failed attempt on a port that exists tries the next speed; the speed that worked stays. */
function openSdtReader({ port, clock, log, id = 'idReader' }: OpenIdReaderOptions): IdReader {
  let next = 0;
  let current = 0;
  const reader = createSdtReader({
    id,
    clock,
    log,
    transport: () => {
      current = next;
      if (existsSync(port)) next += 1;
      return new SerialTransport({ path: port, baudRate: sdtSpeeds[current % sdtSpeeds.length] ?? 115_200 });
    },
  });
  reader.onStatus(({ link }) => {
    if (link === 'up') next = current;
  });
  return reader;
}
