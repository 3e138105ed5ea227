import type { Clock } from '../../contract/clock.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Log } from '../../contract/log.ts';
import type { DeviceClass } from '../../drivers/registry.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import type { Store } from '../store/store.ts';
import type { Hand } from './hand.ts';
import type { SlipHeading } from './slips.ts';
import { door, lights } from './test-board.ts';
import { lookAtDispenser, readIdCard, readSmartCard, rejectBlank, resetDispenser } from './test-cards.ts';
import { printPage, printStrip } from './test-prints.ts';
import type { TestResult } from './test-result.ts';
import { readCode } from './test-scanner.ts';
import { cameraPicture, keys, sound, touchGrid } from './test-window.ts';

/** Parts that no driver sees; whether they are fitted stands in the configuration. The glass is always there. */
export const windowParts = ['touchPanel', 'camera', 'docCamera', 'speaker', 'navPad'] as const;
export type WindowPart = (typeof windowParts)[number];

/**
 * Tests that somebody at the machine can start, by device. Each is one act: begun once, never repeated by itself. `moves`: prints or moves something; `hand`: somebody does or
 * answers something on a page of its own.
 */
export const deviceTests = [
  { id: 'receiptPrinter:strip', device: 'receiptPrinter', moves: true, hand: false },
  { id: 'documentPrinter:page', device: 'documentPrinter', moves: true, hand: false },
  { id: 'idReader:card', device: 'idReader', moves: false, hand: false },
  { id: 'smartCard:card', device: 'smartCard', moves: false, hand: false },
  { id: 'scanner:code', device: 'scanner', moves: false, hand: true },
  { id: 'cardDispenser:look', device: 'cardDispenser', moves: false, hand: false },
  { id: 'cardDispenser:reject', device: 'cardDispenser', moves: true, hand: false },
  { id: 'cardDispenser:reset', device: 'cardDispenser', moves: true, hand: false },
  { id: 'ioBoard:lights', device: 'ioBoard', moves: false, hand: true },
  { id: 'ioBoard:door', device: 'ioBoard', moves: false, hand: true },
  { id: 'touchPanel:grid', device: 'touchPanel', moves: false, hand: true },
  { id: 'camera:picture', device: 'camera', moves: false, hand: true },
  { id: 'docCamera:picture', device: 'docCamera', moves: false, hand: true },
  { id: 'speaker:sound', device: 'speaker', moves: false, hand: true },
  { id: 'navPad:keys', device: 'navPad', moves: false, hand: true },
] as const satisfies readonly {
  readonly id: string;
  readonly device: DeviceClass | WindowPart;
  readonly moves: boolean;
  readonly hand: boolean;
}[];
export type DeviceTest = (typeof deviceTests)[number];
export type DeviceTestId = DeviceTest['id'];

export interface TestDeps {
  readonly devices: DeviceSet;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  /** Whoever stands before the machine. */
  readonly hand: Hand;
  /** Words for the strip, in ReceiptLine markup. */
  strip(): string;
  heading(): SlipHeading;
  /** A record of the audit chain before the first byte of what has no journal of its own. */
  sent(test: DeviceTestId): void;
}

/** Which of the parts that no driver sees are fitted. */
export function fittedParts({ fitted }: Pick<KioskConfig, 'fitted'>): ReadonlySet<WindowPart> {
  return new Set(windowParts.filter((part) => part === 'touchPanel' || fitted?.[part] === true));
}

/**
 * Runs one test. What moves or prints is journalled ahead as for citizens (`terminal/devices/`), with no session: a slip of nobody, a blank that goes to the bin. `signal` ends waiting
 * for a hand; what moves ends by itself.
 */
export async function runDeviceTest(id: DeviceTestId, deps: TestDeps, signal: AbortSignal): Promise<TestResult> {
  switch (id) {
    case 'receiptPrinter:strip':
      return await printStrip(deps);
    case 'documentPrinter:page':
      return await printPage(deps, signal);
    case 'idReader:card':
      return await readIdCard(deps, signal);
    case 'smartCard:card':
      return await readSmartCard(deps, signal);
    case 'scanner:code':
      return await readCode(deps, signal);
    case 'cardDispenser:look':
      return await lookAtDispenser(deps, signal);
    case 'cardDispenser:reset':
      return await resetDispenser(deps);
    case 'cardDispenser:reject':
      return await rejectBlank(deps);
    case 'ioBoard:lights':
      return await lights(deps, signal);
    case 'ioBoard:door':
      return await door(deps, signal);
    case 'touchPanel:grid':
      return await touchGrid(deps, signal);
    case 'camera:picture':
      return await cameraPicture('face', deps, signal);
    case 'docCamera:picture':
      return await cameraPicture('document', deps, signal);
    case 'speaker:sound':
      return await sound(deps, signal);
    case 'navPad:keys':
      return await keys(deps, signal);
  }
}
