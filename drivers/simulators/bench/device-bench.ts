import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../contract/clock.ts';
import type { SerialScannerModel } from '../../scanner/serial/profile.ts';
import type { LineDirection } from '../../transport/line-damage.ts';
import type { CableFaultWord } from '../damaged-way.ts';
import type { Slip } from '../escpos-paper.ts';
import type { SimulatedExit } from '../escpos-presenter.ts';
import type { Persona } from '../persona.ts';
import type { SdtFault } from '../sdt-simulator.ts';
import { BenchDispenser, type DispenserActs } from './bench-dispenser.ts';
import { BenchDocumentPrinter, type DocumentPrinterActs } from './bench-document-printer.ts';
import { BenchIoBoard, type IoBoardActs } from './bench-io-board.ts';
import { BenchLog } from './bench-log.ts';
import { BenchPersonaliser, type PersonaliserActs } from './bench-personaliser.ts';
import { BenchPrinter, type PrinterActs } from './bench-printer.ts';
import { BenchReader, type FaultTarget } from './bench-reader.ts';
import { BenchScanner, type ScannerActs } from './bench-scanner.ts';
import { BenchSmartCard, type SmartCardActs } from './bench-smart-card.ts';
import type { BenchState, DeviceName, SdtHealth } from './bench-state.ts';
import type { DeviceLine, MakeCable } from './device-line.ts';
import type { DispenserUnit } from './dispenser-state.ts';
import { WatchedClock } from './watched-clock.ts';

export interface DeviceBenchOptions {
  /** Folder for the links `id-reader`, `receipt-printer`, `card-dispenser`, `scanner` and `io-board`; made when missing. */
  readonly dir: string;
  readonly people: readonly Persona[];
  /** Time of the simulated devices; the pseudo-terminals live in real time. */
  readonly clock: Clock;
  /** Cables of another kind, for runs in which all time is simulated. */
  readonly makeCable?: MakeCable;
  /** Width of the paper in Latin characters; default 48. */
  readonly columns?: 48 | 32;
  /** Speed of the printer's mechanics in bytes a second; default null = at once. */
  readonly bytesPerSecond?: number | null;
  /** What stands behind the knife of the receipt printer; default: no presenter and no sensor. */
  readonly exit?: SimulatedExit;
  /** Default `f2`. */
  readonly dispenser?: DispenserUnit;
  /** Cards in the hopper at the beginning, 0–200; default 50. */
  readonly cards?: number;
  /** How much quicker than a real unit a K720 or D1801 moves cards, 1–10; default 1. An F2 keeps its times. */
  readonly motorSpeed?: number;
  /** Default `generic`: no trigger, looks all the time. */
  readonly scanner?: SerialScannerModel;
  /** Also an A4 printer behind a cupsd of its own; needs root and cupsd. */
  readonly documentPrinter?: boolean;
  /** Time of one A4 page, milliseconds; default 1,500. */
  readonly pageMs?: number;
  /** Also a reader of chip cards in a pcscd of its own; needs root, pcscd and vpcd. */
  readonly smartCard?: boolean;
  /** Also a card personaliser with a PIN pad, at the link `personaliser`. */
  readonly personaliser?: boolean;
}

/**
 * A table with the devices of a machine on real pseudo-terminals, and the hands of the person who stands in front of it. Drivers open
 * `<dir>/id-reader`, `<dir>/receipt-printer`, `<dir>/card-dispenser`, `<dir>/scanner` and `<dir>/io-board` like any serial port.
 */
export interface DeviceBench {
  readonly people: readonly Persona[];
  readonly printer: PrinterActs;
  readonly dispenser: DispenserActs;
  readonly scanner: ScannerActs;
  readonly ioBoard: IoBoardActs;
  /** Null: not on this bench. */
  readonly documentPrinter: DocumentPrinterActs | null;
  readonly smartCard: SmartCardActs | null;
  readonly personaliser: PersonaliserActs | null;
  /** Paper width in Latin characters. */
  readonly columns: 48 | 32;
  /** Lays this person's card on the pad in place of whatever lies there. Throws RangeError when nobody has this id. */
  placeCard(personaId: string): void;
  removeCard(): void;
  /** How often the reader was asked for a card while none lay there: nobody lays down another one before the pad was seen empty. */
  emptyLooks(): number;
  /** Lets the next replies go wrong; `times: Infinity` = until `clearSdtFaults`. */
  injectSdt(fault: SdtFault, target?: FaultTarget): void;
  clearSdtFaults(): void;
  /** What the reader's security module says of itself from now on. */
  sdtHealth(health: SdtHealth): void;
  /** Pulls cable and power of a device; resolves when its path is gone. Idempotent. */
  unplug(device: DeviceName): Promise<void>;
  /** Damages bytes that are yet to come on the cable of a device; `at` as in `cableFault`. */
  damageCable(device: DeviceName, direction: LineDirection, word: CableFaultWord, at: number): void;
  clearCable(device: DeviceName): void;
  /** Resolves when the path can be opened. Rejects when socat is missing. Idempotent. */
  plug(device: DeviceName): Promise<void>;
  /** Receipts that have come off since the floor was swept, oldest first; number n stands at n − 1 where nobody swept. */
  slips(): readonly Slip[];
  /** What hangs in the printer's exit, not cut off yet. */
  hanging(): Slip;
  /** All receipts as text. */
  paperText(): string;
  /** Calls after every change, with the whole new state. Returns the unsubscribe function. */
  onChange(listener: (state: BenchState) => void): () => void;
  state(): BenchState;
  /** Pulls every cable and stops everything; links and socat processes are gone when it resolves. Idempotent. */
  close(): Promise<void>;
}

