import { randomUUID } from 'node:crypto';
import { type Clock, sleep } from '../../contract/clock.ts';
import type { DeviceError, Outcome } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import type { Result } from '../../contract/result.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import { motionAct } from '../devices/dispense-act.ts';
import { printAct } from '../devices/print-act.ts';
import type { Store } from '../store/store.ts';

/** Tests that somebody at the machine can start, by device. Each is one act: begun once, never repeated by itself. */
export const deviceTests = [
  { id: 'receiptPrinter:strip', device: 'receiptPrinter', moves: true },
  { id: 'idReader:card', device: 'idReader', moves: false },
  { id: 'scanner:code', device: 'scanner', moves: false },
  { id: 'ioBoard:lights', device: 'ioBoard', moves: false },
  { id: 'cardDispenser:look', device: 'cardDispenser', moves: false },
  { id: 'cardDispenser:reject', device: 'cardDispenser', moves: true },
  { id: 'cardDispenser:reset', device: 'cardDispenser', moves: true },
] as const;
export type DeviceTest = (typeof deviceTests)[number];
export type DeviceTestId = DeviceTest['id'];

/** `code`: of the device's error, for the word and the remedy; null = none. No test says what stood on a card. */
export interface TestResult {
  readonly outcome: Outcome;
  readonly code: string | null;
}

export interface TestDeps {
  readonly devices: DeviceSet;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Words for the strip, in ReceiptLine markup. */
  strip(): string;
}

const personMs = 20_000;
const lampMs = 800;

/**
 * Runs one test. What moves or prints is journalled ahead as for citizens (`terminal/devices/`), with no session: a slip of nobody, a blank that goes to the bin. `signal` ends waiting
 * for a hand; what moves ends by itself.
 */
export async function runDeviceTest(id: DeviceTestId, deps: TestDeps, signal: AbortSignal): Promise<TestResult> {
  const { devices, store, clock, log } = deps;
  switch (id) {
    case 'receiptPrinter:strip': {
      const slip = { receiptNo: '', markup: deps.strip(), copy: 0, session: null };
      const { outcome, code } = await printAct(slip, { printer: devices.receiptPrinter, store, log });
      return { outcome, code };
    }
    case 'idReader:card': {
      if (devices.idReader === null) return absent;
      const read = await devices.idReader.readCard({ userMs: personMs, signal });
      // Only that a card was seen is told: nothing of it is kept, shown or counted.
      if (read.ok) read.value.wipe();
      return resultOf(read);
    }
    case 'scanner:code': {
      if (devices.scanner === null) return absent;
      const scan = await devices.scanner.scan({ userMs: personMs, signal });
      if (scan.ok) scan.value.wipe();
      return resultOf(scan);
    }
    case 'ioBoard:lights':
      return await lights(deps, signal);
    case 'cardDispenser:look': {
      if (devices.cardDispenser === null) return absent;
      return resultOf(await devices.cardDispenser.refresh({ signal }));
    }
    case 'cardDispenser:reset': {
      if (devices.cardDispenser === null) return absent;
      const card = { dispenser: devices.cardDispenser, store, clock, log };
      const reset = await motionAct({ motion: 'recover', custodyId: null, session: null, lastSeen: null }, card);
      return { outcome: reset.outcome, code: reset.fault?.code ?? null };
    }
    case 'cardDispenser:reject':
      return await rejectBlank(deps);
  }
}

const absent: TestResult = { outcome: 'notStarted', code: 'E_NO_DEVICE' };

function resultOf(result: Result<unknown, DeviceError>): TestResult {
  return result.ok ? { outcome: 'done', code: null } : { outcome: result.error.outcome, code: result.error.code };
}

/** Each lamp for a moment, one after another, in the order of the board. */
async function lights({ devices, clock }: TestDeps, signal: AbortSignal): Promise<TestResult> {
  const board = devices.ioBoard;
  if (board === null) return absent;
  const lamps = board.capabilities()?.lamps;
  if (lamps === undefined) return { outcome: 'notStarted', code: 'E_NO_DEVICE' };
  for (const { name } of lamps) {
    const lit = await board.setLamp(name, { pattern: 'on' }, { signal });
    if (!lit.ok) return resultOf(lit);
    await sleep(clock, lampMs, signal);
    const dark = await board.setLamp(name, { pattern: 'off' });
    if (!dark.ok) return resultOf(dark);
    if (signal.aborted) return { outcome: 'notDone', code: 'E_CANCELLED' };
  }
  const [broken] = board.brokenLamps();
  return broken === undefined ? { outcome: 'done', code: null } : { outcome: 'partial', code: 'E_HARDWARE' };
}

/**
 * One blank from the hopper into the bin, two journalled motions. Only where a card is fed out of reach: a unit that hands cards straight to the mouth would give one away.
 */
async function rejectBlank({ devices, store, clock, log }: TestDeps): Promise<TestResult> {
  const dispenser = devices.cardDispenser;
  if (dispenser === null) return absent;
  if (dispenser.capabilities.feedsTo !== 'inside') return { outcome: 'notStarted', code: 'E_UNSUPPORTED' };
  const card = { dispenser, store, clock, log };
  const custodyId = randomUUID();
  const opens = {
    ...{ id: custodyId, session: null, deviceId: dispenser.id },
    ...({ kind: 'issuedCard', direction: 'out', receiptNo: null } as const),
  };
  const fed = await motionAct({ motion: 'feed', custodyId, session: null, opens, lastSeen: 'none' }, card);
  if (fed.outcome !== 'done') return { outcome: fed.outcome, code: fed.fault?.code ?? null };
  const kept = await motionAct({ motion: 'capture', custodyId, session: null, lastSeen: 'inside' }, card);
  // The blank is out of the hopper: what the bin did not take is the custodian's when the devices are given back.
  const outcome = kept.outcome === 'done' ? 'done' : kept.outcome === 'indeterminate' ? 'indeterminate' : 'partial';
  return { outcome, code: kept.fault?.code ?? null };
}
