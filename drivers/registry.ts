import type { Clock } from '../contract/clock.ts';
import type {
  CardDispenserSettings,
  DocumentPrinterSettings,
  IdReaderSettings,
  ReceiptPrinterSettings,
  ScannerSettings,
} from '../contract/device-settings.ts';
import type { Log } from '../contract/log.ts';
import type { CardDispenser } from './card-dispenser/card-dispenser.ts';
import { type CardDispenserDriver, openCardDispenser } from './card-dispenser/drivers.ts';
import { f2TraceCodec } from './card-dispenser/f2/trace-codec.ts';
import { k720TraceCodec } from './card-dispenser/k720/trace-codec.ts';
import type { Device } from './core/device.ts';
import type { DocumentPrinter } from './document-printer/document-printer.ts';
import { openDocumentPrinter } from './document-printer/drivers.ts';
import { cupsTraceCodec } from './document-printer/trace-codec.ts';
import { type IdReaderDriver, openIdReader } from './id-reader/drivers.ts';
import type { IdReader } from './id-reader/id-reader.ts';
import { sdtTraceCodecs } from './id-reader/sdt/trace-codec.ts';
import { openIoBoard } from './io-board/drivers.ts';
import type { IoBoard } from './io-board/io-board.ts';
import { ioBoardTraceCodec } from './io-board/trace-codec.ts';
import { openReceiptPrinter } from './receipt-printer/drivers.ts';
import { escposTraceCodec } from './receipt-printer/escpos/trace-codec.ts';
import type { ReceiptPrinter } from './receipt-printer/receipt-printer.ts';
import { openScanner, type ScannerDriver } from './scanner/drivers.ts';
import { hidPosTraceCodec } from './scanner/hid-pos/trace-codec.ts';
import type { Scanner } from './scanner/scanner.ts';
import { serialScannerTraceCodec } from './scanner/serial/trace-codec.ts';
import { openSmartCardReader } from './smart-card/drivers.ts';
import type { SmartCardPort } from './smart-card/pcsc/pcsc-port.ts';
import { pcscTraceCodec } from './smart-card/pcsc/trace-codec.ts';
import type { SmartCardReader } from './smart-card/smart-card-reader.ts';
import type { TraceCodec, TraceDirection } from './trace/trace-codec.ts';
import type { OpenPort } from './transport/open-port.ts';

/** Every class of device with its facade and what a technician may set. */
interface Classes {
  readonly idReader: { readonly device: IdReader; readonly settings: IdReaderSettings };
  readonly receiptPrinter: {
    readonly device: ReceiptPrinter;
    readonly settings: ReceiptPrinterSettings & { readonly columns?: 32 | 48 };
  };
  readonly cardDispenser: { readonly device: CardDispenser; readonly settings: CardDispenserSettings };
  readonly documentPrinter: { readonly device: DocumentPrinter; readonly settings: DocumentPrinterSettings };
  readonly scanner: { readonly device: Scanner; readonly settings: ScannerSettings };
  readonly smartCard: { readonly device: SmartCardReader; readonly settings: Readonly<Record<string, never>> };
  readonly ioBoard: { readonly device: IoBoard; readonly settings: Readonly<Record<string, never>> };
}
export type DeviceClass = keyof Classes;
export const deviceClasses = [
  'idReader',
  'receiptPrinter',
  'cardDispenser',
  'documentPrinter',
  'scanner',
  'smartCard',
  'ioBoard',
] as const satisfies readonly DeviceClass[];
export type DeviceOf<C extends DeviceClass> = Classes[C]['device'];
export type SettingsOf<C extends DeviceClass> = Classes[C]['settings'];

export interface OpenOptions<C extends DeviceClass = DeviceClass> {
  /** In the form of the driver's `port`. */
  readonly port: string;
  /** Bits per second on serial lines; default: the driver's. */
  readonly baud?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Device id in status, logs and errors; default: the class. */
  readonly id?: string;
  readonly settings?: SettingsOf<C>;
  /** Serial and HID ports: in this process (default), in the process that holds native bindings, under a recorder. */
  readonly openPort?: OpenPort;
  /** Hears the speed at which a device with several speeds answered: give it as `baud` the next time. */
  readonly onBaud?: (baud: number) => void;
  /** PC/SC, for drivers that need it. */
  readonly pcsc?: SmartCardPort;
  /** Sees the messages of devices that have no byte port (PC/SC, CUPS): for a recorder. */
  readonly tap?: (direction: TraceDirection, message: Uint8Array) => void;
}

