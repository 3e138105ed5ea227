import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { afterOpening } from '../transport/after-opening.ts';
import { type OpenPort, openPortHere, type PortSpec } from '../transport/open-port.ts';
import { parsePort } from '../transport/parse-port.ts';
import { type Transport, TransportError } from '../transport/transport.ts';
import type { IdReader } from './id-reader.ts';
import { externalPhotoDecoder, noPhotoDecoder } from './photo-decoder.ts';
import { RawReports } from './sdt/hid-raw.ts';
import { WrappedReports } from './sdt/hid-wrapped.ts';
import type { SdtProfile } from './sdt/profile.ts';
import { hidSdtProfile, sdtOverHid } from './sdt/sdt-over-hid.ts';
import { createSdtReader } from './sdt/sdt-reader.ts';
import { SpeedProbe } from './sdt/speed-probe.ts';

export interface OpenIdReaderOptions {
  /** Serial path (best a `/dev/serial/by-path/…` link) for `sdt`, `hid:…` for the others; as `drivers/transport/parse-port.ts` reads it. */
  readonly port: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Device id in status, logs and errors; default `idReader`. */
  readonly id?: string | undefined;
  readonly profile?: Partial<SdtProfile> | undefined;
  /** Makes the transport; default: in this process. */
  readonly openPort?: OpenPort | undefined;
  /** For `sdt`: speed that worked last on this machine, tried first. */
  readonly knownBaud?: number | undefined;
  /** For `sdt`: hears the speed at which the module answered, each time the link comes up; keep it for `knownBaud`. */
  readonly onBaud?: ((baud: number) => void) | undefined;
  /** Program of the keeper that decodes photos: setting `photoDecoder`, see `externalPhotoDecoder`. */
  readonly photoProgram?: { readonly path: string; readonly args: readonly string[] } | undefined;
}

/**
 * Drivers of ID-card readers by the name that configuration and command line use: an SDT module on a serial line, in raw HID reports (YinanSoft), in
 * wrapped HID reports (Miaxis).
 */
export const idReaderDrivers = ['sdt', 'sdt-hid-raw', 'sdt-hid-wrapped'] as const;
export type IdReaderDriver = (typeof idReaderDrivers)[number];

/**
 * A reader for a port; nothing is opened before `start`. A text that is no port, or one of the wrong kind, gives a reader whose link stays `absent`,
 * with the reason in the log.
 */
export function openIdReader(driver: IdReaderDriver, options: OpenIdReaderOptions): IdReader {
  switch (driver) {
    case 'sdt':
      return openSerialReader(options);
    case 'sdt-hid-raw':
      return openHidReader(options, () => new RawReports());
    case 'sdt-hid-wrapped':
      return openHidReader(options, () => new WrappedReports());
  }
}

/** Each failed attempt on a port that can be opened tries another speed; the speed that worked comes first from then on. */
function openSerialReader(options: OpenIdReaderOptions): IdReader {
  const { port, openPort = openPortHere } = options;
  let probe = new SpeedProbe(options.knownBaud);
  let baud = probe.baud;
  const reader = createSdtReader({
    ...readerOptions(options, options.profile),
    transport: () => {
      baud = probe.baud;
      const spec = portOf(port, 'serial', baud);
      if (spec === null) return noPort(port);
      return afterOpening(openPort(spec), (isOpen) => {
        if (isOpen) probe = probe.opened();
      });
    },
  });
  let linkBefore = reader.status().link;
  reader.onStatus(({ link }) => {
    const hasComeUp = link === 'up' && linkBefore !== 'up';
    linkBefore = link;
    if (!hasComeUp) return;
    probe = new SpeedProbe(baud);
    options.onBaud?.(baud);
  });
  return reader;
}

function openHidReader(options: OpenIdReaderOptions, codec: () => RawReports | WrappedReports): IdReader {
  const { port, clock, openPort = openPortHere } = options;
  const spec = portOf(port, 'hid', 0);
  return createSdtReader({
    ...readerOptions(options, { ...hidSdtProfile, ...options.profile }),
    transport: () => (spec === null ? noPort(port) : sdtOverHid(openPort(spec), codec(), clock)),
  });
}

function readerOptions(
  { clock, log, id = 'idReader', photoProgram }: OpenIdReaderOptions,
  profile?: Partial<SdtProfile>,
) {
  const photoDecoder =
    photoProgram === undefined
      ? noPhotoDecoder
      : externalPhotoDecoder({ program: photoProgram.path, args: photoProgram.args, clock });
  return { id, clock, log, photoDecoder, ...(profile === undefined ? {} : { profile }) };
}

function portOf(text: string, kind: PortSpec['kind'], baudRate: number): PortSpec | null {
  const parsed = parsePort(text, { baudRate });
  return parsed.ok && parsed.value.kind === kind ? parsed.value : null;
}

/** A transport for a text that is no port: it is never there. */
function noPort(text: string): Transport {
  return {
    id: text,
    open: async () => {
      throw new TransportError('absent', `${text} is no port for this driver`);
    },
    write: async () => {
      throw new TransportError('failed', `${text} is not open`);
    },
    close: async () => undefined,
  };
}
