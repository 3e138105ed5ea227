import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../contract/clock.ts';
import { never } from '../../../contract/result.ts';
import type { Slip } from '../escpos-paper.ts';
import type { Persona } from '../persona.ts';
import type { SdtFault } from '../sdt-simulator.ts';
import { BenchLog } from './bench-log.ts';
import { BenchPrinter, type PrinterActs } from './bench-printer.ts';
import { BenchReader, type FaultTarget } from './bench-reader.ts';
import type { BenchState, DeviceName, SdtHealth } from './bench-state.ts';
import { WatchedClock } from './watched-clock.ts';

export interface DeviceBenchOptions {
  /** Folder for the two links `id-reader` and `receipt-printer`; made when missing. */
  readonly dir: string;
  readonly people: readonly Persona[];
  /** Time of the simulated devices; the pseudo-terminals live in real time. */
  readonly clock: Clock;
  /** Width of the paper in Latin characters; default 48. */
  readonly columns?: 48 | 32;
  /** Speed of the printer's mechanics in bytes a second; default null = at once. */
  readonly bytesPerSecond?: number | null;
}

/**
 * A table with an ID reader and a receipt printer on real pseudo-terminals, and the hands of the person who stands in front of it. Drivers
 * open `<dir>/id-reader` and `<dir>/receipt-printer` like any serial port.
 */
export interface DeviceBench {
  readonly people: readonly Persona[];
  readonly printer: PrinterActs;
  /** Paper width in Latin characters. */
  readonly columns: 48 | 32;
  /** Lays this person's card on the pad in place of whatever lies there. Throws RangeError when nobody has this id. */
  placeCard(personaId: string): void;
  removeCard(): void;
  /** Lets the next replies go wrong; `times: Infinity` = until `clearSdtFaults`. */
  injectSdt(fault: SdtFault, target?: FaultTarget): void;
  clearSdtFaults(): void;
  /** What the reader's security module says of itself from now on. */
  sdtHealth(health: SdtHealth): void;
  /** Pulls cable and power of a device; resolves when its path is gone. Idempotent. */
  unplug(device: DeviceName): Promise<void>;
  /** Resolves when the path can be opened. Rejects when socat is missing. Idempotent. */
  plug(device: DeviceName): Promise<void>;
  /** Receipts that have come off, oldest first; number n stands at n − 1. */
  slips(): readonly Slip[];
  /** What hangs in the printer's exit, not cut off yet. */
  hanging(): Slip;
  /** All receipts as text. */
  paperText(): string;
  /** Calls after every change, with the whole new state. Returns the unsubscribe function. */
  onChange(listener: (state: BenchState) => void): () => void;
  state(): BenchState;
  /** Pulls both cables and stops everything; links and socat processes are gone when it resolves. Idempotent. */
  close(): Promise<void>;
}

/** Sets up the bench and plugs both devices in. Rejects when socat is missing or the folder cannot be made. */
export async function openDeviceBench(options: DeviceBenchOptions): Promise<DeviceBench> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const listeners = new Set<(state: BenchState) => void>();
  let isClosed = false;
  let shown = '';
  let state: BenchState | null = null;

  const changed = () => {
    if (isClosed) return;
    reader.observe();
    printer.observe();
    const next: Omit<BenchState, 'revision'> = {
      idReader: reader.state(),
      receiptPrinter: printer.state(),
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
  const reader = new BenchReader({ path: join(options.dir, 'id-reader'), clock, log, changed });
  const printer = new BenchPrinter({
    path: join(options.dir, 'receipt-printer'),
    clock,
    log,
    changed,
    columns: options.columns ?? 48,
    bytesPerSecond: options.bytesPerSecond ?? null,
  });
  const lineOf = (device: DeviceName) => {
    switch (device) {
      case 'idReader':
        return reader.line;
      case 'receiptPrinter':
        return printer.line;
      default:
        return never(device, 'device bench');
    }
  };
  const close = async () => {
    clock.cancelAll();
    await Promise.all([reader.line.unplug(), printer.line.unplug()]);
    isClosed = true;
    clock.cancelAll();
    listeners.clear();
  };

  try {
    await Promise.all([reader.line.plug(), printer.line.plug()]);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    people: options.people,
    printer,
    columns: printer.columns,
    placeCard: (personaId) => {
      const persona = options.people.find(({ id }) => id === personaId);
      if (persona === undefined) throw new RangeError(`nobody here is called ${personaId}`);
      reader.place(persona);
      changed();
    },
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
    unplug: (device) => lineOf(device).unplug(),
    plug: (device) => lineOf(device).plug(),
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
      changed();
      if (state === null) throw new Error('the bench has no state yet');
      return state;
    },
    close,
  };
}
