import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { bootOfMachine } from './cups/boot-of-machine.ts';
import { createCupsPrinter } from './cups/cups-printer.ts';
import type { CupsProfile } from './cups/cups-profile.ts';
import type { DocumentPrinter } from './document-printer.ts';
import { createIppClient, type IppPlace } from './ipp/ipp-client.ts';
import { type IppPort, tapIppPort } from './ipp/ipp-port.ts';

export const documentPrinterDrivers = ['cups'] as const;
export type DocumentPrinterDriver = (typeof documentPrinterDrivers)[number];

/** Where cupsd listens on Debian. */
export const cupsSocket = '/run/cups/cups.sock';

/** A queue and the spooler that has it. */
export interface QueuePlace {
  readonly place: IppPlace;
  readonly queue: string;
}

/**
 * The place that a port text names; null = it names none.
 * `A4` queue of this machine · `A4@/path/to/cups.sock` another socket · `ipp://host[:port]/printers/A4` another machine, or TCP.
 */
export function queuePlace(port: string): QueuePlace | null {
  const uri = /^ipp:\/\/([^/:@]+)(?::(\d{1,5}))?\/printers\/([^/?#]+)$/.exec(port);
  if (uri !== null) {
    const [, host = '', tcp = '631', queue = ''] = uri;
    const port = Number(tcp);
    return isQueueName(queue) && isTcpPort(port) ? { place: { kind: 'tcp', host, port }, queue } : null;
  }
  const [queue = '', path = cupsSocket, ...more] = port.split('@');
  if (more.length > 0 || !isQueueName(queue) || !path.startsWith('/')) return null;
  return { place: { kind: 'socket', path }, queue };
}

function isTcpPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

/** `lpadmin` takes any printable name without blank, `/` and `#`; a kiosk needs no more than these. */
function isQueueName(name: string): boolean {
  return /^[A-Za-z0-9._-]{1,127}$/.test(name);
}

export interface OpenDocumentPrinterOptions {
  /** See `queuePlace`. */
  readonly port: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Device id in status, logs and errors; default `documentPrinter`. */
  readonly id?: string;
  readonly profile?: Partial<CupsProfile>;
  /** The printer's own address where it speaks IPP, for example `ipp://192.168.7.2/ipp/print`: status without a job. */
  readonly directUri?: string;
  /** Shows each request and reply, without documents: for recording. */
  readonly tap?: (direction: 'tx' | 'rx', message: Uint8Array) => void;
  /** This start of the machine; default: as the kernel calls it. Goes with jobs for the machine's own spooler only. */
  readonly boot?: string | null;
  /** Makes the way to a print server; default: HTTP from this process. */
  readonly openIpp?: (place: IppPlace, path: string) => IppPort;
}

/** A document printer; nothing is opened before `start`. Throws RangeError for a port or an address that cannot be: mistakes of configuration. */
export function openDocumentPrinter(
  driver: DocumentPrinterDriver,
  options: OpenDocumentPrinterOptions,
): DocumentPrinter {
  switch (driver) {
    case 'cups':
      return openCups(options);
  }
}

function openCups({
  port,
  clock,
  log,
  id,
  profile,
  directUri,
  tap,
  boot = bootOfMachine(),
  openIpp,
}: OpenDocumentPrinterOptions): DocumentPrinter {
  const open = openIpp ?? ((place, path) => createIppClient({ place, path }));
  const found = queuePlace(port);
  if (found === null) throw new RangeError(`no print queue: ${port}`);
  const { place, queue } = found;
  const ipp = open(place, `/printers/${queue}`);
  return createCupsPrinter({
    id: id ?? 'documentPrinter',
    port: tap === undefined ? ipp : tapIppPort(ipp, tap),
    queue,
    boot: place.kind === 'socket' ? boot : null,
    clock,
    log,
    ...(profile === undefined ? {} : { profile }),
    ...(directUri === undefined ? {} : { direct: directPort(directUri, open) }),
  });
}

function directPort(uri: string, open: (place: IppPlace, path: string) => IppPort) {
  const url = URL.parse(uri.replace(/^ipp:/, 'http:'));
  const port = url === null || url.port === '' ? 631 : Number(url.port);
  if (url === null || url.protocol !== 'http:' || !isTcpPort(port))
    throw new RangeError(`no address of a printer: ${uri}`);
  const place = { kind: 'tcp', host: url.hostname, port } as const;
  return { port: open(place, url.pathname), printerUri: uri };
}