/** One driver by its name in configuration and on the command line. */
export interface DriverEntry<C extends DeviceClass = DeviceClass> {
  readonly deviceClass: C;
  /** For lists and help. */
  readonly title: string;
  /** What its port looks like. */
  readonly port: 'serial' | 'hid' | 'queue' | 'reader';
  /** Nothing is opened before `start`. */
  open(options: OpenOptions<C>): DeviceOf<C>;
  readonly trace: TraceCodec;
  /** For a unit whose settings change what stands on the wire; left out = `trace` fits all. Whatever it gives is `trace` or one of `otherTraces`. */
  traceOf?(settings: SettingsOf<C>): TraceCodec;
  /** Codecs of the driver's other wires, each with a `variant` of its own. */
  readonly otherTraces?: readonly TraceCodec[];
  /** Such a unit may hear nothing between being switched on and being told to get ready, which its handshake does without moving what lies in it. */
  readonly mayBeMute?: true;
  /** What the device says that only it can say; null = nothing, or not connected. */
  identityOf(device: DeviceOf<C>): string | null;
}

function driver<C extends DeviceClass>(entry: DriverEntry<C>): DriverEntry<C> {
  return entry;
}

const noIdentity = () => null;
const k720Traces = {
  withLength: k720TraceCodec({ lengthField: true }),
  withoutLength: k720TraceCodec({ lengthField: false }),
};

/** Every driver. Adding one: docs/adding-a-driver.md. */
export const drivers = {
  sdt: idReader('sdt', 'ID-card reader, SDT on a serial line', 'serial'),
  'sdt-hid-raw': idReader('sdt-hid-raw', 'ID-card reader, SDT in raw 64-byte HID reports', 'hid'),
  'sdt-hid-wrapped': idReader('sdt-hid-wrapped', 'ID-card reader, SDT in wrapped HID reports', 'hid'),
  escpos: driver({
    deviceClass: 'receiptPrinter',
    title: 'receipt printer, ESC/POS',
    port: 'serial',
    open: ({ settings, tap: _tap, pcsc: _pcsc, ...o }) =>
      openReceiptPrinter('escpos', { ...o, id: o.id ?? 'receiptPrinter', ...(settings && { profile: settings }) }),
    trace: escposTraceCodec,
    identityOf: noIdentity,
  }),
  f2: {
    ...dispenser('f2', 'card dispenser, F2 family (CRT-571, CRT-591, MTK-F31, ACT-F3)', f2TraceCodec),
    mayBeMute: true,
  },
  k720: {
    ...dispenser('k720', 'card dispenser, K720 family (K720, K750, D1801)', k720Traces.withLength),
    traceOf: ({ lengthField = true }: CardDispenserSettings) =>
      lengthField ? k720Traces.withLength : k720Traces.withoutLength,
    otherTraces: [k720Traces.withoutLength],
  },
  cups: driver({
    deviceClass: 'documentPrinter',
    title: 'A4 printer on a CUPS queue',
    port: 'queue',
    open: ({ settings, tap, port, clock, log, id }) => {
      const { directUri, ...profile } = settings ?? {};
      return openDocumentPrinter('cups', {
        port,
        clock,
        log,
        profile,
        ...(id !== undefined && { id }),
        ...(directUri !== undefined && { directUri }),
        ...(tap && { tap }),
      });
    },
    trace: cupsTraceCodec,
    identityOf: noIdentity,
  }),
  'serial-scanner': scanner('serial-scanner', 'code scanner, serial or USB-CDC', 'serial'),
  'hid-pos': scanner('hid-pos', 'code scanner, HID-POS', 'hid'),
  pcsc: driver({
    deviceClass: 'smartCard',
    title: 'smart-card reader, PC/SC',
    port: 'reader',
    open: ({ tap, pcsc, port, clock, log, id }) => {
      if (pcsc === undefined) throw new RangeError('a smart-card reader needs PC/SC');
      return openSmartCardReader('pcsc', { port, clock, log, id, pcsc, ...(tap && { trace: tap }) });
    },
    trace: pcscTraceCodec,
    identityOf: noIdentity,
  }),
  'io-board': driver({
    deviceClass: 'ioBoard',
    title: 'I/O board: lights and contacts',
    port: 'serial',
    open: ({ port, clock, log, id, openPort }) =>
      openIoBoard('io-board', { port, clock, log, ...(id !== undefined && { id }), ...(openPort && { openPort }) }),
    trace: ioBoardTraceCodec,
    identityOf: (board) => board.identity()?.serial ?? null,
  }),
} as const;

