import type { DeviceError } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import type { Result } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { HidScannerSimulator, type HidScannerSimulatorOptions } from '../simulators/scanner-hid-simulator.ts';
import { ScannerSimulator, type ScannerSimulatorOptions } from '../simulators/scanner-simulator.ts';
import { LinkedLine, type LinkedLineOptions } from '../transport/linked-transport.ts';
import { createHidPosScanner } from './hid-pos/hid-pos-scanner.ts';
import type { HidPosModel, HidPosProfile } from './hid-pos/profile.ts';
import type { Scan, Scanner, ScanOptions } from './scanner.ts';
import type { SerialScannerModel, SerialScannerProfile } from './serial/profile.ts';
import { createSerialScanner } from './serial/serial-scanner.ts';

/** A canary: must not show up in logs, statuses or errors. */
export const code = 'GZ-9071-穗-440199199203150026';

function logger() {
  const logged: { readonly id: string; readonly fields: unknown }[] = [];
  const log: Log = (id, fields) => {
    logged.push({ id, fields });
  };
  return { logged, log };
}

function caller(scanner: Scanner) {
  /** Starts a call; `result` stays null until it has settled. */
  return (options: Partial<ScanOptions> = {}): { result: Result<Scan, DeviceError> | null } => {
    const call: { result: Result<Scan, DeviceError> | null } = { result: null };
    void scanner.scan({ userMs: 60_000, ...options }).then((result) => {
      call.result = result;
    });
    return call;
  };
}

async function endOf(scanner: Scanner, clock: VirtualClock): Promise<void> {
  const closing = scanner.close();
  await clock.advance(600);
  await closing;
}

/** A serial scanner and a simulated unit on an in-memory line, in virtual time. */
export function serialRig(
  o: {
    readonly model?: SerialScannerModel;
    readonly profile?: Partial<SerialScannerProfile>;
    readonly line?: Partial<LinkedLineOptions>;
    readonly simulator?: Partial<ScannerSimulatorOptions>;
  } = {},
) {
  const { model = 'newland', profile = {} } = o;
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port-a', ...o.line });
  const simulator = new ScannerSimulator({ clock, send: (bytes) => line.send(bytes), model, profile, ...o.simulator });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const { logged, log } = logger();
  const scanner = createSerialScanner({
    id: 'scanner',
    transport: line.transport,
    clock,
    log,
    random: () => 0.5,
    model,
    profile,
  });
  return {
    clock,
    line,
    simulator,
    scanner,
    logged,
    scan: caller(scanner),
    /** Closes in virtual time: the last command may be waited for. */
    end: () => endOf(scanner, clock),
    /** Connects; the unit is identified and set up. */
    async ready(): Promise<void> {
      scanner.start();
      await clock.advance(500);
    },
  };
}

/** A HID-POS scanner and a simulated unit. */
export function hidRig(
  o: {
    readonly model?: HidPosModel;
    readonly profile?: Partial<HidPosProfile>;
    readonly simulator?: Partial<HidScannerSimulatorOptions>;
  } = {},
) {
  const { model = 'honeywell', profile = {} } = o;
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'hid:1eab:0d10' });
  const simulator = new HidScannerSimulator({
    clock,
    send: (report) => line.send(report),
    model,
    profile,
    ...o.simulator,
  });
  line.onHostBytes((report) => simulator.receive(report));
  const { logged, log } = logger();
  const scanner = createHidPosScanner({
    id: 'scanner',
    transport: line.transport,
    clock,
    log,
    random: () => 0.5,
    model,
    profile,
  });
  return {
    clock,
    line,
    simulator,
    scanner,
    logged,
    scan: caller(scanner),
    end: () => endOf(scanner, clock),
    async ready(): Promise<void> {
      scanner.start();
      await clock.advance(500);
    },
  };
}

/** True when no part of the canary shows in any form that a log or an error could carry. */
export function isFreeOfContent(value: unknown): boolean {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Error ? `${part.name} ${part.message} ${part.stack ?? ''} ${String(part.cause)}` : part,
  );
  const hex = Buffer.from(code).toString('hex');
  return [code, '440199199203150026', '9071', hex, hex.toUpperCase()].every((secret) => !text.includes(secret));
}