/**
 * Sets up the bench and plugs every device in. Rejects when socat is missing or the folder cannot be made, and when an optional device was asked for
 * that cannot run here; nothing is left behind then.
 */
export async function openDeviceBench(options: DeviceBenchOptions): Promise<DeviceBench> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const listeners = new Set<(state: BenchState) => void>();
  let isClosed = false;
  let shown = '';
  let state: BenchState | null = null;

  const changed = (isAsked = false) => {
    if (isClosed) return;
    reader.observe();
    printer.observe();
    dispenser.observe();
    scanner.observe();
    ioBoard.observe();
    // Putting a state together costs more than everything else here.
    if (listeners.size === 0 && !isAsked) return;
    const next: Omit<BenchState, 'revision'> = {
      idReader: reader.state(),
      receiptPrinter: printer.state(),
      cardDispenser: dispenser.state(),
      scanner: scanner.state(),
      ioBoard: ioBoard.state(),
      documentPrinter: documentPrinter?.state() ?? null,
      smartCard: smartCard?.state() ?? null,
      personaliser: personaliser?.state() ?? null,
      slips: printer.newestSlips(),
      log: [...log.lines],
    };
    // A driver asks several times a second; only what a person could see is news.
    const text = JSON.stringify(next);
    if (text === shown) return;
    shown = text;
    state = { revision: (state?.revision ?? 0) + 1, ...next };
    for (const listener of [...listeners]) listener(state);
  };
  const clock = new WatchedClock(options.clock, changed);
  const log = new BenchLog(clock);
  const { makeCable } = options;
  const reader = new BenchReader({ path: join(options.dir, 'id-reader'), clock, log, changed, makeCable });
  const printer = new BenchPrinter({
    path: join(options.dir, 'receipt-printer'),
    clock,
    log,
    changed,
    makeCable,
    columns: options.columns ?? 48,
    bytesPerSecond: options.bytesPerSecond ?? null,
    exit: options.exit ?? { presenter: 'none', sensor: 'none' },
  });
  const common = { clock, log, changed, makeCable };
  const dispenser = new BenchDispenser({
    path: join(options.dir, 'card-dispenser'),
    ...common,
    unit: options.dispenser ?? 'f2',
    cards: options.cards ?? 50,
    motorSpeed: options.motorSpeed ?? 1,
  });
  const scanner = new BenchScanner({
    path: join(options.dir, 'scanner'),
    ...common,
    model: options.scanner ?? 'generic',
  });
  const ioBoard = new BenchIoBoard({ path: join(options.dir, 'io-board'), ...common });
  const documentPrinter =
    options.documentPrinter === true ? new BenchDocumentPrinter({ ...common, pageMs: options.pageMs }) : null;
  const smartCard = options.smartCard === true ? new BenchSmartCard({ ...common }) : null;
  const personaliser =
    options.personaliser === true
      ? new BenchPersonaliser({
          path: join(options.dir, 'personaliser'),
          ...common,
          hasCard: () => dispenser.state().card?.place === 'inside',
          speed: options.motorSpeed ?? 1,
        })
      : null;
  const lines: Readonly<Record<DeviceName, DeviceLine>> = {
    idReader: reader.line,
    receiptPrinter: printer.line,
    cardDispenser: dispenser.line,
    scanner: scanner.line,
    ioBoard: ioBoard.line,
  };
  const close = async () => {
    clock.cancelAll();
    await Promise.all(Object.values(lines).map((line) => line.unplug()));
    await Promise.all([documentPrinter?.close(), smartCard?.close(), personaliser?.close()]);
    isClosed = true;
    clock.cancelAll();
    listeners.clear();
  };

  try {
    await Promise.all(Object.values(lines).map((line) => line.plug()));
    await documentPrinter?.open();
    await smartCard?.open();
    await personaliser?.open();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    people: options.people,
    printer,
    dispenser,
    scanner,
    ioBoard,
    documentPrinter,
    smartCard,
    personaliser,
    columns: printer.columns,
    placeCard: (personaId) => {
      const persona = options.people.find(({ id }) => id === personaId);
      if (persona === undefined) throw new RangeError(`nobody here is called ${personaId}`);
      reader.place(persona);
      changed();
    },
    emptyLooks: () => reader.emptyLooks,
    removeCard: () => {
      reader.remove();
      changed();
    },
    injectSdt: (fault, target = {}) => {
      reader.inject(fault, target);
      changed();
    },
    clearSdtFaults: () => {
      reader.clearFaults();
      changed();
    },
    sdtHealth: (health) => {
      reader.setHealth(health);
      changed();
    },
    unplug: (device) => lines[device].unplug(),
    plug: (device) => lines[device].plug(),
    damageCable: (device, direction, word, at) => lines[device].damage(direction, word, at),
    clearCable: (device) => lines[device].clearDamage(),
    slips: () => printer.slips,
    hanging: () => printer.hanging,
    paperText: () => printer.paperText(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    state: () => {
      changed(true);
      if (state === null) throw new Error('the bench has no state yet');
      return state;
    },
    close,
  };
}