export type DriverName = keyof typeof drivers;
export const driverNames = Object.keys(drivers) as readonly DriverName[];

/** What shows the wire of a unit that is set up so. */
export function traceCodecOf<C extends DeviceClass>(entry: DriverEntry<C>, settings: SettingsOf<C>): TraceCodec {
  return entry.traceOf?.(settings) ?? entry.trace;
}

/** What reads a recording by its head; null = no driver, or a wire of it that this release does not know. */
export function traceCodecNamed({ driver: name, variant }: Pick<TraceCodec, 'driver' | 'variant'>): TraceCodec | null {
  const known = driverNames.find((one) => one === name);
  if (known === undefined) return null;
  const { trace, otherTraces = [] } = drivers[known] as Pick<DriverEntry, 'trace' | 'otherTraces'>;
  return [trace, ...otherTraces].find((codec) => codec.variant === variant) ?? null;
}

/** The drivers of one class, by name. */
export function driversOf(deviceClass: DeviceClass): readonly DriverName[] {
  return driverNames.filter((name) => drivers[name].deviceClass === deviceClass);
}

/** Options of a driver of which only the name is known; `settings` are those of its class. */
export type AnyOptions = Omit<OpenOptions, 'settings'> & { readonly settings?: SettingsOf<DeviceClass> };

/** Opens any driver as what every device has in common. */
export function openAny(name: DriverName, options: AnyOptions): Device {
  // Each entry takes the settings of its own class.
  return (drivers[name] as DriverEntry<never>).open(options as OpenOptions<never>) as Device;
}

/** See `DriverEntry.identityOf`; `device` must come from the same driver. */
export function identityOf(name: DriverName, device: Device): string | null {
  return (drivers[name] as DriverEntry<never>).identityOf(device as never);
}

function idReader(name: IdReaderDriver, title: string, port: 'serial' | 'hid'): DriverEntry<'idReader'> {
  const trace = sdtTraceCodecs.find((codec) => codec.driver === name);
  if (trace === undefined) throw new Error(`no trace codec for ${name}`);
  return {
    deviceClass: 'idReader',
    title,
    port,
    open: ({ settings, baud, ...o }) =>
      openIdReader(name, {
        ...o,
        ...(baud !== undefined && { knownBaud: baud }),
        ...(settings?.photoDecoder && { photoProgram: settings.photoDecoder }),
      }),
    trace,
    identityOf: (reader) => reader.samId(),
  };
}

function dispenser(name: CardDispenserDriver, title: string, trace: TraceCodec): DriverEntry<'cardDispenser'> {
  return {
    deviceClass: 'cardDispenser',
    title,
    port: 'serial',
    open: ({ settings, ...o }) =>
      openCardDispenser(name, {
        ...o,
        ...(settings && { profile: name === 'f2' ? { f2: settings } : { k720: settings } }),
      }),
    trace,
    identityOf: noIdentity,
  };
}

function scanner(name: ScannerDriver, title: string, port: 'serial' | 'hid'): DriverEntry<'scanner'> {
  return {
    deviceClass: 'scanner',
    title,
    port,
    open: ({ port: place, clock, log, id, openPort, settings, baud }) => {
      const speed = name === 'serial-scanner' && baud !== undefined ? { baudRate: baud } : {};
      // A wrong model name is refused there: models are data.
      const profile = { ...speed, ...settings } as NonNullable<Parameters<typeof openScanner>[1]['profile']>;
      return openScanner(name, {
        port: place,
        clock,
        log,
        profile,
        ...(id !== undefined && { id }),
        ...(openPort && { openPort }),
      });
    },
    trace: name === 'hid-pos' ? hidPosTraceCodec : serialScannerTraceCodec,
    identityOf: noIdentity,
  };
}
