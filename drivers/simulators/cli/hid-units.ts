import type { Clock } from '../../../contract/clock.ts';
import { type HidPosModel, hidPosModels } from '../../scanner/hid-pos/profile.ts';
import type { SimulatedCard } from '../persona.ts';
import { type HidScanFault, HidScannerSimulator } from '../scanner-hid-simulator.ts';
import { type HidFault, type HidFraming, SdtHidSimulator } from '../sdt-hid-simulator.ts';
import { type SdtFault, SdtSimulator } from '../sdt-simulator.ts';
import { type MockHidDevice, posDescriptor, unnumberedDescriptor } from '../umockdev/mock-hid-device.ts';

/** A simulated unit with what the system shows of it: everything of `simulate hid` that differs by device. */
export interface HidUnit {
  readonly device: MockHidDevice;
  /** Length of each output report with its number. */
  readonly hostReportBytes: number;
  /** Words of our command that uses such a unit. */
  readonly command: readonly string[];
  /** One output report. */
  receive(report: Uint8Array): void;
  /** The program has been started. */
  start(): void;
  /** For `--json`: what the unit has seen. */
  counts(): Readonly<Record<string, number>>;
}

export interface UnitOptions {
  readonly clock: Clock;
  /** One input report. */
  readonly send: (report: Uint8Array) => void;
  readonly unplug: () => void;
  /** One line for each thing that happens; nothing personal. */
  readonly note: (line: string) => void;
}

/** Faults of a reader by the word for `--fault`, all of them while it answers a read. `late` is later than the driver waits. */
export const readerFaults = {
  checksum: { type: 'checksum' },
  silence: { type: 'silence' },
  late: { type: 'late', ms: 4_000 },
  half: { type: 'half' },
  cardRefused: { type: 'sw3', code: 0x31 },
  readFailed: { type: 'sw3', code: 0x41 },
  lift: { type: 'lift' },
  /** For good: the device does not come back. */
  unplug: { type: 'unplug' },
} as const satisfies Record<string, SdtFault>;

/** Faults of single reports of that answer. */
export const reportFaults = {
  lostReport: { type: 'lost', at: 3 },
  flippedReport: { type: 'flipped', at: 3 },
  junkReport: { type: 'junk' },
} as const satisfies Record<string, HidFault>;

/** Faults of a scanner by the word for `--fault`. `lost` is the second report: of codes longer than 56 bytes. */
export const scannerFaults = {
  lost: { type: 'lost', report: 1 },
  length: { type: 'length', length: 60 },
  gaps: { type: 'gaps', ms: 100 },
  double: { type: 'double', afterMs: 300 },
  otherReport: { type: 'otherReport' },
} as const satisfies Record<string, HidScanFault>;

const readers = {
  raw: { driver: 'sdt-hid-raw', vendorId: 0x2b8b, productId: 0x2721 },
  wrapped: { driver: 'sdt-hid-wrapped', vendorId: 0x10c4, productId: 0x0007 },
} as const;

const naturalLimit = ['--timeout', '10'];

/**
 * An ID reader with an SDT module behind HID reports.
 * @param o.card laid down `placeMs` after the third look at the pad, null = it stays empty. A driver that looks for the third time knows that the pad was
 *   empty, so the card is a fresh one to it, however slow this machine is.
 * @param o.faults words of `readerFaults` and `reportFaults`, one for each read to go wrong
 */
export function readerUnit(
  framing: HidFraming,
  o: UnitOptions & {
    readonly card: SimulatedCard | null;
    readonly placeMs: number;
    readonly faults: readonly (keyof typeof readerFaults | keyof typeof reportFaults)[];
  },
): HidUnit {
  const { driver, vendorId, productId } = readers[framing];
  const ofReports: HidFault[] = [];
  const module = new SdtSimulator({
    clock: o.clock,
    send: (bytes) => {
      const fault = module.commands.at(-1) === 'readTextPhoto' ? ofReports.shift() : undefined;
      if (fault !== undefined) hid.inject(fault);
      hid.fromModule(bytes);
    },
    unplug: () => {
      module.restart();
      o.unplug();
    },
  });
  const hid = new SdtHidSimulator({ framing, send: o.send, toModule: (frame) => module.receive(frame) });
  for (const word of o.faults) {
    if (isWordOf(reportFaults, word)) ofReports.push(reportFaults[word]);
    else module.inject(readerFaults[word], { on: 'readTextPhoto' });
  }
  let { card } = o;
  return {
    device: {
      vendorId,
      productId,
      serial: 'SIM0001',
      product: 'Simulated ID reader',
      descriptor: unnumberedDescriptor,
    },
    hostReportBytes: 65,
    command: ['device', 'read-id', '--driver', driver, '--port', portOf(vendorId, productId), ...naturalLimit],
    start: () => undefined,
    receive: (report) => {
      const reads = module.reads;
      hid.receive(report);
      if (module.reads > reads) o.note('CARD asked for');
      if (card === null || module.commands.filter((command) => command === 'findCard').length < 3) return;
      const placed = card;
      card = null;
      o.clock.after(o.placeMs, () => {
        module.place(placed);
        o.note('CARD placed');
      });
    },
    counts: () => ({ reads: module.reads, strangeReports: hid.strangeReports }),
  };
}

/**
 * A scanner with a HID-POS interface.
 * @param o.text code that is held before it, null = none
 * @param o.scanMs from the start of the program; null = half a second after its light went on, or 3 s from the start where a model has no trigger
 */
export function scannerUnit(
  model: HidPosModel,
  o: UnitOptions & {
    readonly text: string | null;
    readonly scanMs: number | null;
    readonly faults: readonly (keyof typeof scannerFaults)[];
  },
): HidUnit {
  const [vendorId, productId] = [0x1eab, 0x0d10];
  const scanner = new HidScannerSimulator({ clock: o.clock, model, send: o.send });
  for (const word of o.faults) scanner.inject(scannerFaults[word]);
  let { text } = o;
  const showAfter = (ms: number) => {
    const shown = text;
    text = null;
    if (shown === null) return;
    o.clock.after(ms, () => {
      o.note(`CODE shown${scanner.isLit ? '' : ', the light is off'}`);
      scanner.show({ text: shown });
    });
  };
  const settings = ['--settings', JSON.stringify({ model })];
  return {
    device: { vendorId, productId, serial: 'SIM0001', product: 'Simulated scanner', descriptor: posDescriptor },
    hostReportBytes: hidPosModels[model].outputReportBytes,
    command: [
      ...['device', 'scan', '--driver', 'hid-pos', '--port', portOf(vendorId, productId)],
      ...settings,
      ...naturalLimit,
    ],
    start: () => {
      // A unit without trigger looks all the time: there is no light that tells when somebody waits.
      if (o.scanMs !== null || scanner.isLit) showAfter(o.scanMs ?? 3_000);
    },
    receive: (report) => {
      const before = scanner.commands.length;
      scanner.receive(report);
      for (const command of scanner.commands.slice(before)) o.note(`COMMAND ${command}`);
      if (o.scanMs === null && scanner.isLit) showAfter(500);
    },
    counts: () => ({ scans: scanner.scans }),
  };
}

/** Is this one of the words of the table? */
export function isWordOf<Table extends object>(table: Table, word: string): word is keyof Table & string {
  return Object.hasOwn(table, word);
}

function portOf(...numbers: readonly number[]): string {
  return `hid:${numbers.map((number) => number.toString(16).padStart(4, '0')).join(':')}`;
}
